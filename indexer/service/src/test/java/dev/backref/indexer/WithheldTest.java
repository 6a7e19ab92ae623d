package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.artifact;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.LocationKnowledge.Rejected;
import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.indexer.facts.SubjectFact.SomeWithheld;
import dev.backref.indexer.facts.SweepState;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryRefusal;
import dev.backref.ingest.contract.Source;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a registry does not give out, and for whom that matters. */
class WithheldTest {
    private static final String BY_POLICY = RegistryRefusal.reason(412);
    private static final SampleManifest APP = image("app");
    private static final SampleManifest OTHER = image("other");
    private static final SampleManifest SBOM = artifact("application/spdx+json", "sbom");

    private final SweptRegistry registry = new SweptRegistry(Basis.REFERRERS_API);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void isMissingForNobodyWhereOnlyAnOrdinaryTagNamesIt() {
        registry.tag("v1", APP);
        registry.tag("v2", OTHER);
        registry.refused.put(tag("v1"), BY_POLICY);
        registry.refused.put(manifest(APP), BY_POLICY);
        registry.sweep();
        assertThat(missing(APP.digest())).isEmpty();
        assertThat(missing(OTHER.digest())).isEmpty();
        assertThat(registry.answer(OTHER.digest()).knowledge().complete()).isPresent();
    }

    @Test
    void isMissingForTheSubjectAfterWhichItsTagIsNamed() {
        registry.tag("v1", APP);
        registry.tag("v2", OTHER);
        registry.tag(list(APP) + ".sig", SBOM);
        Source signature = tag(list(APP) + ".sig");
        registry.refused.put(signature, BY_POLICY);
        registry.sweep();
        assertThat(missing(APP.digest())).contains(new Rejected(1, signature, BY_POLICY));
        assertThat(missing(OTHER.digest())).isEmpty();

        registry.refused.clear();
        registry.sweep();
        assertThat(missing(APP.digest())).isEmpty();
        assertThat(registry.referrers(APP.digest())).containsExactly(SBOM.digest());
    }

    @Test
    void isMissingForTheSubjectWhoseListHasIt() {
        registry.tag("v1", APP);
        registry.tag(list(APP), index(SBOM));
        registry.hold(SBOM);
        registry.refused.put(manifest(SBOM), BY_POLICY);
        registry.sweep();
        assertThat(missing(APP.digest())).contains(new Rejected(1, manifest(SBOM), BY_POLICY));
        assertThat(missing(OTHER.digest())).isEmpty();
    }

    @Test
    void isMissingForTheSubjectWhoseListItIs() {
        SampleManifest list = index(SBOM);
        registry.tag("v1", APP);
        registry.tag(list(APP), list);
        registry.refused.put(manifest(list), BY_POLICY);
        registry.sweep();
        assertThat(missing(APP.digest())).contains(new Rejected(1, manifest(list), BY_POLICY));
        assertThat(missing(OTHER.digest())).isEmpty();
    }

    @Test
    void isMissingForTheSubjectForWhichTheRegistryListsIt() {
        SampleManifest hidden = referrer(APP, "application/spdx+json", "hidden");
        registry.tag("v1", APP);
        registry.tag("v2", OTHER);
        registry.hold(hidden);
        registry.refused.put(manifest(hidden), BY_POLICY);
        registry.sweep();
        assertThat(missing(APP.digest())).contains(new Rejected(1, manifest(hidden), BY_POLICY));
        assertThat(missing(OTHER.digest())).isEmpty();

        registry.delete(hidden.digest());
        registry.refused.clear();
        registry.report(manifest(hidden), Cause.Kind.DELETE);
        assertThat(missing(APP.digest())).isEmpty();
    }

    @Test
    void isMissingForNobodyWhereItIsKnown() {
        registry.tag("v1", APP);
        registry.tag(list(APP), index(SBOM));
        registry.hold(SBOM);
        registry.sweep();
        registry.signal(new LocationSignal.Rejected(manifest(SBOM), BY_POLICY, "", registry.now(), Optional.empty()));
        assertThat(missing(APP.digest())).isEmpty();
        assertThat(registry.referrers(APP.digest())).containsExactly(SBOM.digest());
    }

    /** Its digest is asked for whenever its tag is, and refused for minutes each time. */
    @Test
    void hidesNothingElseWhileItIsAskedForAgain() {
        registry.tag("v1", APP);
        registry.tag("v2", OTHER);
        registry.refused.put(manifest(APP), BY_POLICY);
        registry.sweep();
        registry.signal(unresolved(manifest(APP)));
        assertThat(registry.knowledge(SweptRegistry.AT).unresolved()).isEmpty();
        assertThat(registry.answer(OTHER.digest()).knowledge().complete()).isPresent();
    }

    @Test
    void isMissingAtOnceForASubjectWhoseTagLeadsThereNow() {
        registry.tag("v1", APP);
        registry.hold(SBOM);
        registry.tags.put("v2", SBOM.digest());
        registry.refused.put(manifest(SBOM), BY_POLICY);
        registry.sweep();
        registry.tags.put(list(APP) + ".sig", SBOM.digest());
        registry.report(tag(list(APP) + ".sig"), Cause.Kind.PUSH);
        registry.signal(unresolved(manifest(SBOM)));
        assertThat(missing(APP.digest())).contains(new Rejected(1, manifest(SBOM), BY_POLICY));
        assertThat(missing(OTHER.digest())).isEmpty();
    }

    @Test
    void mayHideWhatItsTagPointsToSinceThen() {
        registry.tag("v1", APP);
        registry.refused.put(tag("v1"), BY_POLICY);
        registry.sweep();
        registry.signal(unresolved(tag("v1")));
        assertThat(registry.knowledge(SweptRegistry.AT).unresolved()).isPresent();
    }

