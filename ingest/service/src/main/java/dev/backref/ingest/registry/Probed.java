package dev.backref.ingest.registry;

import dev.backref.ingest.registry.Look.Doubtful;
import dev.backref.ingest.registry.Look.Later;
import dev.backref.ingest.registry.Look.Refused;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** What became of a {@link Probe}. */
public sealed interface Probed {
    /**
     * No whole answer came, or none at all.
     *
     * @param detail for a human; holds no secret and no query of a URL
     */
    record Failed(LookFailure reason, String detail) implements Probed {
        static Failed of(Look look) {
            if (look instanceof Later later) {
                return new Failed(later.reason(), later.detail());
            }
            if (look instanceof Doubtful doubtful) {
                return new Failed(doubtful.reason(), doubtful.detail());
            }
            if (look instanceof Refused refused) {
                return new Failed(refused.reason(), refused.detail());
            }
            throw new IllegalStateException("not a trouble: " + look);
        }
    }

    /** The registry answered, whatever it said. */
    final class Answered implements Probed {
        private final Answer answer;
        private final NextPage next;
        private final Instant at;

        Answered(Answer answer, NextPage next, Instant at) {
            this.answer = answer;
            this.next = next;
            this.at = at;
        }

        /** The HTTP status. */
        public int status() {
            return answer.status();
        }

        /** The first header of this name. */
        public Optional<String> header(String name) {
            return answer.header(name);
        }

        /** Whether a password or a token went with the request that it answers. */
        public boolean authorized() {
            return answer.to().authorization().isPresent();
        }

        /** Whether the body was longer than it may be, and is not here. */
        public boolean cut() {
            return answer.body().cut();
        }

        /** The body; empty where it was cut. */
        public byte[] body() {
            return answer.body().content().getBytes();
        }

        /** Where a {@code Link} says that the list goes on, at the registry itself. */
        public Optional<URI> next() {
            return next.url();
        }

        /** Why the link that stands there must not be followed. */
        public Optional<String> badLink() {
            return next.problem();
        }

        /** What it means where it is not what was asked for. */
        public Failed trouble() {
            return status() == 200 || status() == 404
                    ? new Failed(LookFailure.BAD_ANSWER, toString())
                    : Failed.of(answer.trouble(at));
        }

        /** What was asked and the status, for a human. */
        @Override
        public String toString() {
            return answer.to() + " answered " + answer.status();
        }
    }
}
