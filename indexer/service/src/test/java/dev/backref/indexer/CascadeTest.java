package dev.backref.indexer;

import static dev.backref.indexer.SampleEvidence.cosignTag;
import static dev.backref.indexer.SampleEvidence.signatures;
import static dev.backref.indexer.SampleManifest.artifact;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can have gone with a manifest is asked for, each once: what refers to it, and the tags that make claims by it. */
class CascadeTest {
    private static final SampleManifest SUBJECT = image("subject");
    private static final String SBOM = "application/spdx+json";

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void asksOnlyWhetherWhatIsKnownIsStillThere() {
        SampleManifest sbom = referrer(SUBJECT, SBOM, "sbom");
        location.found(SUBJECT, sbom);
        location.gone(SUBJECT.digest());
        assertThat(location.topology.takeWanted()).singleElement().satisfies(event -> {
            assertThat(event.source().name()).isEqualTo("@" + sbom.digest());
            assertThat(event.known()).isTrue();
            assertThat(event.cause().kind()).isEqualTo(Cause.Kind.CASCADE);
        });
    }

    @Test
    void asksForEachOfManyWhateverOneCallMayDo() {
        List<SampleManifest> many = IntStream.range(0, 500)
                .mapToObj(number -> referrer(SUBJECT, SBOM, "sbom " + number))
                .toList();
        location.found(SUBJECT);
        many.forEach(location::found);
        location.gone(SUBJECT.digest());
        location.workOff();
        assertThat(location.topology.takeWanted())
                .extracting(RegistryEvent::source)
                .extracting(source -> Digest.parse(source.name().substring(1)))
                .containsExactlyInAnyOrderElementsOf(
                        many.stream().map(SampleManifest::digest).toList());
    }

    @Test
    void goesOnFromWhatIsFoundToBeGone() {
        SampleManifest sbom = referrer(SUBJECT, SBOM, "sbom");
        SampleManifest signature = referrer(sbom, "application/signature", "signature");
        location.found(SUBJECT, sbom, signature);
        location.gone(SUBJECT.digest());
        assertThat(location.asked()).containsExactly(sbom.digest());
        location.gone(sbom.digest());
        assertThat(location.asked()).containsExactly(signature.digest());
        location.gone(signature.digest());
        assertThat(location.asked()).isEmpty();
    }

    @Test
    void asksOnceForASubjectThatNobodySaidWasThereAndNotForWhatIsGoneAlready() {
        SampleManifest sbom = referrer(SUBJECT, SBOM, "sbom");
        location.found(sbom);
        RegistryEvent question = location.topology.takeWanted().get(0);
        location.answer(question, new Observation.Gone());
        assertThat(location.asked()).as("its look may have been before").containsExactly(sbom.digest());
        location.answer(question, new Observation.Gone());
        assertThat(location.asked()).isEmpty();
        location.found(SUBJECT);
        location.gone(SUBJECT.digest());
        assertThat(location.asked()).containsExactly(sbom.digest());
        location.gone(sbom.digest());
        location.gone(SUBJECT.digest());
        assertThat(location.asked()).isEmpty();
    }

    /** It took along what came before that look, whoever was there between. */
    @Test
    void asksForASubjectThatWasReportedAndGoneWhenItWasLookedAt() {
        SampleManifest sbom = referrer(SUBJECT, SBOM, "sbom");
        location.found(sbom);
        location.topology.takeWanted();
        location.gone(SUBJECT.digest());
        assertThat(location.asked()).containsExactly(sbom.digest());
    }

    /** Nobody saw it gone, and it is there again. */
    @Test
    void asksWhereADeletionWasReportedAndTheSubjectIsThereAgain() {
        SampleManifest sbom = referrer(SUBJECT, SBOM, "sbom");
        location.found(SUBJECT, sbom);
        location.foundBehindDeletion(SUBJECT);
        assertThat(location.asked()).containsExactly(sbom.digest());
        location.found(SUBJECT);
        assertThat(location.asked()).isEmpty();
    }

