package dev.backref.query.requirement;

import static dev.backref.query.requirement.PlayedEvidence.NOW;
import static dev.backref.query.requirement.PlayedEvidence.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.Verification;
import dev.backref.query.requirement.NotCounted.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What verifiers post decides where it is required, and nowhere else. */
class VerifiedTest {
    private static final Piece SIGNATURE = Piece.of("a signature", Kind.SIGNATURE);
    private static final Duration DAY = Duration.ofDays(1);

    private final PlayedEvidence evidence = new PlayedEvidence();

    VerifiedTest() {
        evidence.verifiers(Set.of("cosign-gate", "scanner"));
    }

    @Test
    void isMetByEvidenceThatAVerifierPassed() {
        attach(passed("cosign-gate", NOW));
        Decision decision = evidence.decide("verified(signature)");
        assertThat(decision.outcome()).isEqualTo(Outcome.SATISFIED);
        assertThat(decision.verification()).isEqualTo("reported");
        Counted counted = decision.require().get(0).evidence().get(0);
        assertThat(counted.verification()).isEqualTo("reported");
        assertThat(counted.verifications()).containsExactly(passed("cosign-gate", NOW));
    }

    @Test
    void isMissingOnlyWhereAllIsKnown() {
        attach();
        assertThat(evidence.decide("verified(signature)").outcome()).isEqualTo(Outcome.UNSATISFIED);
        assertThat(why("verified(signature)")).isEqualTo(Why.UNVERIFIED);
        assertThat(evidence.decide("signature").verification()).isEqualTo("not-checked");
        evidence.knows(PlayedEvidence.known(State.PARTIAL, "throttled"));
        assertThat(evidence.decide("verified(signature)").outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void isNotMetByWhatFailedUnlessAnotherPassedIt() {
        attach(failed("cosign-gate"));
        assertThat(why("verified(signature)")).isEqualTo(Why.VERIFICATION_FAILED);
        assertThat(evidence.decide("signature").outcome()).isEqualTo(Outcome.SATISFIED);
        attach(failed("cosign-gate"), passed("scanner", NOW));
        assertThat(evidence.decide("verified(signature)").outcome()).isEqualTo(Outcome.SATISFIED);
    }

    /** Each piece of evidence stands by itself: one that failed hides none that passed. */
    @Test
    void looksAtEachPieceByItself() {
        attach(failed("cosign-gate"));
        Referrer another = Piece.of("another signature", Kind.SIGNATURE).referrer();
        evidence.attach(SUBJECT, with(another, passed("cosign-gate", NOW)));
        Verdict verdict = evidence.decide("verified(signature)").require().get(0);
        assertThat(verdict.evidence())
                .extracting(Counted::digest)
                .containsExactly(another.descriptor().digest());
        assertThat(verdict.notCounted()).extracting(NotCounted::why).containsExactly(Why.VERIFICATION_FAILED);
    }

    @Test
    void isMetByTheVerifierThatItNamesAlone() {
        attach(passed("scanner", NOW));
        assertThat(why("verified:cosign-gate(signature)")).isEqualTo(Why.UNVERIFIED);
        assertThat(evidence.decide("verified:scanner(signature)").outcome()).isEqualTo(Outcome.SATISFIED);
    }

    /** Thousands of pieces of evidence can be in one answer. */
    @Test
    void showsThreeResultsAndThoseThatPassedFirst() {
        evidence.verifiers(Set.of("a", "b", "c", "d", "e"));
        attach(failed("a"), passed("b", NOW), failed("c"), passed("d", NOW), passed("e", NOW), passed("former", NOW));
        assertThat(results("verified(signature)")).containsExactly("b", "d", "e");
        assertThat(results("verified:d(signature)")).containsExactly("d");
        assertThat(results("signature")).containsExactly("b", "d", "e");
    }

    private List<String> results(String term) {
        Counted counted = evidence.decide(term).require().get(0).evidence().get(0);
        return counted.verifications().stream().map(Verification::verifier).toList();
    }

    @Test
    void countsNobodyWhoIsNotConfigured() {
        attach(passed("former", NOW));
        assertThat(why("verified(signature)")).isEqualTo(Why.UNVERIFIED);
        Verdict verdict =
                evidence.decide("verified:former(signature)").require().get(0);
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(verdict.reason()).contains("no verifier \"former\" is configured; there are cosign-gate, scanner");
        evidence.verifiers(Set.of());
        assertThat(evidence.decide("verified(signature)").require().get(0).reason())
                .contains("no verifier is configured");
    }

    /** A manifest can hold attestations of several kinds, of which a verifier looks at one. */
    @Test
    void isAboutTheKindsThatTheVerifierNamesAlone() {
        evidence.attach(SUBJECT, ofTwoKinds(about(Kind.PROVENANCE)));
        assertThat(evidence.decide("verified(provenance)").outcome()).isEqualTo(Outcome.SATISFIED);
        assertThat(why("verified(sbom)")).isEqualTo(Why.UNVERIFIED);
    }

    @Test
    void isNotMetByWhoeverDoesNotSayWhichOfSeveralKindsPassed() {
        evidence.attach(SUBJECT, ofTwoKinds(passed("cosign-gate", NOW), failed("scanner")));
        assertThat(why("verified:cosign-gate(sbom)")).isEqualTo(Why.UNVERIFIED);
        assertThat(why("verified:scanner(sbom)")).isEqualTo(Why.VERIFICATION_FAILED);
        assertThat(why("verified(sbom)")).isEqualTo(Why.VERIFICATION_FAILED);
    }

    private static Referrer ofTwoKinds(Verification... posted) {
        Referrer one = Piece.of("two attestations", Kind.PROVENANCE).referrer();
        return new Referrer(
                one.descriptor(), Set.of(Kind.PROVENANCE, Kind.SBOM), one.evidence(), List.of(posted), one.locations());
    }

    @Test
    void tellsWhoFailedWhatIsNotCounted() {
        attach(failed("cosign-gate"));
        Decision decision = evidence.decide("verified(signature)");
        assertThat(decision.verification()).isEqualTo("reported");
        NotCounted failed = decision.require().get(0).notCounted().get(0);
        assertThat(failed.verification()).isEqualTo("reported");
        assertThat(failed.verifications()).containsExactly(failed("cosign-gate"));
    }

    @Test
    void tellsWhatWasPostedByWhomNobodyCounts() {
        attach(passed("former", NOW));
        NotCounted unverified = evidence.decide("verified(signature)")
                .require()
                .get(0)
                .notCounted()
                .get(0);
        assertThat(unverified.verifications()).containsExactly(passed("former", NOW));
    }

    private static Verification about(Kind kind) {
        return new Verification(
                "cosign-gate", "1", Verification.Outcome.PASSED, Set.of(kind), Optional.empty(), "verify", NOW);
    }

    @Test
    void hasTheAgeOfTheVerificationApartFromThatOfTheEvidence() {
        Referrer old = SIGNATURE.made(NOW.minus(DAY.multipliedBy(30))).referrer();
        evidence.attach(SUBJECT, with(old, passed("cosign-gate", NOW.minus(DAY))));
        assertThat(evidence.decide("verified(signature)<25h").outcome()).isEqualTo(Outcome.SATISFIED);
        assertThat(why("verified(signature)<1d")).isEqualTo(Why.VERIFICATION_TOO_OLD);
        assertThat(evidence.decide("verified(signature<31d)<25h").outcome()).isEqualTo(Outcome.SATISFIED);
        assertThat(why("verified(signature<7d)<25h")).isEqualTo(Why.TOO_OLD);
    }

    @Test
    void saysNothingOfWhatIsAboutAnotherDigest() {
        Referrer copied = SIGNATURE.about(PlayedEvidence.digest("another")).referrer();
        evidence.attach(SUBJECT, with(copied, passed("cosign-gate", NOW)));
        assertThat(why("verified(signature)")).isEqualTo(Why.SUBJECT_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "verified(signature), verified(signature)",
        "verified(sbom<1w), verified(sbom<7d)",
        "verified(sbom)<168h, verified(sbom)<7d",
        "verified:cosign-gate(sbom<7d)<24h, verified:cosign-gate(sbom<7d)<1d"
    })
    void isWrittenInOneWay(String given, String written) {
        assertThat(Term.parse(given)).hasToString(written);
        assertThat(Term.parse(written)).isEqualTo(Term.parse(given));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"verified()", "verified(sbom", "verified(signed(sbom))", "verified(sbom)<", "verified(<7d)"})
    void quotesWhatIsNoTerm(String text) {
        assertThatThrownBy(() -> Term.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a term, such as sbom, ")
                .hasMessageEndingWith(": \"" + text + "\"");
    }

    @Test
    void quotesWhatIsNoVerifierOrAgeOrKind() {
        assertThatThrownBy(() -> Term.parse("verified:(sbom)")).hasMessage("not the name of a verifier: \"\"");
        assertThatThrownBy(() -> Term.parse("verified:A b(sbom)")).hasMessage("not the name of a verifier: \"A b\"");
        assertThatThrownBy(() -> Term.parse("verified(sbom)<7")).hasMessageStartingWith("not an age");
        assertThatThrownBy(() -> Term.parse("verified(SBOM)"))
                .hasMessageStartingWith("not a kind of evidence: \"SBOM\"");
    }

    private Why why(String term) {
        Verdict verdict = evidence.decide(term).require().get(0);
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNSATISFIED);
        return verdict.notCounted().get(0).why();
    }

    private void attach(Verification... posted) {
        evidence.attach(SUBJECT, with(SIGNATURE.referrer(), posted));
    }

    private static Referrer with(Referrer referrer, Verification... posted) {
        return new Referrer(
                referrer.descriptor(), referrer.kinds(), referrer.evidence(), List.of(posted), referrer.locations());
    }

    private static Verification passed(String verifier, Instant at) {
        return new Verification(verifier, "1", Verification.Outcome.PASSED, Set.of(), Optional.of("ci"), "verify", at);
    }

    private static Verification failed(String verifier) {
        return new Verification(verifier, "1", Verification.Outcome.FAILED, Set.of(), Optional.empty(), "verify", NOW);
    }
}
