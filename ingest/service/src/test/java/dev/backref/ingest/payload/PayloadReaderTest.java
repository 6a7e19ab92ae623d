package dev.backref.ingest.payload;

import static dev.backref.ingest.payload.Attestations.BLOB;
import static dev.backref.ingest.payload.Attestations.SLSA;
import static dev.backref.ingest.payload.Attestations.STATEMENT;
import static dev.backref.ingest.payload.Attestations.SUBJECT;
import static dev.backref.ingest.payload.Attestations.base64;
import static dev.backref.ingest.payload.Attestations.bytes;
import static dev.backref.ingest.payload.Attestations.cosigns;
import static dev.backref.ingest.payload.Attestations.envelope;
import static dev.backref.ingest.payload.Attestations.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Payload;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadReaderTest {
    private static final Optional<String> SIGNATURE = Optional.of(Payload.MESSAGE_SIGNATURE);
    private static final Payload SAID = new Payload(BLOB, Optional.of(SLSA), List.of(SUBJECT), Optional.empty());
    private static final String INTEGRATED = "verificationMaterial.tlogEntries[0].integratedTime";

    @Test
    void readsABundleThatCosignWrote() throws IOException {
        assertThat(PayloadReader.read(BLOB, cosigns()))
                .contains(new Payload(
                        BLOB,
                        Optional.of("https://sigstore.dev/cosign/sign/v1"),
                        List.of(Digest.parse(
                                "sha256:9e56ed4cb843f61658fcdb17d4205a87d5e217515f23831314b2173a776174d6")),
                        Optional.of(new Created(Instant.parse("2026-06-29T13:20:18Z"), INTEGRATED))));
    }

    @Test
    void readsAnEnvelopeInEitherAlphabetPaddedOrNot() {
        // Of this both alphabets have characters of their own, and its length needs padding.
        String odd = STATEMENT.replace("{}", "{\"x\":\"\u00bf\u00ff\u00be??>>~~\"}");
        for (Base64.Encoder alphabet : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            for (Base64.Encoder encoder : List.of(alphabet, alphabet.withoutPadding())) {
                for (String more : List.of("", " ", "  ")) {
                    assertThat(read(envelope(encoder.encodeToString(bytes(odd + more)))))
                            .contains(SAID);
                }
            }
        }
    }

    @Test
    void readsAStatementAndTheFirstOfSeveralLines() {
        assertThat(read(STATEMENT)).contains(SAID);
        assertThat(read(STATEMENT + "\n" + statement("https://spdx.dev/Document", "{}") + "\n"))
                .contains(SAID);
        assertThat(read(envelope(base64(STATEMENT)) + "\n" + envelope("!"))).contains(SAID);
    }

    @ParameterizedTest
    @CsvSource({"SHA2_256,sha256,32", "SHA2_384,sha384,48", "SHA2_512,sha512,64"})
    void readsWhatAMessageSignatureIsOver(String algorithm, String name, int length) {
        byte[] hash = new byte[length];
        Arrays.fill(hash, (byte) 0xab);

        assertThat(read(signature(algorithm, hash)))
                .contains(new Payload(
                        BLOB,
                        Optional.empty(),
                        List.of(Digest.of(name, HexFormat.of().formatHex(hash))),
                        Optional.empty(),
                        SIGNATURE));
    }

    /** Anybody can put anything beside what is signed. */
    @Test
    void readsWhatIsSignedAndNotWhatStandsBeside() {
        String beside = statement("https://spdx.dev/Document", "{}");
        String decoyed =
                envelope(base64(STATEMENT)).replaceFirst("\\{", beside.substring(0, beside.length() - 1) + ",");
        assertThat(read(decoyed)).contains(SAID);
    }

    @ParameterizedTest
    @CsvSource({"SHA2_256,31", "SHA3_256,32", "HASH_ALGORITHM_UNSPECIFIED,32", "1,32"})
    void passesOverWhatIsNoDigestOfThatAlgorithm(String algorithm, int length) {
        assertThat(read(signature(algorithm, new byte[length])))
                .contains(new Payload(BLOB, Optional.empty(), List.of(), Optional.empty(), SIGNATURE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "predicate.runDetails.metadata.finishedOn",
                "predicate.metadata.buildFinishedOn",
                "predicate.creationInfo.created",
                "predicate.metadata.timestamp",
                "predicate.metadata.scanFinishedOn",
                "predicate.timestamp",
                "predicate.timeVerified",
                "predicate.timeCreated",
                "predicate.Timestamp"
            })
    void readsWhenItWasMadeAndSaysFromWhere(String from) {
        assertThat(created(predicate(from, "\"2024-03-08T20:18:20.406+02:00\"")))
                .contains(new Created(Instant.parse("2024-03-08T18:18:20.406Z"), from));
    }

    @Test
    void takesTheFirstTimeThatIsOne() {
        assertThat(created("{\"timestamp\":\"2024-01-01T00:00:00Z\",\"creationInfo\":{\"created\":\"yesterday\"}}"))
                .contains(new Created(Instant.parse("2024-01-01T00:00:00Z"), "predicate.timestamp"));
        assertThat(
                        created(
                                "{\"timestamp\":\"2024-01-01T00:00:00Z\",\"metadata\":{\"timestamp\":\"2025-01-01T00:00:00Z\"}}"))
                .contains(new Created(Instant.parse("2025-01-01T00:00:00Z"), "predicate.metadata.timestamp"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"2024-03-08\"",
                "\"2024-03-08T18:18:20\"",
                "\"2024-13-08T18:18:20Z\"",
                "\"+12024-03-08T18:18:20Z\"",
                "\"-0001-03-08T18:18:20Z\"",
                "\"0000-01-01T00:00:00+18:00\"",
                "\"0001-01-01T00:00:00Z\"",
                "1709921900",
                "{}",
                "null"
            })
    void passesOverWhatIsNoTime(String time) {
        assertThat(created(predicate("predicate.timestamp", time))).isEmpty();
    }

    @Test
    void whatTheStatementSaysGoesBeforeTheLogsTime() {
        String statement = statement(SLSA, predicate("predicate.timestamp", "\"2024-01-01T00:00:00Z\""));

        assertThat(read(bundle(statement, "\"1782739218\"")).flatMap(Payload::created))
                .map(Created::from)
                .contains("predicate.timestamp");
        for (String seconds : List.of("\"1782739218\"", "1782739218")) {
            assertThat(read(bundle(STATEMENT, seconds)).flatMap(Payload::created))
                    .contains(new Created(Instant.parse("2026-06-29T13:20:18Z"), INTEGRATED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0\"", "0", "-1", "\"soon\"", "1.5", "true", "\"253402300800\"", "99999999999999999999"})
    void passesOverWhatIsNoTimeOfALog(String seconds) {
        assertThat(read(bundle(STATEMENT, seconds))).contains(SAID);
    }

    @Test
    void namesEachSubjectOnceAndOnlyThoseThatAreDigests() {
        String subjects = "[{\"name\":\"a\",\"digest\":{\"sha256\":\"" + SUBJECT.encoded() + "\",\"sha512\":\"beef\"}},"
                + "{\"digest\":{\"sha256\":\"" + SUBJECT.encoded() + "\",\"gitCommit\":\"abc\",\"sha1\":\"abc\"}},"
                + "{\"digest\":{\"sha256\":7,\"\":\"x\"}},{\"digest\":\"sha256\"},7,null]";

        assertThat(read(withSubjects(subjects)).map(Payload::subjects))
                .contains(List.of(SUBJECT, Digest.parse("sha1:abc")));
    }

    @Test
    void namesNoSubjectsWhereTheyAreTooMany() {
        assertThat(subjects(Payload.MOST_SUBJECTS)).hasSize(Payload.MOST_SUBJECTS);
        assertThat(subjects(Payload.MOST_SUBJECTS + 1)).isEmpty();
    }

    @Test
    void saysAPredicateTypeThatARecordCanHold() {
        String longest = "x".repeat(Payload.LONGEST_PREDICATE_TYPE);

        assertThat(predicateType(longest)).contains(longest);
        assertThat(predicateType(longest + "x")).isEmpty();
        assertThat(predicateType("")).isEmpty();
        assertThat(predicateType("\\ud83d\\ude00")).contains("\ud83d\ude00");
        assertThat(predicateType("\\ud83d")).isEmpty();
        assertThat(read(STATEMENT.replace("\"" + SLSA + "\"", "[7]")).flatMap(Payload::predicateType))
                .isEmpty();
    }

    @Test
    void readsAsMuchAsABlobMayHave() {
        String large = statement(SLSA, "{\"x\":\"" + "y".repeat(700_000) + "\"}");

        assertThat(read(envelope(base64(large)))).contains(SAID);
    }

    private static Optional<Payload> read(String content) {
        return PayloadReader.read(BLOB, bytes(content));
    }

    private static Optional<Created> created(String predicate) {
        return read(statement(SLSA, predicate)).flatMap(Payload::created);
    }

    private static Optional<String> predicateType(String json) {
        return read(statement(json, "{}")).flatMap(Payload::predicateType);
    }

    private static List<Digest> subjects(int many) {
        return read(withSubjects(IntStream.range(0, many)
                        .mapToObj(number -> "{\"digest\":{\"sha256\":\""
                                + Digest.sha256(bytes("" + number)).encoded() + "\"}}")
                        .collect(Collectors.joining(",", "[", "]"))))
                .orElseThrow()
                .subjects();
    }

    private static String withSubjects(String subjects) {
        return "{\"_type\":\"https://in-toto.io/Statement/v0.1\",\"predicateType\":\"x\",\"subject\":" + subjects + "}";
    }

    /** A predicate that has this at that path. */
    private static String predicate(String path, String value) {
        List<String> names = Arrays.asList(path.split("\\.", -1));
        String json = value;
        for (int at = names.size() - 1; at > 0; at--) {
            json = "{\"" + names.get(at) + "\":" + json + "}";
        }
        return json;
    }

    private static String bundle(String statement, String integratedTime) {
        return "{\"verificationMaterial\":{\"tlogEntries\":[{\"integratedTime\":" + integratedTime
                + "}]},\"dsseEnvelope\":" + envelope(base64(statement)) + "}";
    }

    private static String signature(String algorithm, byte[] hash) {
        return "{\"messageSignature\":{\"messageDigest\":{\"algorithm\":\"" + algorithm + "\",\"digest\":\""
                + Base64.getEncoder().encodeToString(hash) + "\"},\"signature\":\"\"}}";
    }
}
