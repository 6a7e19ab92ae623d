package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A thing in a registry that can be looked at: a manifest by digest, a tag, a repository as a whole, or the list of what
 * refers to a manifest.
 *
 * <p>Its {@link #key()} is the key of every record about it: {@code registry/repository@digest},
 * {@code registry/repository:tag}, {@code registry/repository} or {@code registry/repository@digest?referrers}. Registry and location can be read from each, because
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
            Location location = Location.parse(key.substring(0, at));
            String name = key.substring(at + 1);
            return name.endsWith(Referrers.SUFFIX)
                    ? new Referrers(
                            location, Digest.parse(name.substring(0, name.length() - Referrers.SUFFIX.length())))
                    : new Manifest(location, Digest.parse(name));
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

    /**
     * What a registry's own referrers API lists for a subject (distribution-spec §Listing Referrers). It is looked at by
     * sweeps; what it lists is a hint to look at manifests, and nothing is observed of it.
     */
    record Referrers(Location location, Digest subject) implements Source {
        /** Behind the subject's digest; no digest has a question mark. */
        static final String SUFFIX = "?referrers";

        @Override
        public String name() {
            return "@" + subject + SUFFIX;
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
