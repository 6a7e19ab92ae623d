package dev.backref.query.changes;

import dev.backref.indexer.contract.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where a reader begins. */
sealed interface Start {
    /** The word or the text that a caller gives. */
    static Start parse(String text) {
        if (text.equals("end")) {
            return new End();
        }
        if (text.equals("beginning")) {
            return new Beginning();
        }
        return text.indexOf('~') >= 0 ? new Behind(FeedCursor.parse(text)) : new After(Position.parse(text));
    }

    /**
     * The offsets to begin with.
     *
     * @throws Gone when what lies behind the start is no longer there
     */
    long[] offsets(ChangesTopic topic);

    /** The position after which it is; absent for every other start. */
    default Optional<Position> position() {
        return Optional.empty();
    }

    /** With the next change. */
    record End() implements Start {
        @Override
        public long[] offsets(ChangesTopic topic) {
            return topic.end();
        }
    }

    /** With the oldest change that the topic still has. */
    record Beginning() implements Start {
        @Override
        public long[] offsets(ChangesTopic topic) {
            return topic.beginning();
        }
    }

    /** Where a reader was. */
    record Behind(FeedCursor cursor) implements Start {
        /** Whether all that lies behind it is there. */
        boolean isAtHand(Ring ring) {
            return cursor.isOf(ring.end().length) && ring.covers(cursor.offsets());
        }

        @Override
        public long[] offsets(ChangesTopic topic) {
            long[] next = cursor.offsets();
            long[] end = topic.end();
            if (!cursor.isOf(end.length)) {
                throw Gone.cursor("the cursor is of another generation of the index");
            }
            long[] beginning = topic.beginning();
            for (int partition = 0; partition < next.length; partition++) {
                if (next[partition] < beginning[partition]) {
                    throw Gone.cursor("the changes behind this cursor are no longer kept");
                }
                if (next[partition] > end[partition]) {
                    throw Gone.cursor("the cursor is ahead of the feed: it is of other data");
                }
            }
            return next;
        }
    }

    /**
     * After a position of one subject's partition, with the next change elsewhere. The changes are found by time, with a
     * margin for clocks of brokers that differ; what the position already showed is left out by its offset.
     */
    record After(Position behind) implements Start {
        private static final Duration MARGIN = Duration.ofMinutes(5);

        @Override
        public Optional<Position> position() {
            return Optional.of(behind);
        }

        @Override
        public long[] offsets(ChangesTopic topic) {
            if (behind.generation() != Position.GENERATION) {
                throw Gone.position("the position is of another generation of the index");
            }
            if (topic.mayHaveLostSince(behind.partition(), behind.appended())) {
                throw Gone.position("the changes behind this position are no longer kept");
            }
            long[] next = topic.end();
            Instant from = behind.appended().minus(MARGIN);
            // Before its first fact the index says 1970, and Kafka knows no time before that.
            next[behind.partition()] =
                    topic.at(behind.partition(), from.isBefore(Instant.EPOCH) ? Instant.EPOCH : from);
            return next;
        }
    }

    /** After a position that the index has not gone beyond: with all that is kept, of which it showed what there is. */
    record Current(Position behind) implements Start {
        @Override
        public long[] offsets(ChangesTopic topic) {
            long[] next = topic.end();
            next[behind.partition()] = topic.beginning()[behind.partition()];
            return next;
        }
    }

    /** What lies behind the start is no longer there; the reader has to begin anew. */
    final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String reason;
        private final String wayBack;

        private Gone(String reason, String wayBack) {
            super(reason);
            this.reason = reason;
            this.wayBack = wayBack;
        }

        static Gone cursor(String reason) {
            return new Gone(
                    reason,
                    "begin anew with GET " + SnapshotResource.PATH
                            + ", with the same filters, and go on after the cursor at"
                            + " its end; or begin with ?after=beginning for all that is kept");
        }

        static Gone position(String reason) {
            return new Gone(reason, "look the subject up, and begin anew after the position of that answer");
        }

        /** What the reader can do, in words for the caller. */
        String wayBack() {
            return wayBack;
        }

        /** Why, in words for the caller. */
        String reason() {
            return reason;
        }
    }
}
