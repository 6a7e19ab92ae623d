package dev.backref.query.requirement;

import static dev.backref.query.requirement.PlayedEvidence.NOW;
import static dev.backref.query.requirement.PlayedEvidence.SUBJECT;
import static dev.backref.query.requirement.PlayedEvidence.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.query.requirement.NotCounted.Why;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts of the evidence that is there. */
class WeighedTest {
    private static final Piece SBOM = Piece.of("an sbom", Kind.SBOM);
    private static final Piece UNREAD = Piece.of("unread", Kind.ATTESTATION);

    private final PlayedEvidence evidence = new PlayedEvidence();

    @Test
    void doesNotCountWhatNothingAssertsAnyMore() {
        evidence.attach(SUBJECT, SBOM.lapses());
        assertNotCounted("sbom", Why.LAPSED);
        Referrer elsewhere = new Referrer(
                SBOM.referrer().descriptor(),
                Set.of(Kind.SBOM),
                List.of(),
                List.of(SBOM.lapses().at("app"), SBOM.at("other")));
        evidence.attach(SUBJECT, elsewhere);
        assertThat(evidence.decide("sbom").outcome()).as("asserted elsewhere").isEqualTo(Outcome.SATISFIED);
    }

    @Test
    void doesNotCountWhatIsAboutAnotherDigest() {
        evidence.attach(SUBJECT, SBOM.about(digest("another")));
        assertNotCounted("sbom", Why.SUBJECT_MISMATCH);
    }

    @Test
    void countsTheLayerThatIsAboutTheSubjectBesideOneThatIsNot() {
        Piece signature = Piece.of("two signatures", Kind.SIGNATURE);
        Evidence foreign = signature.about(digest("another")).layer("the first");
        Evidence own = signature.about(SUBJECT).layer("the second");
        Referrer both = with(signature, List.of(foreign, own));
        evidence.attach(SUBJECT, both);
        assertThat(evidence.decide("signature").outcome()).isEqualTo(Outcome.SATISFIED);
    }

    /** What a payload says is told of its first layer alone, though the second has the same bytes. */
    @Test
    void takesLayersOfOneDigestForOnePayload() {
        Piece signature = Piece.of("signed twice", Kind.SIGNATURE);
        Evidence first = signature.about(digest("another")).layer("both");
        Evidence again = signature.layer("both");
        evidence.attach(SUBJECT, with(signature, List.of(first, again)));
        assertNotCounted("signature", Why.SUBJECT_MISMATCH);
    }

    @Test
    void measuresTheAgeOfTheLayerThatIsMeant() {
        Evidence scan = Piece.of("s", Kind.VULNERABILITY_SCAN)
                .made(NOW.minus(Duration.ofDays(8)))
                .layer("a scan");
        Evidence signature =
                Piece.of("s", Kind.SIGNATURE).made(NOW.minusSeconds(1)).layer("a signature");
        Referrer referrer = with(Piece.of("both", Kind.VULNERABILITY_SCAN), List.of(scan, signature));
        evidence.attach(SUBJECT, referrer);
        assertNotCounted("vulnerability-scan<7d", Why.TOO_OLD);
        assertThat(evidence.decide("vulnerability-scan<9d").outcome()).isEqualTo(Outcome.SATISFIED);
    }

    @Test
    void saysThatAnAgeIsNotKnown() {
        evidence.attach(SUBJECT, SBOM);
        Verdict verdict = evidence.decide("sbom<7d").require().get(0);
        assertThat(verdict.outcome()).as("its payload may say it").isEqualTo(Outcome.UNKNOWN);
        assertThat(verdict.reason()).contains(SBOM.digest() + " does not say when it was made, as far as it was read");
        assertThat(verdict.notCounted()).extracting(NotCounted::why).containsExactly(Why.AGE_UNKNOWN);
    }

    @Test
    void isYoungerThanAnAgeAndNotAsOld() {
        evidence.attach(SUBJECT, SBOM.made(NOW.minus(Duration.ofDays(7))));
        assertNotCounted("sbom<7d", Why.TOO_OLD);
    }

