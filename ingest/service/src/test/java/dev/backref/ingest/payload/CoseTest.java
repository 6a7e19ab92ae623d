package dev.backref.ingest.payload;

import static dev.backref.ingest.payload.Attestations.BLOB;
import static dev.backref.ingest.payload.Attestations.STATEMENT;
import static dev.backref.ingest.payload.Attestations.SUBJECT;
import static dev.backref.ingest.payload.Attestations.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.management.ThreadMXBean;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Payload;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures of Notary Project in CBOR, of which a part can be anything. */
class CoseTest {
    private static final String PAYLOAD = hex("{\"targetArtifact\":{\"digest\":\"" + SUBJECT + "\",\"size\":517}}");

    /** Those of notation-core-go's conformance test (signature/cose/testdata/conformance.json), whose payload is no JSON. */
    private static final String HEADERS =
            "a80138250283781c696f2e636e63662e6e6f746172792e7369676e696e67536368656d6575696f2e636e63662e6e6f746172"
                    + "792e6578706972796e7369676e6564437269744b65793103782b6170706c69636174696f6e2f766e642e636e63662e6e6f"
                    + "746172792e7061796c6f61642e76312b6a736f6e6a7369676e65644b6579316c7369676e656456616c7565316e7369676e"
                    + "6564437269744b657931707369676e65644372697456616c75653175696f2e636e63662e6e6f746172792e657870697279"
                    + "1a63071444781a696f2e636e63662e6e6f746172792e7369676e696e6754696d651a6305c2c4781c696f2e636e63662e6e"
                    + "6f746172792e7369676e696e67536368656d656b6e6f746172792e78353039";

    private static final String UNPROTECTED =
            "a1781b696f2e636e63662e6e6f746172792e7369676e696e674167656e74781d4e6f746174696f6e436f6e666f726d616e63"
                    + "65546573742f312e302e30";

    /** Bytes that reading the largest message may take in all, most of them not at once. */
    private static final long MOST_ALLOCATED = 24L * 1024 * 1024;

    private static final String TAG = "d2";
    private static final String NO_HEADERS = string("");

    @Test
    void readsWhatNotationSigned() {
        Payload said = new Payload(
                BLOB,
                Optional.empty(),
                List.of(SUBJECT),
                created("io.cncf.notary.signingTime", "2022-08-24T06:18:44Z"));

        for (String tag : List.of(TAG, "")) {
            assertThat(read(tag + message(string(HEADERS), string(PAYLOAD)))).contains(said);
        }
    }

