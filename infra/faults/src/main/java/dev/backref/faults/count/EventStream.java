package dev.backref.faults.count;

import java.util.function.Consumer;

/**
 * Reads server-sent events line by line (WHATWG HTML §9.2.6). What a cut connection leaves unfinished counts for nothing:
 * an event and its id take effect with the blank line behind them.
 */
final class EventStream {
    private final StringBuilder data = new StringBuilder();
    private final Consumer<String> events;
    private String buffered;
    private String lastId;

    /**
     * @param lastId with which the stream was asked for; empty for none
     * @param events takes the data of each event
     */
    EventStream(String lastId, Consumer<String> events) {
        this.buffered = lastId;
        this.lastId = lastId;
        this.events = events;
    }

    /** Takes the next line, without its end. */
    void line(String line) {
        if (line.isEmpty()) {
            lastId = buffered;
            if (!data.isEmpty()) {
                events.accept(data.toString());
                data.setLength(0);
            }
        } else if (line.startsWith("id:")) {
            buffered = value(line);
        } else if (line.startsWith("data:")) {
            data.append(data.isEmpty() ? "" : "\n").append(value(line));
        }
    }

    /** With which to come back. */
    String lastId() {
        return lastId;
    }

    private static String value(String line) {
        String value = line.substring(line.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }
}
