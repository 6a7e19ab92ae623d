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
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What counts of the evidence that is there. */
class WeighedTest {
    private static final Piece SBOM = Piece.of("an sbom", Kind.SBOM);

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
        assertNotCounted("sbom<7d", Why.AGE_UNKNOWN);
    }

    @Test
    void isYoungerThanAnAgeAndNotAsOld() {
        evidence.attach(SUBJECT, SBOM.made(NOW.minus(Duration.ofDays(7))));
        assertNotCounted("sbom<7d", Why.TOO_OLD);
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
