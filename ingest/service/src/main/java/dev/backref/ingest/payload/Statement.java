package dev.backref.ingest.payload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Payload;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An in-toto statement, of which any part can be anything. */
record Statement(JsonNode json) implements Claim {
    private static final String TYPE = "https://in-toto.io/Statement/";

    private static final List<String> CREATED = List.of(
            "predicate.runDetails.metadata.finishedOn", // SLSA provenance v1
            "predicate.metadata.buildFinishedOn", // SLSA provenance before it
            "predicate.creationInfo.created", // SPDX
            "predicate.metadata.timestamp", // CycloneDX
            "predicate.metadata.scanFinishedOn", // scans for vulnerabilities
            "predicate.timestamp", // OpenVEX
            "predicate.timeVerified", // SLSA verification summary
            "predicate.timeCreated", // simple verification results
            "predicate.Timestamp"); // whatever cosign was given with --type custom

    static Optional<Claim> of(JsonNode json) {
        return json.path("_type").asText().startsWith(TYPE) ? Optional.of(new Statement(json)) : Optional.empty();
    }

    @Override
    public Optional<String> predicateType() {
        return text(json.path("predicateType"))
                .filter(type -> !type.isEmpty() && type.length() <= Payload.LONGEST_PREDICATE_TYPE)
                // JSON can escape half a character, which UTF-8 cannot hold: no record could be written with it.
                .filter(type -> StandardCharsets.UTF_8.newEncoder().canEncode(type));
    }

    @Override
    public List<Digest> subjects() {
        Set<Digest> subjects = new LinkedHashSet<>();
        for (JsonNode subject : json.path("subject")) {
            for (Map.Entry<String, JsonNode> digest : subject.path("digest").properties()) {
                text(digest.getValue())
                        .flatMap(encoded -> Digest.tryParse(digest.getKey() + ":" + encoded))
                        .ifPresent(subjects::add);
            }
            if (subjects.size() > Payload.MOST_SUBJECTS) {
                return List.of();
            }
        }
        return List.copyOf(subjects);
    }

    @Override
    public Optional<Created> created() {
        return CREATED.stream().flatMap(this::created).findFirst();
    }

    private Stream<Created> created(String from) {
        return text(json.at("/" + from.replace('.', '/')))
                .flatMap(Times::parse)
                .map(at -> new Created(at, from))
                .stream();
    }

    private static Optional<String> text(JsonNode value) {
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }
}
