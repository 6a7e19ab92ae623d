package dev.backref.launcher.deadletters;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.launcher.terminal.Line;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A dead letter as it is shown: its headers, an empty line, and its body. */
public final class ShownLetter {
    /** Headers in which proxies say what was asked for: its query can hold a hook's secret. */
    private static final Pattern ADDRESS = Pattern.compile("(?i).*(ur[il]|path|referr?er|forwarded|request)");

    private ShownLetter() {}

    /** @param terminal whether a terminal shows it, which nothing in it may tell anything */
    public static List<String> lines(DeadLetter letter, boolean terminal) {
        List<String> lines = new ArrayList<>();
        for (Header header : letter.headers()) {
            String value = text(header.value());
            int query = ADDRESS.matcher(header.key()).matches() ? value.indexOf('?') : -1;
            lines.add(Line.of(header.key() + ": " + (query < 0 ? value : value.substring(0, query) + "?…")));
        }
        String body = text(letter.value());
        lines.add("");
        lines.add(terminal ? Line.of(body) : body);
        return lines;
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
