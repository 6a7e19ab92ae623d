package dev.backref.query.changes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.query.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Changes as the index writes them. */
final class Samples {
    static final Digest SUBJECT = digest("subject");
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private Samples() {}

    static Digest digest(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The filter that has these parameters, of a feed of the registries {@code local} and {@code other}. */
    static FeedFilter filter(String json) {
        ObjectNode given = Json.read(json.getBytes(StandardCharsets.UTF_8), ObjectNode.class);
        return FeedFilter.read(Parameters.of(given, FeedFilter.and()), Set.of("local", "other"));
    }

    static FeedEvent event(int partition, long offset) {
        return FeedEvent.read(
                partition, offset, change(Integer.toString(partition), offset).toJson());
    }

    /** A change of a subject; its number is in its referrer and in its position. */
    static Change change(String subject, long number) {
        return change(subject, number, "app", List.of());
    }

    static Change change(String subject, long number, String repository, List<String> alsoAt) {
        return change(subject, number, new Location("local", repository), alsoAt, Map.of());
    }

    /** The same change of another type. */
    static Change of(Change.Type type, Change change) {
        return new Change(change.id(), change.source(), type, change.subject(), change.time(), change.data());
    }

    /** The same where the referrer was of another kind before. */
    static Change updated(Change change, Kind former) {
        ObjectNode json = Json.read(change.toJson(), ObjectNode.class);
        ((ObjectNode) json.path("data")).putObject("former").putArray("kinds").add(former.word());
        return of(Change.Type.UPDATED, Change.read(Json.write(json)));
    }

    /** A change with this text among its annotations. */
    static Change large(String subject, long number, String text) {
        return change(subject, number, new Location("local", "app"), List.of(), Map.of("text", text));
    }

    static Change change(
            String subject, long number, Location at, List<String> alsoAt, Map<String, String> annotations) {
        String type = number % 2 == 0 ? "application/spdx+json" : "application/vnd.cncf.notary.signature";
        Change.Data data = new Change.Data(
                new Change.SubjectRef(digest(subject)),
                new Descriptor("m/m", digest(subject + number), number, Optional.of(type), annotations),
                List.of(),
                Set.of(Kind.SBOM),
                Optional.of(Set.of()),
                Optional.empty(),
                Set.of(Form.SUBJECT_FIELD),
                Set.of(),
                at,
                Optional.of(new Cause(Cause.Kind.PUSH, "delivery")),
                NOW,
                NOW,
                alsoAt,
                Optional.empty(),
                false,
                "not-checked",
                List.of(),
                new Position(Position.GENERATION, 0, number, NOW));
        return new Change(subject + "-" + number, Change.SOURCE, Change.Type.ADDED, digest(subject), NOW, data);
    }
}
