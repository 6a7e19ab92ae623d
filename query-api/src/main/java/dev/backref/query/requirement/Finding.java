package dev.backref.query.requirement;

import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.Verification;
import dev.backref.ingest.contract.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What was found so far for one term about a subject. */
final class Finding {
    /** Pieces of evidence that are shown of each sort: the others are in the lookup of the subject. */
    static final int MOST_SHOWN = 5;

    /** Pieces of evidence of which the signatures are looked up: each costs a lookup of its own. */
    static final int MOST_CANDIDATES = 32;

    private static final Term SIGNATURE = new Term(Kind.SIGNATURE, Optional.empty(), false);

    private final Term term;
    private final Digest subject;
    private final Instant now;
    private final Set<String> verifiers;
    private final List<Counted> counted = new ArrayList<>();
    private final List<NotCounted> notCounted = new ArrayList<>();
    private final List<Counted> candidates = new ArrayList<>();
    private Optional<String> doubt = Optional.empty();

    /** @param verifiers the names of those that are configured */
    Finding(Term term, Digest subject, Instant now, Set<String> verifiers) {
        this.term = term;
        this.subject = subject;
        this.now = now;
        this.verifiers = verifiers;
        term.whyNobodyCanMeetIt(verifiers).ifPresent(this::doubt);
    }

    boolean isSatisfied() {
        return !counted.isEmpty();
    }

    /** Takes what refers to the subject, of whatever kind. */
    void take(Referrer referrer) {
        if (Weighed.couldBeAnything(referrer)) {
            doubt(unread(referrer)); // Also beside what is of the kind, and too old, say.
        }
        if (!referrer.kinds().contains(term.kind())) {
            return;
        }
        Weighed weighed = Weighed.of(term, subject, referrer, now);
        Optional<NotCounted.Why> why = weighed.why()
                .or(() -> term.verified().flatMap(meant -> meant.whyNot(referrer, term.kind(), verifiers, now)));
        if (why.isPresent()) {
            show(notCounted, NotCounted.of(Counted.of(referrer, weighed.created(), shown(referrer)), why.get()));
            if (why.get() == NotCounted.Why.AGE_UNKNOWN) {
                doubt(referrer.descriptor().digest() + " does not say when it was made, as far as it was read");
            }
        } else if (!term.signed()) {
            show(counted, Counted.of(referrer, weighed.created(), shown(referrer)));
        } else if (candidates.size() < MOST_CANDIDATES) {
            candidates.add(Counted.of(referrer, weighed.created(), shown(referrer)));
        } else {
            doubt("the signatures of the first " + MOST_CANDIDATES + " alone were looked up");
        }
    }

    /** Of what was posted, that which decides, or all where nothing does. */
    private List<Verification> shown(Referrer referrer) {
        return term.verified()
                .map(meant -> meant.counting(referrer, term.kind(), verifiers))
                .filter(counting -> !counting.isEmpty())
                .orElseGet(referrer::verifications);
    }

    /** Evidence that meets the term where it is signed. */
    List<Digest> candidates() {
        return candidates.stream().map(Counted::digest).toList();
    }

    /**
     * Takes what refers to a candidate.
     *
     * @param ground what it rests on that there is no more
     */
    void takeSignatures(SubjectAnswer signatures, Ground ground) {
        Digest signed = signatures.subject();
        List<Digest> good = signatures.referrers().stream()
                .filter(each -> each.kinds().contains(Kind.SIGNATURE))
                .filter(each -> Weighed.of(SIGNATURE, signed, each, now).why().isEmpty())
                .map(each -> each.descriptor().digest())
                .limit(MOST_SHOWN)
                .toList();
        candidates.stream()
                .filter(candidate -> candidate.digest().equals(signed))
                .forEach(candidate -> {
                    if (!good.isEmpty()) {
                        show(counted, candidate.with(good));
                        return;
                    }
                    show(notCounted, candidate.unsigned());
                    signatures.referrers().stream()
                            .filter(Weighed::couldBeAnything)
                            .findFirst()
                            .ifPresent(each -> doubt(unread(each)));
                    if (signatures.next().isPresent()) {
                        doubt("not all that refers to " + signed + " was looked at");
                    }
                    ground.whyNotAll().ifPresent(why -> doubt("of what refers to " + signed + ", " + why));
                });
    }

    /** What refers to a candidate could not be looked up. */
    void takeNoSignatures(Digest signed, String why) {
        if (candidates().contains(signed)) {
            doubt("what refers to " + signed + " could not be looked up: " + why);
        }
    }

    private static String unread(Referrer referrer) {
        return referrer.descriptor().digest() + " holds an attestation, and what that attests was not read";
    }

    /** Not all could be looked at; the first reason counts. */
    void doubt(String why) {
        doubt = doubt.or(() -> Optional.of(why));
    }

    /**
     * What it comes to. What is there meets the term however little else is known; its absence is believed only where all is known.
     *
     * @param ground what it rests on that no more refers to the subject
     */
    Verdict verdict(Ground ground) {
        if (isSatisfied()) {
            return new Verdict(term, Outcome.SATISFIED, Optional.empty(), counted, notCounted);
        }
        Optional<String> why = ground.whyNotAll().or(() -> doubt);
        return new Verdict(term, why.isEmpty() ? Outcome.UNSATISFIED : Outcome.UNKNOWN, why, counted, notCounted);
    }

    private static <T> void show(List<T> shown, T more) {
        if (shown.size() < MOST_SHOWN) {
            shown.add(more);
        }
    }
}
