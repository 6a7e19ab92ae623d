package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A thing in a registry that can be looked at: a manifest by digest, a tag, or a repository as a whole.
 *
 * <p>Its {@link #key()} is the key of every record about it: {@code registry/repository@digest},
 * {@code registry/repository:tag} or {@code registry/repository}. Registry and location can be read from each, because
 * neither {@code @} nor {@code :} occurs in a repository name.
 */
public sealed interface Source {
    Location location();

    /** What tells this source from others of its location: {@code @digest}, {@code :tag} or the empty string. */
    String name();

    default String key() {
        return location() + name();
    }

    /**
     * Reads a {@link #key()}.
     *
     * @throws IllegalArgumentException quoting the part that is wrong
     */
    @JsonCreator
    static Source parse(String key) {
        int at = key.indexOf('@');
        if (at >= 0) {
            return new Manifest(Location.parse(key.substring(0, at)), Digest.parse(key.substring(at + 1)));
        }
        int colon = key.indexOf(':');
        if (colon >= 0) {
            return new Tag(Location.parse(key.substring(0, colon)), key.substring(colon + 1));
        }
        return new Repository(Location.parse(key));
    }

    /** A manifest, by its digest: what is found there can never change, only vanish. */
    record Manifest(Location location, Digest digest) implements Source {
        @Override
        public String name() {
            return "@" + digest;
        }

        @JsonValue
        @Override
        public String toString() {
            return key();
        }
    }

    /** A tag: a name that can point elsewhere at the next look. */
    record Tag(Location location, String tag) implements Source {
        private static final Pattern GRAMMAR = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

        public Tag {
            if (!isTag(tag)) {
                throw new IllegalArgumentException("not a tag: \"" + tag + "\"");
            }
        }

        /** Whether the grammar of distribution-spec §Pulling manifests allows this tag. */
        public static boolean isTag(String value) {
            return GRAMMAR.matcher(value).matches();
        }

        @Override
        public String name() {
            return ":" + tag;
        }

        @JsonValue
        @Override
        public String toString() {
            return key();
        }
    }

    /** The repository as a whole: it is there, or everything in it is gone. */
    record Repository(Location location) implements Source {
        @Override
        public String name() {
            return "";
        }

        @JsonValue
        @Override
        public String toString() {
            return key();
        }
    }
}
