package dev.backref.query.walk;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.Relation.Direction;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one manifest can be to the one that a walk came from, in the order in which they are told: what can be a million is
 * last.
 */
public enum Way {
    /** It refers to it. */
    REFERRER,
    /** It is an index that lists it. */
    INDEX,
    /** It is listed by it, which is an index. */
    CHILD,
    /** It is the image that it was built from. */
    BASE,
    /** It was built from it. */
    DERIVED;

    /** The word for it in parameters and JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a {@link #word()}.
     *
     * @throws IllegalArgumentException quoting the word, and listing the ways, when it is none of these
     */
    public static Way parse(String word) {
        return Stream.of(values())
                .filter(way -> way.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no way to follow: \"" + word + "\"; there are "
                        + Stream.of(values()).map(Way::word).collect(Collectors.joining(", "))));
    }

    /** The relation that it is an end of; absent for evidence. */
    Optional<Relation> relation() {
        return switch (this) {
            case REFERRER -> Optional.empty();
            case INDEX, CHILD -> Optional.of(Relation.INDEX_CHILD);
            case BASE, DERIVED -> Optional.of(Relation.BASE_IMAGE);
        };
    }

    /** From which end of the relation the walk comes. */
    Direction direction() {
        return this == CHILD || this == BASE ? Direction.OUT : Direction.IN;
    }
}
