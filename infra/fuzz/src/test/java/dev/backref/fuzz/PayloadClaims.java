package dev.backref.fuzz;

import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Payload;
import dev.backref.ingest.payload.PayloadReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Takes an input for a blob that holds an attestation, and for the statement in an envelope and in a bundle. */
final class PayloadClaims {
    private static final List<Base64.Encoder> ALPHABETS = List.of(
            Base64.getEncoder(),
            Base64.getUrlEncoder(),
            Base64.getEncoder().withoutPadding(),
            Base64.getUrlEncoder().withoutPadding());

    private static final Instant BEGINNING = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    /** All that it can hold, in JSON: subjects of 255 characters, and characters of a predicate type that take six. */
    private static final int MOST_WRITTEN = 12 * 1024;

    private PayloadClaims() {}

    static void hold(byte[] input) {
        Digest blob = Digest.sha256(input);
        Optional<Payload> said = read(blob, input);
        Claim.that(said.equals(PayloadReader.read(blob, input)), "it says the same twice", said);
        if (PlainReading.isStatement(input)) {
            for (Base64.Encoder alphabet : ALPHABETS) {
                Claim.that(
                        read(blob, envelope(alphabet, input)).equals(said),
                        "an envelope says what its statement says",
                        said);
            }
        }
        bundled(blob, envelope(new Choice(blob).of(0, ALPHABETS), input));
    }

    /** Of whatever is no statement nothing is said but when the log took it. */
    private static void bundled(Digest blob, String envelope) {
        Optional<Payload> enveloped = read(blob, envelope);
        String bundle = "{\"dsseEnvelope\":" + envelope
                + ",\"verificationMaterial\":{\"tlogEntries\":[{\"integratedTime\":\"1\"}]}}";
        Claim.that(
                read(blob, bundle).equals(Optional.of(logged(blob, enveloped))),
                "a bundle says what its envelope says",
                enveloped);
    }

    private static String envelope(Base64.Encoder alphabet, byte[] statement) {
        return "{\"payload\":\"" + alphabet.encodeToString(statement) + "\"}";
    }

    private static Payload logged(Digest blob, Optional<Payload> enveloped) {
        return new Payload(
                blob,
                enveloped.flatMap(Payload::predicateType),
                enveloped.map(Payload::subjects).orElse(List.of()),
                enveloped
                        .flatMap(Payload::created)
                        .or(() -> Optional.of(new Created(
                                Instant.ofEpochSecond(1), "verificationMaterial.tlogEntries[0].integratedTime"))));
    }

    private static Optional<Payload> read(Digest blob, String content) {
        return read(blob, content.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Payload> read(Digest blob, byte[] content) {
        Optional<Payload> said = PayloadReader.read(blob, content);
        said.ifPresent(each -> holds(blob, each));
        return said;
    }

    /** What an observation and the index rely on. */
    private static void holds(Digest blob, Payload said) {
        Claim.that(said.blob().equals(blob), "it is what this blob says", said);
        Claim.that(
                said.predicateType().stream()
                        .allMatch(type -> !type.isEmpty() && type.length() <= Payload.LONGEST_PREDICATE_TYPE),
                "a predicate type is short, and not empty",
                said);
        Claim.that(said.subjects().size() <= Payload.MOST_SUBJECTS, "subjects are few", said);
        Claim.that(new HashSet<>(said.subjects()).size() == said.subjects().size(), "each subject stands once", said);
        Claim.that(
                said.created().map(Created::at).stream().allMatch(at -> !at.isBefore(BEGINNING) && at.isBefore(END)),
                "RFC 3339 has such a year",
                said);
        Claim.that(
                said.content().stream().allMatch(Payload.MESSAGE_SIGNATURE::equals),
                "bundles hold what is known",
                said);
        Claim.that(WrittenClaims.same(said, Payload.class) <= MOST_WRITTEN, "a header can hold eight of them", said);
    }
}
