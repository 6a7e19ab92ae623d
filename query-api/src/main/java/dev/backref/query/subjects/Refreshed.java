package dev.backref.query.subjects;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backref.indexer.contract.Position;
import dev.backref.query.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of having a subject looked at again, as it is served.
 *
 * @param position that the index had reached with it; a lookup that demands it shows what was found
 * @param message for people, where nothing was asked
 * @param problem as which nothing having been asked is answered, where the answer is about nothing else
 */
record Refreshed(
        Outcome outcome,
        Optional<Position> position,
        List<At> locations,
        Optional<String> message,
        @JsonIgnore Optional<Problem> problem) {
    Refreshed {
        locations = List.copyOf(locations);
    }

    /** What it comes to over all locations. */
    enum Outcome {
        /** The index has everything that was there when the question was asked. */
        @JsonProperty("caught-up")
        CAUGHT_UP,
        /** Not all of it came back in time. */
        @JsonProperty("timeout")
        TIMEOUT,
        /** Something could not be looked at, or nothing could be asked. */
        @JsonProperty("failed")
        FAILED;

        /** The word for it in metrics. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** One location; without a reason the index has caught up with it. */
    record At(String registry, String repository, Optional<String> reason) {
        static At of(Checks.Answer answer) {
            return new At(answer.location().registry(), answer.location().repository(), answer.reason());
        }
    }

    static Refreshed of(List<Checks.Answer> answers) {
        List<Optional<String>> reasons =
                answers.stream().map(Checks.Answer::reason).distinct().toList();
        boolean failed = reasons.stream().flatMap(Optional::stream).anyMatch(reason -> !reason.equals(Checks.PENDING));
        boolean late = reasons.contains(Optional.of(Checks.PENDING));
        Optional<Problem> problem = reasons.equals(List.of(Optional.of(Checks.UNACKNOWLEDGED)))
                ? Optional.of(Problem.of(503, "UNAVAILABLE", "the broker does not acknowledge the request"))
                : Optional.empty();
        return new Refreshed(
                failed ? Outcome.FAILED : late ? Outcome.TIMEOUT : Outcome.CAUGHT_UP,
                answers.stream()
                        .flatMap(answer -> answer.position().stream())
                        .max(Comparator.comparingLong(Position::offset)),
                answers.stream().map(At::of).toList(),
                Optional.empty(),
                problem);
    }

    /** Nothing could be asked. */
    static Refreshed refused(Problem why) {
        return new Refreshed(Outcome.FAILED, Optional.empty(), List.of(), Optional.of(why.message()), Optional.of(why));
    }

    /** What a lookup behind it must not be older than; what a caller demands and is not this index's stays, to be refused. */
    Optional<Position> notBefore(Optional<Position> demanded) {
        Optional<Position> later = position.filter(seen -> demanded.isEmpty()
                || (demanded.get().generation() == seen.generation()
                        && demanded.get().partition() == seen.partition()
                        && demanded.get().offset() < seen.offset()));
        return later.or(() -> demanded);
    }
}