    /** A registry that has the API, and forbids it there. */
    @Test
    void isNoBasisWhereItIsTheReferrersApi() {
        registry.tag("v1", APP);
        registry.tag("v2", OTHER);
        registry.refused.put(referrers(APP), RegistryRefusal.reason(403));
        registry.refused.put(referrers(OTHER), RegistryRefusal.reason(403));
        registry.topology.takeFacts();
        registry.sweep();
        assertThat(lastBasis()).contains(Basis.TAGS);
        assertThat(missing(APP.digest())).as("nobody else has a list either").isEmpty();
        assertThat(registry.answer(APP.digest()).knowledge().complete()).isPresent();

        registry.refused.clear();
        registry.sweep();
        assertThat(lastBasis()).contains(Basis.REFERRERS_API);
    }

    @Test
    void isMissingForTheSubjectWhoseListIsNone() {
        registry.tag("v1", APP);
        registry.tag("v2", OTHER);
        registry.refused.put(referrers(APP), "bad-answer");
        registry.topology.takeFacts();
        registry.sweep();
        assertThat(lastBasis()).contains(Basis.TAGS);
        assertThat(missing(APP.digest())).contains(new Rejected(1, referrers(APP), "bad-answer"));
        assertThat(missing(OTHER.digest())).isEmpty();
    }

    @Test
    void isNotMissingAnyMoreWhenItsSubjectIsGone() {
        registry.tag("v1", APP);
        registry.refused.put(referrers(APP), "bad-answer");
        registry.sweep();
        registry.delete(APP.digest());
        registry.report(manifest(APP), Cause.Kind.DELETE);
        assertThat(missing(APP.digest())).isEmpty();
        registry.signal(
                new LocationSignal.Rejected(referrers(APP), "bad-answer", "", registry.now(), Optional.empty()));
        assertThat(missing(APP.digest())).as("told too late").isEmpty();
    }

    /** Whatever the registry answers for its lists then. */
    @Test
    void isNotMissingAnyMoreWhenItsRepositoryIsGone() {
        registry.tag("v1", APP);
        registry.tag("blocked", OTHER);
        registry.refused.put(referrers(APP), "bad-answer");
        registry.refused.put(tag("blocked"), BY_POLICY);
        registry.sweep();
        registry.tags.clear();
        registry.manifests.clear();
        registry.refused.remove(tag("blocked"));
        registry.topology.takeFacts();
        registry.report(new Source.Repository(SweptRegistry.AT), Cause.Kind.DELETE);
        registry.settle();
        assertThat(missing(APP.digest())).isEmpty();
        assertThat(registry.topology.takeFacts())
                .filteredOn(LocationState.class::isInstance)
                .last()
                .satisfies(told -> assertThat(((LocationState) told).withheld()).isEmpty());
    }

    /** A state goes to every partition of subjects. */
    @Test
    void isToldOnceHoweverManyListsAreGoneWithTheirRepository() {
        for (int number = 0; number < 20; number++) {
            SampleManifest subject = image("n" + number);
            registry.tag("v" + number, subject);
            registry.refused.put(referrers(subject), "bad-answer");
        }
        registry.sweep();
        registry.topology.takeFacts();
        registry.report(new Source.Repository(SweptRegistry.AT), Cause.Kind.DELETE);
        for (int step = 0; step < 10; step++) { // Nothing that it wants is answered.
            registry.topology.step();
        }
        assertThat(registry.topology.takeFacts())
                .filteredOn(LocationState.class::isInstance)
                .map(told -> ((LocationState) told)
                        .withheld()
                        .map(SomeWithheld::sources)
                        .orElse(0L))
                .isSubsetOf(20L, 0L)
                .contains(0L);
    }

    /** Some answer 404 to the list of tags where there is none, and the manifests are there. */
    @Test
    void isMissingStillWhenItsRepositoryHasNoTags() {
        registry.tag("v1", APP);
        registry.refused.put(referrers(APP), "bad-answer");
        registry.sweep();
        registry.tags.clear();
        registry.report(new Source.Repository(SweptRegistry.AT), Cause.Kind.SWEEP);
        registry.settle();
        assertThat(missing(APP.digest())).contains(new Rejected(1, referrers(APP), "bad-answer"));

        registry.manifests.clear();
        registry.report(new Source.Repository(SweptRegistry.AT), Cause.Kind.SWEEP);
        registry.settle();
        assertThat(missing(APP.digest())).isEmpty();
    }

    private LocationSignal.Unresolved unresolved(Source source) {
        return new LocationSignal.Unresolved(source, "bad-answer", "answered 412", registry.now(), registry.now());
    }

    private Optional<Rejected> missing(Digest subject) {
        return registry.answer(subject).knowledge().rejected();
    }

    private Optional<Basis> lastBasis() {
        return registry.topology.takeFacts().stream()
                .filter(LocationState.class::isInstance)
                .flatMap(fact -> ((LocationState) fact).sweeps().flatMap(SweepState::swept).stream())
                .reduce((first, second) -> second)
                .map(SweepState.Swept::basis);
    }

    private static String list(SampleManifest subject) {
        return subject.digest().toString().replace(':', '-');
    }

    private static Source tag(String name) {
        return new Source.Tag(SweptRegistry.AT, name);
    }

    private static Source manifest(SampleManifest manifest) {
        return new Source.Manifest(SweptRegistry.AT, manifest.digest());
    }

    private static Source referrers(SampleManifest subject) {
        return new Source.Referrers(SweptRegistry.AT, subject.digest());
    }
}