    /** As the specification has it: an older notation left the tag out, as its conformance test does. */
    @ParameterizedTest
    @ValueSource(strings = {"io.cncf.notary.signingTime", "io.cncf.notary.authenticSigningTime"})
    void readsATimeThatIsTaggedAsOne(String header) {
        assertThat(read(time(header, "c11a6362af64")).flatMap(Payload::created))
                .isEqualTo(created(header, "2022-11-02T17:56:52Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c100", // no time
                "20", // before there was any
                "1bffffffffffffffff", // more than a long
                "c249010000000056eb20a1", // the same, and a time in its last bits
                "c1fb41d8d89769000000", // not whole
                "446362af64",
                "f6",
                "80"
            })
    void passesOverWhatIsNoTime(String value) {
        assertThat(read(time("io.cncf.notary.signingTime", value))).contains(of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"40", "41ff", "4180", "44a1010203", "a0", "f6", "43a14101", "42a1ff"})
    void passesOverHeadersThatAreNone(String headers) {
        assertThat(read(message(headers, string(PAYLOAD)))).contains(of());
    }

    @Test
    void readsPartsWhoseLengthComesLast() {
        String first = string(PAYLOAD.substring(0, 40));
        String chunked = "5f" + first + string(PAYLOAD.substring(40)) + "ff";

        assertThat(read("9f" + NO_HEADERS + "bfff" + chunked + "40" + "ff")).contains(of());
        assertThat(read("9f" + NO_HEADERS + "bfff" + chunked + "40")).isEmpty();
        assertThat(read("84" + NO_HEADERS + "a0" + "5f" + first)).isEmpty();
    }

    @Test
    void whatNamesNoDigestSaysNothing() {
        for (String payload : List.of(
                string(hex("hello COSE")),
                string(""),
                string(hex("{}")),
                string(hex("{\"targetArtifact\":{\"digest\":\"latest\"}}")),
                string(hex(STATEMENT)),
                "f6",
                "a0",
                "00",
                "78" + PAYLOAD)) {
            assertThat(read(message(NO_HEADERS, payload))).as(payload).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d2",
                "80",
                "83404040",
                "d2f6",
                "a0",
                "00",
                "ff",
                "9fff",
                "84fffefdfc",
                "5b7fffffffffffffff00",
                "845a7fffffff00",
                "847a7fffffff61",
                "9b7fffffffffffffff00",
                "bb7fffffffffffffff00",
                "84a1408000",
                "d8198140"
            })
    void whatIsNoSuchMessageSaysNothing(String cbor) {
        assertThat(read(cbor)).isEmpty();
    }

    @Test
    void whatIsCutSaysNothing() {
        byte[] whole = HexFormat.of().parseHex(TAG + message(string(HEADERS), string(PAYLOAD)));

        for (int length = 0; length < whole.length; length++) {
            assertThat(PayloadReader.read(BLOB, Arrays.copyOf(whole, length)))
                    .as("%d", length)
                    .isEmpty();
        }
    }

    @Test
    void whateverIsChangedCanBeWritten() {
        byte[] whole = HexFormat.of().parseHex(TAG + message(string(HEADERS), string(PAYLOAD)));
        Random random = new Random(7);
        for (int round = 0; round < 50_000; round++) {
            byte[] changed = whole.clone();
            for (int change = 0; change <= round % 5; change++) {
                changed[random.nextInt(round % 2 == 0 ? changed.length : 40)] = (byte) random.nextInt(256);
            }
            assertThatCode(() -> PayloadReader.read(BLOB, changed).ifPresent(Json::write))
                    .as("%s", HexFormat.of().formatHex(changed))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void whateverItIsCanBeRead() {
        Random random = new Random(7);
        for (int round = 0; round < 50_000; round++) {
            byte[] any = new byte[1 + random.nextInt(60)];
            random.nextBytes(any);
            any[0] = (byte) (round % 2 == 0 ? 0x84 : 0x9f);
            assertThatCode(() -> PayloadReader.read(BLOB, any))
                    .as("%s", HexFormat.of().formatHex(any))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x81, 0x9f, 0xa1, 0xbf, 0xc1, 0x5f, 0x84, 0xd2})
    void whatIsNestedTooDeepSaysNothing(int head) {
        byte[] deep = new byte[Payload.MOST_BYTES];
        Arrays.fill(deep, (byte) head);

        Assertions.assertTimeout(
                Duration.ofSeconds(20),
                () -> assertThat(PayloadReader.read(BLOB, deep)).isEmpty());
    }

    /** Headers that nobody signed can be anything: these are what takes most memory as a tree, or to be referred to. */
    @ParameterizedTest
    @ValueSource(strings = {"80", "a0", "6161", "a1616100", "a1646162636480"})
    void passesOverWhatIsNotSignedWithoutATree(String item) {
        int most = Payload.MOST_BYTES - 1_000;
        String many = item.repeat(most / (item.length() / 2));
        byte[] message =
                HexFormat.of().parseHex("84" + NO_HEADERS + "9f" + many + "ff" + string(PAYLOAD) + string("00ff"));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThat(read(message(NO_HEADERS, string(PAYLOAD))))
                .as("what is loaded once")
                .isPresent();

        long before = threads.getCurrentThreadAllocatedBytes();
        Optional<Payload> said = PayloadReader.read(BLOB, message);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(said).contains(of());
        assertThat(allocated).isLessThan(MOST_ALLOCATED);
    }

    @Test
    void whatKeepsTextsToBeReferredToSaysNothing() {
        assertThat(read(message(NO_HEADERS, string(PAYLOAD)))).contains(of());
        assertThat(read("d90100" + message(NO_HEADERS, string(PAYLOAD)))).isEmpty();
        assertThat(read("84" + NO_HEADERS + "d9010080" + string(PAYLOAD) + "40"))
                .isEmpty();
    }

    @Test
    void passesOverMoreSignedHeadersThanAnySignerWrites() {
        String header = hex("io.cncf.notary.signingTime");
        String most = "a278" + HexFormat.of().toHexDigits((byte) (header.length() / 2)) + header + "1a6362af64" + "00";
        int left = Cose.MOST_HEADER_BYTES - most.length() / 2 - 3;

        assertThat(read(message(string(most + string("00".repeat(left))), string(PAYLOAD)))
                        .flatMap(Payload::created))
                .isPresent();
        assertThat(read(message(string(most + string("00".repeat(left + 1))), string(PAYLOAD))))
                .contains(of());
    }

    private static Optional<Payload> read(String hex) {
        return PayloadReader.read(BLOB, HexFormat.of().parseHex(hex));
    }

    private static Payload of() {
        return new Payload(BLOB, Optional.empty(), List.of(SUBJECT), Optional.empty());
    }

    private static Optional<Created> created(String header, String time) {
        return Optional.of(new Created(Instant.parse(time), "protected[\"" + header + "\"]"));
    }

    /** One whose only header is this. */
    private static String time(String header, String value) {
        String name = hex(header);
        return message(
                string("a178" + HexFormat.of().toHexDigits((byte) header.length()) + name + value), string(PAYLOAD));
    }

    private static String message(String headers, String payload) {
        return "84" + headers + UNPROTECTED + payload + string("00ff");
    }

    private static String string(String hex) {
        return "59" + HexFormat.of().toHexDigits((short) (hex.length() / 2)) + hex;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(bytes(text));
    }
}
