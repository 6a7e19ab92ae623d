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

/**
 * Reads the names out of a page's JSON piece by piece: {@code {"name": "…", "tags": ["…"]}} (distribution-spec §Listing
 * Tags), {@code {"repositories": ["…"]}}. Its memory does not grow with the page.
 */
final class NamesReader {
    private static final int DEEPEST = 20;
    private static final int LONGEST_STRING = 64 * 1024;
    private static final int MOST_FIELDS = 1_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_STRING)
                    .maxNameLength(LONGEST_STRING)
                    .build())
            .build();

    private final NameKind kind;
    private final long most;
    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    private List<String> found = new ArrayList<>();
    private Expected expected = Expected.PAGE;
    private int depth;
    private int fields;
    private long names;
    private long refused;

    /** What may stand next. */
    private enum Expected {
        PAGE,
        FIELD,
        LIST,
        NAME,
        END
    }

    /**
     * @param most names that there may be
     */
    NamesReader(NameKind kind, long most) {
        this.kind = kind;
        this.most = most;
        try {
            this.parser = JSON.createNonBlockingByteArrayParser();
        } catch (IOException impossible) {
            throw new IllegalStateException("a parser that reads nothing yet failed", impossible);
        }
        this.feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
    }

    /** Reads on. Fails with what is wrong with the page. */
    void read(byte[] piece) throws IOException {
        feeder.feedInput(piece, 0, piece.length);
        for (JsonToken token = parser.nextToken(); token != JsonToken.NOT_AVAILABLE; token = parser.nextToken()) {
            step(token);
        }
    }

    /** The page ends here. Fails when that is too early. */
    void end() throws IOException {
        feeder.endOfInput();
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            step(token);
        }
        if (depth > 0 || expected == Expected.PAGE) {
            throw wrong("ends too early");
        }
        if (expected != Expected.END) {
            throw wrong("has no \"" + kind.field() + "\"");
        }
        parser.close();
    }

    /** The good names found since this was last asked. */
    List<String> takeFound() {
        List<String> taken = found;
        found = new ArrayList<>();
        return taken;
    }

    int foundSoFar() {
        return found.size();
    }

    /** All names so far. */
    long names() {
        return names;
    }

    /** How many of them the grammar refuses. */
    long refused() {
        return refused;
    }

    private void step(JsonToken token) throws IOException {
        if (depth == 0) {
            begin(token);
        } else if (depth == 1 && expected == Expected.LIST) {
            list(token);
        } else if (depth == 2 && expected == Expected.NAME) {
            name(token);
        } else if (token == JsonToken.FIELD_NAME) {
            field();
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }

    private void begin(JsonToken token) throws IOException {
        if (expected != Expected.PAGE || token != JsonToken.START_OBJECT) {
            throw wrong("is not one object");
        }
        expected = Expected.FIELD;
    }

    /** The parser remembers each field's name, so there may not be any number of them. */
    private void field() throws IOException {
        fields++;
        if (fields > MOST_FIELDS) {
            throw wrong("has more than " + MOST_FIELDS + " fields");
        }
        if (depth == 1 && parser.currentName().equals(kind.field())) {
            expected = Expected.LIST;
        }
    }

    /** Registries written in Go say null for a list that is empty. */
    private void list(JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY && token != JsonToken.VALUE_NULL) {
            throw wrong("has \"" + kind.field() + "\" that are no list");
        }
        expected = token == JsonToken.START_ARRAY ? Expected.NAME : Expected.END;
    }

    private void name(JsonToken token) throws IOException {
        if (token == JsonToken.END_ARRAY) {
            expected = Expected.END;
            return;
        }
        if (token != JsonToken.VALUE_STRING) {
            throw wrong("has a name that is no string among its \"" + kind.field() + "\"");
        }
        names++;
        if (names > most) {
            throw wrong("brings more names than a listing may have");
        }
        add(parser.getText());
    }

    private void add(String name) throws IOException {
        if (name.length() > kind.longest()) {
            throw wrong("has a name of more than " + kind.longest() + " characters");
        }
        if (kind.grammar().test(name)) {
            found.add(name);
        } else {
            refused++;
        }
    }

    private JsonParseException wrong(String what) {
        return new JsonParseException(parser, what);
    }
}
