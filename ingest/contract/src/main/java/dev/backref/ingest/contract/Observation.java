package dev.backref.ingest.contract;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a source found: a record of {@code observations}. Its value is the manifest's exact bytes, or the
 * digest that a tag points to, or nothing when the source is gone; everything else stands in headers.
 *
 * @param observed when the resolver looked
 * @param heard when Backref heard of what made it look: the time of the event. Looks end in another order than pushes.
 * @param cause why it looked
 * @param reported when the registry says that the push happened; data only
 * @param rules version of the rules for deriving assertions that applied when this was written. It arrives with the
 *     record, because an index that read it from its own code would not replay to the same changes.
 * @param answers as in {@link LocationSignal.Answer}
 * @param behindDeletion whether a webhook told of a deletion that no look has seen: another told of a push behind it, or it is
 *     still there for longer than a registry takes to delete. Nobody saw what may have gone along
 */
public record Observation(
        Source source,
        Finding finding,
        Instant observed,
        Instant heard,
        Cause cause,
        Optional<String> reported,
        int rules,
        Optional<Instant> answers,
        boolean behindDeletion) {
    /** The version of the rules that this program derives by. */
    public static final int RULES = 8;

    private static final String OBSERVED = "observed";
    private static final String HEARD = "heard";
    private static final String CAUSE = "cause";
    private static final String CAUSE_ID = "cause-id";
    private static final String REPORTED = "reported";
    private static final String MEDIA_TYPE = "media-type";
    private static final String RULES_VERSION = "rules";
    private static final String ANSWERS = "answers";
    private static final String PAYLOADS = "payloads";
    private static final String KINDS = "kinds";
    private static final String BEHIND_DELETION = "behind-deletion";

    /** What was found at a source. */
    public sealed interface Finding {}

    /**
     * A manifest, exactly as the registry has it.
     *
     * @param bytes whose digest is the source's; not to be changed
     * @param mediaType that the registry gives it, without parameters
     * @param payloads what those of its blobs say of which it does not say that itself
     * @param kinds the operator's own table of kinds when this was observed, for whoever derives from it
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere; a copy of up to 4 MiB would serve nobody.
    public record Manifest(byte[] bytes, String mediaType, List<Payload> payloads, Optional<String> kinds)
            implements Finding {
        /** Bytes of the largest one that is taken: what any registry has to take (distribution-spec §Pushing Manifests). */
        public static final int MOST_BYTES = 4 * 1024 * 1024;

        public Manifest {
            payloads = List.copyOf(payloads);
        }

        /** One that says all itself. */
        public Manifest(byte[] bytes, String mediaType) {
            this(bytes, mediaType, List.of());
        }

        /** One of which the operator has said nothing. */
        public Manifest(byte[] bytes, String mediaType, List<Payload> payloads) {
            this(bytes, mediaType, payloads, Optional.empty());
        }
    }

    /** The form of the header. */
    private record Payloads(List<Payload> payloads) {
        Payloads {
            payloads = List.copyOf(payloads);
        }
    }

    /** Where a tag points. */
    public record PointsTo(Digest digest) implements Finding {}

    /** Nothing is there, or no longer. */
    public record Gone() implements Finding {}

    /** An observation of now, by this program's rules. */
    public static Observation of(Source source, Finding finding, Instant observed, RegistryEvent why) {
        return new Observation(
                source, finding, observed, why.at(), why.cause(), why.reported(), RULES, Optional.empty(), false);
    }

    /** The same of a look, behind the report of a deletion or not. */
    public Observation behindDeletion(boolean reported) {
        return new Observation(source, finding, observed, heard, cause, this.reported, rules, answers, reported);
    }

    /** The same, of a look that answers the index's questions up to that of this time. */
    public Observation answering(Optional<Instant> newest) {
        return new Observation(source, finding, observed, heard, cause, reported, rules, newest, behindDeletion);
    }

    /** The same under the operator's table of kinds, where it is of a manifest. */
    public Observation under(Optional<String> kinds) {
        if (!(finding instanceof Manifest found) || kinds.isEmpty()) {
            return this;
        }
        Manifest told = new Manifest(found.bytes(), found.mediaType(), found.payloads(), kinds);
        return new Observation(source, told, observed, heard, cause, reported, rules, answers, behindDeletion);
    }

    /**
     * The same of a manifest, to be derived anew by this program's rules. It answers no question.
     *
     * @param why that is done
     * @param kinds the operator's own table of kinds by now
     * @throws IllegalArgumentException when it is not of a manifest: from nothing else anything is derived
     */
    public Observation anew(Cause why, Optional<String> kinds) {
        if (!(finding instanceof Manifest found)) {
            throw new IllegalArgumentException("not an observation of a manifest: \"" + source.key() + "\"");
        }
        Manifest told = new Manifest(found.bytes(), found.mediaType(), found.payloads(), kinds);
        return new Observation(source, told, observed, heard, why, reported, RULES, Optional.empty(), false);
    }

    /** The record to write, in the right partition of so many. */
    public ProducerRecord<String, byte[]> toRecord(String prefix, int partitions) {
        return toRecord(IngestTopics.OBSERVATIONS, prefix, partitions);
    }

    /** The same in another topic of observations. */
    public ProducerRecord<String, byte[]> toRecord(Topic topic, String prefix, int partitions) {
        String key = source.key();
        ProducerRecord<String, byte[]> written =
                new ProducerRecord<>(topic.in(prefix), topic.partition(key, partitions), key, value());
        writeTo(new HeaderText(written.headers()));
        return written;
    }

    /**
     * Reads a record of {@code observations}, or of another topic that has them.
     *
     * @param value null when the source is gone
     * @throws IllegalArgumentException naming the part that is wrong
     */
    public static Observation read(String key, byte @Nullable [] value, Headers headers) {
        Source source = Source.parse(key);
        HeaderText text = new HeaderText(headers);
        return new Observation(
                source,
                value == null ? new Gone() : finding(source, value, text),
                text.time(OBSERVED),
                text.time(HEARD),
                new Cause(Cause.Kind.parse(text.get(CAUSE)), text.get(CAUSE_ID)),
                text.find(REPORTED),
                (int) text.number(RULES_VERSION),
                text.find(ANSWERS).isPresent() ? Optional.of(text.time(ANSWERS)) : Optional.empty(),
                text.find(BEHIND_DELETION).isPresent());
    }

    private void writeTo(HeaderText headers) {
        headers.put(OBSERVED, observed.toString());
        headers.put(HEARD, heard.toString());
        headers.put(CAUSE, cause.kind().word());
        headers.put(CAUSE_ID, cause.id());
        reported.ifPresent(text -> headers.put(REPORTED, text));
        headers.put(RULES_VERSION, Integer.toString(rules));
        answers.ifPresent(newest -> headers.put(ANSWERS, newest.toString()));
        if (behindDeletion) {
            headers.put(BEHIND_DELETION, "true");
        }
        if (finding instanceof Manifest manifest) {
            headers.put(MEDIA_TYPE, manifest.mediaType());
            manifest.kinds().ifPresent(table -> headers.put(KINDS, table));
            if (!manifest.payloads().isEmpty()) {
                headers.put(
                        PAYLOADS, new String(Json.write(new Payloads(manifest.payloads())), StandardCharsets.UTF_8));
            }
        }
    }

    private static Finding finding(Source source, byte[] value, HeaderText headers) {
        if (source instanceof Source.Manifest) {
            return new Manifest(
                    value,
                    headers.get(MEDIA_TYPE),
                    headers.find(PAYLOADS).map(Observation::payloads).orElse(List.of()),
                    headers.find(KINDS));
        }
        if (source instanceof Source.Tag) {
            return new PointsTo(Digest.parse(new String(value, StandardCharsets.UTF_8)));
        }
        throw new IllegalArgumentException("a repository can only be gone: \"" + source.key() + "\"");
    }

    private static List<Payload> payloads(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), Payloads.class).payloads();
    }

    private byte @Nullable [] value() {
        if (finding instanceof Manifest manifest) {
            return manifest.bytes();
        }
        return finding instanceof PointsTo tag ? tag.digest().toString().getBytes(StandardCharsets.UTF_8) : null;
    }
}
