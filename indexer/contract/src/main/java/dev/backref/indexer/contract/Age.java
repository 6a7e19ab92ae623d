package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Descriptor;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** When what a referrer brings was made, by its own word. */
public final class Age {
    /** Predefined by the image-spec (annotations.md): the date and time on which the image was built, as of RFC 3339. */
    private static final String ANNOTATION = "org.opencontainers.image.created";

    /** What RFC 3339 can write: years of four digits. */
    private static final Instant BEGINNING = Instant.parse("0000-01-01T00:00:00Z");

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private Age() {}

    /** The youngest of what its layers hold, as far as payloads tell, or else what the manifest says of itself. */
    public static Optional<Created> of(Descriptor referrer, List<Evidence> evidence) {
        return evidence.stream()
                .flatMap(layer -> layer.created().stream())
                .max(Comparator.comparing(Created::at))
                .or(() -> Optional.ofNullable(referrer.annotations().get(ANNOTATION))
                        .flatMap(Age::time)
                        .map(at -> new Created(at, "annotations[\"" + ANNOTATION + "\"]")));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant())
                    .filter(time -> !time.isBefore(BEGINNING) && time.isBefore(END));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