    @Test
    void isNotYoungWhereItSaysThatItWillBeMade() {
        evidence.attach(SUBJECT, SBOM.made(NOW.plusSeconds(301)));
        assertNotCounted("sbom<7d", Why.IN_FUTURE);
        evidence.attach(SUBJECT, SBOM.made(NOW.plusSeconds(300)));
        assertThat(evidence.decide("sbom<7d").outcome()).as("clocks differ").isEqualTo(Outcome.SATISFIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"provenance", "signature", "sbom<7d"})
    void doubtsWhereAnAttestationWasNotRead(String term) {
        evidence.attach(SUBJECT, UNREAD);
        Verdict verdict = evidence.decide(term).require().get(0);
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(verdict.reason())
                .contains(UNREAD.digest() + " holds an attestation, and what that attests was not read");
        assertThat(evidence.decide("attestation").outcome()).isEqualTo(Outcome.SATISFIED);
    }

    @Test
    void doubtsASignatureWhereAnAttestationOfTheEvidenceWasNotRead() {
        evidence.attach(SUBJECT, SBOM);
        evidence.attach(SBOM.digest(), UNREAD);
        assertThat(evidence.decide("signed(sbom)").outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void doubtsNothingForAnAttestationThatWasReadOrLapsed() {
        Evidence typed =
                new Evidence(digest("typed"), "l/l", Optional.of("https://example.org/v1"), Set.of(Kind.ATTESTATION));
        evidence.attach(SUBJECT, UNREAD.about(SUBJECT), UNREAD.made(NOW), UNREAD.lapses());
        evidence.attach(SUBJECT, with(UNREAD, List.of(typed)));
        assertThat(evidence.decide("provenance").outcome()).isEqualTo(Outcome.UNSATISFIED);
    }

    /** As under a tag of cosign's, where all attestations of an image are layers of one manifest. */
    @Test
    void doubtsWhereOneLayerOfSeveralWasNotRead() {
        Piece provenance = Piece.of("provenance", Kind.PROVENANCE);
        Evidence read = provenance.about(SUBJECT).layer("provenance");
        Referrer both = with(provenance, List.of(read, UNREAD.layer("unread")));
        evidence.attach(
                SUBJECT,
                new Referrer(
                        both.descriptor(),
                        Set.of(Kind.PROVENANCE, Kind.ATTESTATION),
                        both.evidence(),
                        both.locations()));
        assertThat(evidence.decide("sbom").outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(evidence.decide("provenance").outcome()).isEqualTo(Outcome.SATISFIED);
    }

    @Test
    void doubtsWhereAnIndexListsWhatNobodyRead() {
        evidence.attach(SUBJECT, with(UNREAD, List.of()));
        assertThat(evidence.decide("sbom").outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void countsAYoungLayerBesideOneThatCannotBeOfNow() {
        Evidence young = SBOM.made(NOW.minusSeconds(60)).layer("young");
        Evidence odd = SBOM.made(NOW.plus(Duration.ofDays(9_000))).layer("odd");
        evidence.attach(SUBJECT, with(SBOM, List.of(odd, young)));
        assertThat(evidence.decide("sbom<7d").outcome()).isEqualTo(Outcome.SATISFIED);
    }

    @Test
    void showsAFewPlaces() {
        Referrer plain = SBOM.referrer();
        List<Referrer.At> places = Stream.of("a", "b", "c", "d").map(SBOM::at).toList();
        evidence.attach(SUBJECT, new Referrer(plain.descriptor(), plain.kinds(), plain.evidence(), places));
        Verdict verdict = evidence.decide("sbom").require().get(0);
        assertThat(verdict.evidence().get(0).locations()).hasSize(3);
    }

    private void assertNotCounted(String terms, Why why) {
        Decision decision = evidence.decide(terms);
        assertThat(decision.outcome()).isEqualTo(Outcome.UNSATISFIED);
        assertThat(decision.require().get(0).evidence()).isEmpty();
        assertThat(decision.require().get(0).notCounted())
                .extracting(NotCounted::why)
                .containsExactly(why);
    }

    private static Referrer with(Piece piece, List<Evidence> layers) {
        Referrer plain = piece.referrer();
        return new Referrer(plain.descriptor(), plain.kinds(), layers, plain.locations());
    }
}
