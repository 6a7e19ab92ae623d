package dev.backref.ingest.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads the names out of a page's JSON: {@code {"name": "…", "tags": ["…"]}} (distribution-spec §Listing Tags),
 * {@code {"repositories": ["…"]}}.
 */
final class NamesReader extends PageReader {
    private static final int DEEPEST = 20;
    private static final int LONGEST_STRING = 64 * 1024;
    private static final int MOST_FIELDS = 1_000;
    private static final JsonFactory JSON = json(DEEPEST, LONGEST_STRING, LONGEST_STRING);

    private final NameKind kind;
    private Expected expected = Expected.FIELD;

    /** What may stand next. */
    private enum Expected {
        FIELD,
        LIST,
        NAME,
        END
    }

    /**
     * @param most names that there may be
     */
    NamesReader(NameKind kind, long most) {
        super(JSON, MOST_FIELDS, most);
        this.kind = kind;
    }

    @Override
    JsonToken start() {
        return JsonToken.START_OBJECT;
    }

    @Override
    void step(JsonToken token, int at) throws IOException {
        if (at == 1 && expected == Expected.LIST) {
            list(token);
        } else if (at == 2 && expected == Expected.NAME) {
            name(token);
        } else if (at == 1 && token == JsonToken.FIELD_NAME && fieldName().equals(kind.field())) {
            expected = Expected.LIST;
        }
    }

    @Override
    void requireWhole() throws IOException {
        if (expected != Expected.END) {
            throw wrong("has no \"" + kind.field() + "\"");
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
        count();
        add(text());
    }

    private void add(String name) throws IOException {
        if (name.length() > kind.longest()) {
            throw wrong("has a name of more than " + kind.longest() + " characters");
        }
        if (kind.grammar().test(name)) {
            found(name);
        } else {
            refuse();
        }
    }
}
