package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a manifest is related to another one of which it is no evidence. No referrers answer and no change tells it. */
public enum Relation {
    /** An image index (image-spec image-index.md) or a manifest list of Docker's lists the other one: a platform of an image, say. */
    INDEX_CHILD,
    /** It was built from the other one, as its annotation {@code org.opencontainers.image.base.digest} says. */
    BASE_IMAGE;

    /** The word for it in JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a {@link #word()}.
     *
     * @throws IllegalArgumentException quoting the word, and listing the relations, when it is none of these
     */
    @JsonCreator
    public static Relation parse(String word) {
        return Stream.of(values())
                .filter(relation -> relation.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a relation: \"" + word + "\"; there are "
                        + Stream.of(values()).map(Relation::word).collect(Collectors.joining(", "))));
    }

    /** From which end it is looked at. */
    public enum Direction {
        /** From the manifest that names the other: the children of an index, the base of an image. */
        OUT,
        /** From the one that is named: the indexes that list it, the images that were built from it. */
        IN;

        /** The word for it in JSON. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * Reads a {@link #word()}.
         *
         * @throws IllegalArgumentException quoting the word, and listing the directions, when it is none of these
         */
        @JsonCreator
        public static Direction parse(String word) {
            return Stream.of(values())
                    .filter(direction -> direction.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("not a direction: \"" + word + "\"; there are "
                            + Stream.of(values()).map(Direction::word).collect(Collectors.joining(", "))));
        }
    }
}
