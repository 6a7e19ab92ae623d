package dev.backref.launcher.terminal;

/** A text that others wrote, as one line of a terminal: it must neither break a list nor tell the terminal anything. */
public final class Line {
    private Line() {}

    /** The same with a space in the place of line breaks, control characters, and what is not seen or turns the text. */
    public static String of(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\u0080-\u009f\u2028\u2029]+", " ");
    }
}
