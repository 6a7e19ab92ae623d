package dev.backref.query.requirement;

import static dev.backref.query.requirement.PlayedEvidence.NOW;
import static dev.backref.query.requirement.PlayedEvidence.SUBJECT;
import static dev.backref.query.requirement.PlayedEvidence.digest;
import static dev.backref.query.requirement.PlayedEvidence.known;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.contract.SubjectQuery.Scope;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.requirement.NotCounted.Why;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecidingTest {
    private static final Piece SBOM = Piece.of("an sbom", Kind.SBOM);

    private final PlayedEvidence evidence = new PlayedEvidence();
    private final List<SubjectQuery> asked = new ArrayList<>();
    private Optional<Duration> maxAge = Optional.empty();
    private Optional<Position> atLeast = Optional.empty();

    @ParameterizedTest
    @EnumSource(State.class)
    void isSatisfiedByEvidenceHoweverLittleElseIsKnown(State state) {
        evidence.knows(known(state, ""));
        evidence.attach(SUBJECT, SBOM);
        Decision decision = decide("sbom");
        assertThat(decision.outcome()).isEqualTo(Outcome.SATISFIED);
        assertThat(decision.missing()).isEmpty();
        assertThat(decision.verification()).isEqualTo("not-checked");
        assertThat(decision.require().get(0).evidence())
                .extracting(Counted::digest)
                .containsExactly(SBOM.digest());
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE, '', UNSATISFIED, ",
        "PARTIAL, throttled, UNKNOWN, what is known of all is partial: local: throttled",
        "PARTIAL, '', UNKNOWN, what is known of all is partial: local",
        "UNKNOWN, never swept, UNKNOWN, what is known of all is unknown: local: never swept"
    })
    void lacksEvidenceOnlyWhereAllIsKnown(State state, String reason, Outcome outcome, String why) {
        evidence.knows(known(state, reason));
        evidence.attach(SUBJECT, Piece.of("a scan", Kind.VULNERABILITY_SCAN));
        Decision decision = decide("sbom");
        assertThat(decision.outcome()).isEqualTo(outcome);
        assertThat(decision.missing()).extracting(Term::toString).containsExactly("sbom");
        assertThat(decision.require().get(0).reason()).isEqualTo(Optional.ofNullable(why));
        assertThat(decision.completeness().state()).isEqualTo(state);
    }

    @Test
    void speaksForRegistriesOfWhichNothingWasToldYet() {
        Decision decision = decide("sbom", Set.of("local", "mirror"));
        assertThat(decision.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(decision.completeness().state()).isEqualTo(State.PARTIAL);
    }

    @Test
    void isAsGoodAsTheWeakestOfItsTerms() {
        evidence.attach(SUBJECT, SBOM);
        Decision decision = decide("sbom,vex");
        assertThat(decision.outcome()).isEqualTo(Outcome.UNSATISFIED);
        assertThat(decision.missing()).extracting(Term::toString).containsExactly("vex");
        assertThat(decision.require())
                .extracting(Verdict::outcome)
                .containsExactly(Outcome.SATISFIED, Outcome.UNSATISFIED);
    }

    @Test
    void wantsASignatureOnThatReferrer() {
        evidence.attach(SUBJECT, SBOM, Piece.of("of the image", Kind.SIGNATURE));
        assertNotCounted("signed(sbom)", Why.UNSIGNED);
        Piece signature = Piece.of("of the sbom", Kind.SIGNATURE);
        evidence.attach(SBOM.digest(), signature);
        Decision decision = decide("signed(sbom)");
        assertThat(decision.outcome()).isEqualTo(Outcome.SATISFIED);
        assertThat(decision.require().get(0).evidence().get(0).signatures()).containsExactly(signature.digest());
    }

    @Test
    void countsNoSignatureThatLapsedOrWasCopied() {
        evidence.attach(SUBJECT, SBOM);
        evidence.attach(
                SBOM.digest(),
                Piece.of("lapsed", Kind.SIGNATURE).lapses(),
                Piece.of("copied", Kind.SIGNATURE).about(SUBJECT));
        assertNotCounted("signed(sbom)", Why.UNSIGNED);
    }

    @Test
    void cannotSayThatSomethingIsUnsignedWhereTooLittleIsKnownOfIt() {
        evidence.attach(SUBJECT, SBOM);
        evidence.knows(SBOM.digest(), known(State.PARTIAL, "unresolved"));
        Verdict verdict = decide("signed(sbom)").require().get(0);
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(verdict.reason())
                .contains(
                        "of what refers to " + SBOM.digest() + ", what is known of all is partial: local: unresolved");
    }

    @Test
    void looksUpTheSignaturesOfSomeAlone() {
        evidence.attach(
                SUBJECT,
                IntStream.rangeClosed(0, Finding.MOST_CANDIDATES)
                        .mapToObj(number -> Piece.of("sbom " + number, Kind.SBOM))
                        .toArray(Piece[]::new));
        evidence.attach(digest("sbom " + Finding.MOST_CANDIDATES), Piece.of("a signature", Kind.SIGNATURE));
        Verdict verdict = decide("signed(sbom)").require().get(0);
        assertThat(asked).hasSize(1 + Finding.MOST_CANDIDATES);
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(verdict.reason()).contains("the signatures of the first 32 alone were looked up");
    }

    @Test
    void readsOnUntilItIsSatisfied() {
        evidence.pages(2);
        IntStream.range(0, 5)
                .forEach(number -> evidence.attach(
                        SUBJECT, Piece.of("old " + number, Kind.SBOM).made(NOW.minusSeconds(99))));
        evidence.attach(SUBJECT, SBOM.made(NOW), Piece.of("one more", Kind.SBOM), Piece.of("and one", Kind.SBOM));
        assertThat(decide("sbom<1m").outcome()).isEqualTo(Outcome.SATISFIED);
        assertThat(asked).hasSize(3);
        assertThat(asked.get(0).ask().atLeast()).isEmpty();
        assertThat(asked.get(1).ask().atLeast()).as("no older than the first").contains(PlayedEvidence.POSITION);
    }

    @Test
    void doesNotReadAThousandPages() {
        evidence.pages(1);
        IntStream.range(0, 11)
                .forEach(number -> evidence.attach(
                        SUBJECT, Piece.of("sbom " + number, Kind.SBOM).made(NOW.minusSeconds(99))));
        Verdict verdict = decide("sbom<1m").require().get(0);
        assertThat(asked).hasSize(10);
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(verdict.reason()).contains("not all that refers to the subject was looked at");
    }

    @ParameterizedTest
    @CsvSource({"DIGESTS, 59, UNSATISFIED", "DIGESTS, 61, UNKNOWN", "TAGS, 61, UNKNOWN", "EVENTS, 61, UNSATISFIED"})
    void restsOnListingsThatAreNotTooOld(Basis basis, int minutes, Outcome outcome) {
        maxAge = Optional.of(Duration.ofHours(1));
        evidence.knows(known(State.COMPLETE, basis, NOW.minus(Duration.ofMinutes(minutes)), ""));
        Decision decision = decide("sbom");
        assertThat(decision.outcome()).isEqualTo(outcome);
        if (outcome == Outcome.UNKNOWN) {
            assertThat(decision.require().get(0).reason())
                    .contains("what is known of local is of 2026-11-25T10:59:00Z, and may be 1h old");
        }
    }

    @Test
    void failsAsALookupDoes() {
        IndexUnavailable away = new IndexUnavailable("away", Duration.ofSeconds(1));
        Deciding.Means means = new Deciding.Means(
                query -> Future.failedFuture(away), manifest -> Optional.empty(), NOW, NOW, Set.of("local"));
        assertThat(new Deciding(question("sbom"), means).decision().cause()).isSameAs(away);
    }

    /** Others are decided all the same; who waits has it asked again. */
    @Test
    void doubtsWhereTheSignaturesOfOneCannotBeLookedUp() {
        IndexUnavailable away = new IndexUnavailable("away", Duration.ofSeconds(1));
        evidence.attach(SUBJECT, SBOM);
        Deciding.Means means = new Deciding.Means(
                query -> query.subject().equals(SUBJECT)
                        ? Future.succeededFuture(evidence.answer(query))
                        : Future.failedFuture(away),
                manifest -> Optional.empty(),
                NOW,
                NOW,
                Set.of("local"));
        Verdict verdict = new Deciding(question("signed(sbom)"), means)
                .decision()
                .result()
                .require()
                .get(0);
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(verdict.reason()).contains("what refers to " + SBOM.digest() + " could not be looked up: away");
        assertThat(new Deciding(question("signed(sbom)"), means).wholeDecision().cause())
                .isSameAs(away);
        assertThat(new Deciding(question("sbom"), means).wholeDecision().succeeded())
                .isTrue();
    }

    @Test
    void asksForNothingOlderThanItMayBe() {
        Position seen = new Position(Position.GENERATION, 0, 9, NOW);
        evidence.attach(SUBJECT, SBOM);
        decide("signed(sbom)", Set.of("local"), Map.of(SUBJECT, seen));
        assertThat(asked.get(0).ask().atLeast()).contains(seen);
        assertThat(asked.get(0).filter().content().kinds()).containsExactly(Kind.SBOM, Kind.ATTESTATION);
        assertThat(asked.get(1).subject()).isEqualTo(SBOM.digest());
        assertThat(asked.get(1).ask().atLeast()).isEmpty();
        assertThat(asked.get(1).filter().content().kinds()).containsExactly(Kind.SIGNATURE, Kind.ATTESTATION);
    }

    @Test
    void takesTheLaterOfWhatItAndItsCallerMustSee() {
        Position seen = new Position(Position.GENERATION, 0, 9, NOW);
        Position foreign = new Position(Position.GENERATION, 1, 2, NOW);
        atLeast = Optional.of(new Position(Position.GENERATION, 0, 8, NOW));
        decide("sbom", Set.of("local"), Map.of(SUBJECT, seen));
        atLeast = Optional.of(new Position(Position.GENERATION, 0, 10, NOW));
        decide("sbom", Set.of("local"), Map.of(SUBJECT, seen));
        atLeast = Optional.of(foreign);
        decide("sbom", Set.of("local"), Map.of(SUBJECT, seen));
        assertThat(asked)
                .extracting(query -> query.ask().atLeast().orElseThrow().offset())
                .as("what the index is to refuse stays")
                .containsExactly(9L, 10L, 2L);
    }

    private void assertNotCounted(String terms, Why why) {
        Decision decision = decide(terms);
        assertThat(decision.outcome()).isEqualTo(Outcome.UNSATISFIED);
        assertThat(decision.require().get(0).evidence()).isEmpty();
        assertThat(decision.require().get(0).notCounted())
                .extracting(NotCounted::why)
                .containsExactly(why);
    }

    private Decision decide(String terms) {
        return decide(terms, Set.of("local"));
    }

    private Decision decide(String terms, Set<String> registries) {
        return decide(terms, registries, Map.of());
    }

    private Decision decide(String terms, Set<String> registries, Map<Digest, Position> notBefore) {
        Deciding.Means means = new Deciding.Means(
                query -> {
                    asked.add(query);
                    return Future.succeededFuture(evidence.answer(query));
                },
                manifest -> Optional.ofNullable(notBefore.get(manifest)),
                NOW,
                NOW.plusSeconds(5),
                registries);
        return new Deciding(question(terms), means).decision().result();
    }

    private Question question(String terms) {
        return new Question(
                SUBJECT,
                Requirement.of(List.of(Requirements.UNNAMED.terms(terms))),
                new Conditions(Filter.NONE, Scope.FILTERED, maxAge, Caller.ANYONE),
                atLeast);
    }
}
