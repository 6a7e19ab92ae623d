package dev.backref.launcher.hooks;

import io.vertx.core.MultiMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Headers as somebody gives them for a delivery: {@code Name: value}, or {@code @FILE} with one in a line, as curl takes them. */
public final class GivenHeaders {
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([ -~\\t]*)");

    /** Recorded requests begin with it, and others with the name of their method alone. */
    private static final Pattern REQUEST_LINE = Pattern.compile("[A-Z]+( .*)?");

    private static final String COMMENT = "#";
    private static final String FILE = "@";

    private GivenHeaders() {}

    /**
     * Reads them, in their order.
     *
     * @throws IllegalArgumentException naming what is none; a value is not quoted, because it may be a secret
     * @throws UncheckedIOException when a file cannot be read
     */
    public static MultiMap read(List<String> given) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String each : given) {
            if (each.startsWith(FILE)) {
                file(Path.of(each.substring(FILE.length())), headers);
            } else {
                header("--header", each, headers);
            }
        }
        return headers;
    }

    private static void file(Path file, MultiMap headers) {
        List<String> lines = lines(file);
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            boolean none = line.isBlank() || line.startsWith(COMMENT);
            if (!none && !(at == 0 && REQUEST_LINE.matcher(line).matches())) {
                header(file + ", line " + (at + 1), line, headers);
            }
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (MalformedInputException binary) {
            throw new IllegalArgumentException(file + " is no UTF-8 text", binary);
        } catch (FileSystemException named) {
            throw new UncheckedIOException(named);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file.toString(), unreadable);
        }
    }

    private static void header(String place, String text, MultiMap headers) {
        Matcher header = HEADER.matcher(text.strip());
        if (!header.matches()) {
            int colon = text.indexOf(':');
            throw new IllegalArgumentException(place + " is no header, as \"Name: value\" in ASCII"
                    + (colon < 0 ? "" : ": \"" + text.substring(0, colon) + ": …\""));
        }
        headers.add(header.group(1), header.group(2).strip());
    }
}
