package dev.backref.ingest.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads what a page lists out of its JSON piece by piece. Its memory does not grow with the page. */
abstract class PageReader {
    private final int mostFields;
    private final long most;
    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    private List<String> found = new ArrayList<>();
    private boolean begun;
    private int depth;
    private int fields;
    private long names;
    private long refused;

    /**
     * @param json made by {@link #json}, once for all pages of a kind
     * @param mostFields of all objects together: the parser remembers the name of each
     * @param most names that there may be
     */
    PageReader(JsonFactory json, int mostFields, long most) {
        this.mostFields = mostFields;
        this.most = most;
        try {
            this.parser = json.createNonBlockingByteArrayParser();
        } catch (IOException impossible) {
            throw new IllegalStateException("a parser that reads nothing yet failed", impossible);
        }
        this.feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
    }

    /** What bounds the JSON of a page, whatever it lists. */
    static JsonFactory json(int deepest, int longestString, int longestFieldName) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(deepest)
                        .maxStringLength(longestString)
                        .maxNameLength(longestFieldName)
                        .build())
                .build();
    }

    /** What the page begins with, and so ends with: one object, or one list. */
    abstract JsonToken start();

    /** Takes what stands in it; so deep, at least 1. */
    abstract void step(JsonToken token, int at) throws IOException;

    /** Fails when the page lacks something. */
    abstract void requireWhole() throws IOException;

    /** Where a listing goes on that is asked for by number rather than by link: behind this one. */
    long reached() {
        return 0;
    }

    /** Whether there may be more although no link says so. */
    boolean full() {
        return false;
    }

    /** Reads on. Fails with what is wrong with the page. */
    final void read(byte[] piece) throws IOException {
        feeder.feedInput(piece, 0, piece.length);
        for (JsonToken token = parser.nextToken(); token != JsonToken.NOT_AVAILABLE; token = parser.nextToken()) {
            take(token);
        }
    }

    /** The page ends here. Fails when that is too early. */
    final void end() throws IOException {
        feeder.endOfInput();
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            take(token);
        }
        if (depth > 0 || !begun) {
            throw wrong("ends too early");
        }
        requireWhole();
        parser.close();
    }

    /** The good names found since this was last asked. */
    final List<String> takeFound() {
        List<String> taken = found;
        found = new ArrayList<>();
        return taken;
    }

    final int foundSoFar() {
        return found.size();
    }

    /** All names so far. */
    final long names() {
        return names;
    }

    /** How many of them the grammar refuses. */
    final long refused() {
        return refused;
    }

    final String fieldName() throws IOException {
        return parser.currentName();
    }

    final String text() throws IOException {
        return parser.getText();
    }

    final long number() throws IOException {
        return parser.getLongValue();
    }

    /** Counts a name. */
    final void count() throws IOException {
        names++;
        if (names > most) {
            throw wrong("brings more names than a listing may have");
        }
    }

    /** Gives what was counted to whoever lists. */
    final void found(String name) {
        found.add(name);
    }

    /** Leaves out what was counted. */
    final void refuse() {
        refused++;
    }

    final JsonParseException wrong(String what) {
        return new JsonParseException(parser, what);
    }

    private void take(JsonToken token) throws IOException {
        if (depth == 0) {
            begin(token);
        } else {
            if (token == JsonToken.FIELD_NAME) {
                field();
            }
            step(token, depth);
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }

    private void begin(JsonToken token) throws IOException {
        if (begun || token != start()) {
            throw wrong("is not one " + (start() == JsonToken.START_OBJECT ? "object" : "list"));
        }
        begun = true;
    }

    private void field() throws IOException {
        fields++;
        if (fields > mostFields) {
            throw wrong("has more than " + mostFields + " fields");
        }
    }
}
