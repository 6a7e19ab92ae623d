package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Payload;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What one look at a source gave. */
public sealed interface Look {
    /**
     * A manifest, its bytes verified against the digest that was asked for.
     *
     * @param content exactly as the registry sent it; handed over, not copied, so not to be changed
     * @param mediaType that the registry gives it, in lower case and without parameters
     * @param payloads what those of its blobs say of which it does not say that itself
     * @param unread those of them of which that is not known
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by content below; a copy of up to 4 MiB would serve nobody.
    record Found(byte[] content, String mediaType, List<Payload> payloads, List<UnreadBlob> unread) implements Look {
        public Found {
            payloads = List.copyOf(payloads);
            unread = List.copyOf(unread);
        }

        /** One of which all blobs were read. */
        public Found(byte[] content, String mediaType, List<Payload> payloads) {
            this(content, mediaType, payloads, List.of());
        }

        /** One that says all itself. */
        public Found(byte[] content, String mediaType) {
            this(content, mediaType, List.of());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Found found
                    && Arrays.equals(content, found.content)
                    && mediaType.equals(found.mediaType)
                    && payloads.equals(found.payloads)
                    && unread.equals(found.unread);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(content) + Objects.hash(mediaType, payloads, unread);
        }

        @Override
        public String toString() {
            return "Found[" + content.length + " bytes, mediaType=" + mediaType + ", payloads=" + payloads + ", unread="
                    + unread + "]";
        }
    }

    /** Where the tag points. */
    record PointsTo(Digest digest) implements Look {}

    /** Where the tag points, and the manifest that stands there. */
    record Tagged(Digest digest, Found manifest) implements Look {}

    /** The repository is there, or the manifest that was only asked about. */
    record Present() implements Look {}

    /**
     * What the registry's referrers API lists for a subject, over all its pages.
     *
     * @param referrers each once, in the order in which they were listed
     */
    record Lists(List<Digest> referrers) implements Look {
        public Lists {
            referrers = List.copyOf(referrers);
        }
    }

    /** The registry says 404, and it was the registry that said so. */
    record Gone() implements Look {}

    /**
     * Nothing is known; another look may tell.
     *
     * @param detail for a human; holds no secret and no query of a URL
     * @param retryAfter how long the registry wants to be left alone, at most an hour
     */
    record Later(LookFailure reason, String detail, Optional<Duration> retryAfter) implements Look {
        public Later {
            if (retryAfter.filter(Duration::isNegative).isPresent()) {
                throw new IllegalArgumentException("not a time to wait: \"" + retryAfter.get() + "\"");
            }
        }
    }

    /**
     * An answer that the specification has no meaning for. Registries refuse like this for good, but proxies before them do
     * so in passing: only an answer that stays is to be believed.
     *
     * @param status by which the registry refused; 0 where what it gave makes no sense
     * @param detail for a human; holds no secret and no query of a URL
     * @param retryAfter how long the registry wants to be left alone, at most an hour
     */
    record Doubtful(LookFailure reason, int status, String detail, Optional<Duration> retryAfter) implements Look {
        /** One that refuses nothing, and makes no sense. */
        public Doubtful(LookFailure reason, String detail, Optional<Duration> retryAfter) {
            this(reason, 0, detail, retryAfter);
        }
    }

    /**
     * Another look would give the same.
     *
     * @param detail for a human; holds no secret and no query of a URL
     */
    record Refused(LookFailure reason, String detail) implements Look {}
}
