package dev.backref.launcher.terminal;

import java.util.Map;

/** Colours of a text on a terminal that shows them; elsewhere the text as it is. */
public record Colours(boolean shown) {
    private static final String END = "\u001b[0m";

    /** Those of the terminal that this process writes to, unless its user wants none (no-color.org) or it has none. */
    public static Colours of(Map<String, String> environment, boolean terminal) {
        return new Colours(terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb"));
    }

    /** The text in a colour. */
    public String in(Colour colour, String text) {
        return shown ? "\u001b[" + colour.code + "m" + text + END : text;
    }

    /** A colour. */
    public enum Colour {
        RED(31),
        GREEN(32),
        YELLOW(33);

        private final int code;

        Colour(int code) {
            this.code = code;
        }
    }
}
