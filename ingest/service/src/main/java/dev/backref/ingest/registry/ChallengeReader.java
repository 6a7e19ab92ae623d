package dev.backref.ingest.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one {@code WWW-Authenticate} header. Commas part both challenges and their parameters, so that only what follows
 * a word tells which it is; real servers also leave out quotes that the grammar demands.
 */
final class ChallengeReader {
    private final String text;
    private final List<Challenge> challenges = new ArrayList<>();
    private int at;

    ChallengeReader(String text) {
        this.text = text;
    }

    List<Challenge> read() {
        String scheme = "";
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String word = word(); !word.isEmpty(); word = word()) {
            if (equalsSign()) {
                parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), value());
            } else {
                finish(scheme, parameters);
                scheme = word.toLowerCase(Locale.ROOT);
                parameters.clear();
            }
        }
        finish(scheme, parameters);
        return challenges;
    }

    private void finish(String scheme, Map<String, String> parameters) {
        if (!scheme.isEmpty()) {
            challenges.add(new Challenge(scheme, parameters));
        }
    }

    /** The next scheme, parameter name or token68; empty at the end. */
    private String word() {
        skip(" \t,=\"");
        return until(" \t,=\"");
    }

    private boolean equalsSign() {
        int before = at;
        skip(" \t");
        if (at < text.length() && text.charAt(at) == '=') {
            at++;
            return true;
        }
        at = before;
        return false;
    }

    private String value() {
        skip(" \t");
        if (at < text.length() && text.charAt(at) == '"') {
            at++;
            return quoted();
        }
        return until(" \t,");
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
            at++;
        }
        at = Math.min(at + 1, text.length());
        return value.toString();
    }

    private String until(String stops) {
        int from = at;
        while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    private void skip(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