    /** Some registries delete untagged manifests with the index that lists them. */
    @Test
    void asksForWhatAnIndexListedAndNotForWhatAListOfReferrersDid() {
        SampleManifest platform = image("platform");
        SampleManifest sbom = referrer(SUBJECT, SBOM, "sbom");
        location.found(SUBJECT, platform, sbom, index(platform), index(sbom));
        location.points(SUBJECT.referrersTag(), index(sbom));
        location.topology.takeWanted();
        location.gone(index(sbom).digest());
        assertThat(location.sources()).containsExactly(new Source.Tag(ObservedLocation.AT, SUBJECT.referrersTag()));
        location.gone(index(platform).digest());
        assertThat(location.asked()).containsExactly(platform.digest());
    }

    /** The look that answers what was asked before can have begun before the subject went. */
    @Test
    void asksAgainWhereAnotherQuestionIsOpen() {
        SampleManifest sbom = referrer(SUBJECT, SBOM, "sbom");
        location.found(SUBJECT, index(sbom));
        location.points(SUBJECT.referrersTag(), index(sbom));
        RegistryEvent named = location.topology.takeWanted().get(0);
        assertThat(named.source().name()).isEqualTo("@" + sbom.digest());
        location.found(sbom);
        location.gone(SUBJECT.digest());
        RegistryEvent doubted = location.topology.takeWanted().get(0);
        assertThat(doubted.source()).isEqualTo(named.source());
        location.answer(named, new Observation.Manifest(sbom.bytes(), sbom.mediaType()));
        assertThat(location.has("N", "@" + sbom.digest())).as("still open").isTrue();
        location.answer(doubted, new Observation.Gone());
        assertThat(location.has("N", "@" + sbom.digest())).isFalse();
    }

    /** A manifest that comes back without its tag is no evidence by that any more. */
    @Test
    void asksWhetherTagsThatMakeClaimsStillPointToWhatIsGone() {
        SampleManifest signatures = signatures("signed", 1);
        String tag = cosignTag(SUBJECT.digest(), "sig");
        location.found(SUBJECT, signatures);
        location.points(tag, signatures);
        location.points("latest", signatures);
        location.topology.takeWanted();
        location.gone(signatures.digest());
        RegistryEvent question = location.topology.takeWanted().get(0);
        assertThat(question.source()).isEqualTo(new Source.Tag(ObservedLocation.AT, tag));
        assertThat(question.known()).isTrue();
        assertThat(location.asked()).isEmpty();
        location.answer(question, new Observation.Gone());
        location.found(signatures);
        assertThat(location.held(SUBJECT.digest())).isEmpty();
    }

    /** Registries leave such tags where they are. */
    @Test
    void asksNoFurtherWhereTheTagIsLeftThere() {
        SampleManifest signatures = signatures("signed", 1);
        location.found(SUBJECT, signatures);
        location.points(cosignTag(SUBJECT.digest(), "sig"), signatures);
        location.gone(signatures.digest());
        RegistryEvent whereItPoints = location.topology.takeWanted().get(0);
        location.answer(whereItPoints, new Observation.PointsTo(signatures.digest()));
        assertThat(location.asked()).as("it is known to be gone").isEmpty();
        location.found(signatures);
        assertThat(location.held(SUBJECT.digest())).containsOnlyKeys(signatures.digest());
    }

    /** What a referrers tag lists for half of a digest refers to the manifest that has it. */
    @Test
    void asksForWhatATagListsForHalfOfTheDigest() throws Exception {
        Digest whole = Digest.of(
                "sha512",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(SUBJECT.bytes())));
        SampleManifest bare = artifact("application/bare", "bare");
        location.found(bare, index(bare));
        location.points("sha512-" + whole.encoded().substring(0, 64), index(bare));
        location.found(whole, SUBJECT);
        location.topology.takeWanted();
        location.gone(whole);
        assertThat(location.asked()).containsExactly(bare.digest());
    }
}
