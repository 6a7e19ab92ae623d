package dev.backref.indexer.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * What is published of the form of that which others read. Readers pass over fields and words that they do not know: that is how
 * a version grows. What would break them is another version.
 */
public enum Schema {
    /** A {@link Change} in the topic and from the API, in JSON Schema 2020-12. */
    CHANGE("change.v1.json"),
    /** The record of a decision in the topic and from the API, in JSON Schema 2020-12. */
    DECISION("decision.v1.json"),
    /** The topics that others may read, in AsyncAPI 3.0. */
    TOPICS("asyncapi.json");

    private final String file;

    Schema(String file) {
        this.file = file;
    }

    /** The last part of its path. */
    public String file() {
        return file;
    }

    /** The schema as JSON. */
    public byte[] json() {
        String path = "/dev/backref/schemas/" + file;
        try (InputStream packaged = Objects.requireNonNull(Schema.class.getResourceAsStream(path), path)) {
            return packaged.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
