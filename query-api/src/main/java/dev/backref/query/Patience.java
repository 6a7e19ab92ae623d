package dev.backref.query;

import java.time.Duration;

/** The parameter {@code wait}: how long an answer may be waited for, such as {@code 30s}. */
public final class Patience {
    public static final String NAME = "wait";

    /** Proxies cut off what says nothing for longer. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Patience() {}

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException quoting what is none, or longer than anybody may wait
     */
    public static Duration read(String text) {
        return Span.read(text)
                .filter(wait -> wait.compareTo(LONGEST) <= 0)
                .orElseThrow(() -> new IllegalArgumentException(
                        "not a time to wait of at most 60s, such as 30s: \"" + text + "\""));
    }
}
