package dev.backref.query.requirement;

import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.Verification;
import dev.backref.query.Span;
import dev.backref.query.requirement.NotCounted.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * That a verifier has posted of a piece of evidence that it passed, and nothing else since.
 *
 * @param by the only one that counts; absent for any
 * @param youngerThan within how long it verified, by its own word
 */
record Verified(Optional<String> by, Optional<Duration> youngerThan) {
    /**
     * Why what was posted about a referrer does not do for evidence of a kind in it; absent where it does.
     *
     * @param verifiers the names of those that are configured: whoever was let in once, and is not any more, counts no longer
     */
    Optional<Why> whyNot(Referrer referrer, Kind kind, Set<String> verifiers, Instant now) {
        List<Verification> counting = counting(referrer, kind, verifiers);
        List<Verification> passed = counting.stream()
                .filter(each -> each.outcome() == Verification.Outcome.PASSED)
                .toList();
        if (passed.isEmpty()) {
            return Optional.of(counting.isEmpty() ? Why.UNVERIFIED : Why.VERIFICATION_FAILED);
        }
        return youngerThan
                .filter(age -> passed.stream().noneMatch(each -> each.time().isAfter(now.minus(age))))
                .map(age -> Why.VERIFICATION_TOO_OLD);
    }

    /** Of what was posted, that which decides. */
    List<Verification> counting(Referrer referrer, Kind kind, Set<String> verifiers) {
        return referrer.verifications().stream()
                .filter(each -> isAbout(kind, referrer, each))
                .filter(each -> verifiers.contains(each.verifier()))
                .filter(each -> by.filter(name -> !name.equals(each.verifier())).isEmpty())
                .toList();
    }

    /** Whoever does not say of what kind the evidence is that passed may have looked at another one in the same manifest. */
    private static boolean isAbout(Kind kind, Referrer referrer, Verification posted) {
        return posted.kinds().contains(kind)
                || (posted.kinds().isEmpty()
                        && (referrer.kinds().size() == 1 || posted.outcome() == Verification.Outcome.FAILED));
    }

    /** Why nobody can meet it; absent where somebody can. */
    Optional<String> whyNobody(Set<String> verifiers) {
        if (verifiers.isEmpty()) {
            return Optional.of("no verifier is configured");
        }
        return by.filter(name -> !verifiers.contains(name))
                .map(name -> "no verifier \"" + name + "\" is configured; there are "
                        + String.join(", ", verifiers.stream().sorted().toList()));
    }

    /** Around what has to be verified. */
    String around(String evidence) {
        return "verified" + by.map(name -> ":" + name).orElse("") + "(" + evidence + ")"
                + youngerThan.map(age -> "<" + Span.write(age)).orElse("");
    }
}
