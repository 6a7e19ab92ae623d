package dev.backref.indexer;

import static dev.backref.indexer.Backend.FRESH;
import static dev.backref.indexer.Backend.LEGACY;
import static dev.backref.indexer.Backend.MIRROR;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static dev.backref.indexer.SampleManifest.referrerByConfig;
import static dev.backref.indexer.SampleManifest.referringIndex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How every form of the index answers: empty, whole, filtered, paged, merged, and honest about what it does not know. */
public abstract class ReferrersContract extends IndexContract {
    private static final String PREDICATE = "in-toto.io/predicate-type";
    private static final String SLSA = "https://slsa.dev/provenance/v1";

    @Test
    void answersNothingForASubjectThatNothingRefersTo() {
        Location at = new Location(FRESH, "nothing/refers");
        SampleManifest subject = image("nothing refers to it");
        backend.push(at, subject);

        assertThat(listed(at, subject)).isEmpty();
        assertThat(merged(subject, ALL)).isEmpty();
        assertThat(backend.changes(subject.digest())).isEmpty();
    }

    @Test
    void answersWithTheWholeDescriptorOfAReferrer() {
        Location at = new Location(FRESH, "whole/descriptor");
        SampleManifest subject = image("whole descriptor");
        SampleManifest sbom = referrer(subject, SBOM, Map.of("first", "ä", "second", ""));
        backend.push(at, subject);
        backend.push(at, sbom);

        Descriptor expected = new Descriptor(
                SampleManifest.MANIFEST,
                sbom.digest(),
                sbom.bytes().length,
                Optional.of(SBOM),
                Map.of("first", "ä", "second", ""));
        assertThat(pages(at, subject, Set.of(), PAGE)).containsExactly(List.of(expected));
        Referrer referrer = merged(subject, ALL).get(0);
        assertThat(referrer.descriptor()).isEqualTo(expected);
        assertThat(referrer.kinds()).containsExactly(Kind.SBOM);
        assertThat(referrer.locations()).singleElement().satisfies(there -> {
            assertThat(there.location()).isEqualTo(at);
            assertThat(there.forms()).containsExactly(Form.SUBJECT_FIELD);
            assertThat(there.observed()).isBeforeOrEqualTo(there.indexed());
        });
    }

    @Test
    void filtersByArtifactTypes() {
        Location at = new Location(FRESH, "filters");
        SampleManifest subject = image("filters");
        SampleManifest sbom = referrer(subject, SBOM, "sbom");
        SampleManifest signature = referrer(subject, SIGNATURE, "signature");
        SampleManifest vex = referrer(subject, "application/vnd.openvex+json", "vex");
        List.of(subject, sbom, signature, vex).forEach(manifest -> backend.push(at, manifest));

        assertThat(listed(at, subject, SBOM)).containsExactly(sbom.digest());
        assertThat(listed(at, subject, SBOM, SIGNATURE)).containsExactlyInAnyOrder(sbom.digest(), signature.digest());
        assertThat(listed(at, subject, SBOM, "text/absent")).containsExactly(sbom.digest());
        assertThat(listed(at, subject, "text/absent")).isEmpty();
        assertThat(listed(at, subject, "application/spdx")).isEmpty();
        assertThat(digests(merged(subject, ofTypes(SBOM)))).containsExactly(sbom.digest());
        assertThat(digests(merged(subject, ofTypes(SBOM, SIGNATURE))))
                .containsExactlyInAnyOrder(sbom.digest(), signature.digest());
        assertThat(merged(subject, ofTypes("text/absent"))).isEmpty();
    }

    @Test
    void filtersByWhatReferrersHold() {
        Location at = new Location(FRESH, "content");
        SampleManifest subject = image("content");
        SampleManifest sbom = referrer(subject, SBOM, Map.of("team", "a b", "stage", "build"));
        SampleManifest provenance = referrer(subject, "text/x", Map.of(PREDICATE, SLSA, "team", "b", "stage", "test"));
        SampleManifest other = referrer(subject, "text/x", Map.of(PREDICATE, "https://example.org/other", "team", "c"));
        List.of(subject, sbom, provenance, other).forEach(manifest -> backend.push(at, manifest));

        for (Filter where : List.of(ALL, at(at))) {
            assertThat(held(subject, where, Set.of(Kind.SBOM), Set.of(), Map.of()))
                    .containsExactly(sbom.digest());
            assertThat(held(subject, where, Set.of(Kind.SBOM, Kind.PROVENANCE), Set.of(), Map.of()))
                    .containsExactlyInAnyOrder(sbom.digest(), provenance.digest());
            assertThat(held(subject, where, Set.of(Kind.VEX), Set.of(), Map.of()))
                    .isEmpty();
            assertThat(held(subject, where, Set.of(), Set.of(SLSA), Map.of())).containsExactly(provenance.digest());
            assertThat(held(subject, where, Set.of(), Set.of(), Map.of("team", Set.of("a b", "c"))))
                    .containsExactlyInAnyOrder(sbom.digest(), other.digest());
            Map<String, Set<String>> both = Map.of("team", Set.of("a b", "b"), "stage", Set.of("test"));
            assertThat(held(subject, where, Set.of(), Set.of(), both)).containsExactly(provenance.digest());
            assertThat(held(subject, where, Set.of(Kind.SBOM), Set.of(SLSA), Map.of()))
                    .isEmpty();
            assertThat(held(subject, where, Set.of(), Set.of(), Map.of("nobody", Set.of("", "b"))))
                    .isEmpty();
        }
    }

    private List<Digest> held(
            SampleManifest subject,
            Filter where,
            Set<Kind> kinds,
            Set<String> predicateTypes,
            Map<String, Set<String>> annotations) {
        ContentFilter content = new ContentFilter(kinds, predicateTypes, annotations);
        return digests(merged(subject, new Filter(Set.of(), where.registries(), where.repository(), content)));
    }

    @Test
    void listsOldestFirstOverPagesThatTogetherHaveEachOnce() {
        Location at = new Location(FRESH, "pages");
        SampleManifest subject = image("pages");
        String large = "x".repeat(1_200_000);
        List<Digest> pushed = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            SampleManifest next = referrer(subject, i % 2 == 0 ? SBOM : SIGNATURE, Map.of("n", i + large));
            backend.push(at, next);
            assertThat(backend.changes(subject.digest())).hasSize(i + 1);
            pushed.add(next.digest());
        }

        List<List<Descriptor>> pages = pages(at, subject, Set.of(), PAGE);
        assertThat(pages).hasSize(3).allSatisfy(page -> assertThat(page).hasSizeBetween(1, 3));
        assertThat(listed(at, subject)).containsExactlyElementsOf(pushed);
        List<List<Descriptor>> typed = pages(at, subject, Set.of(SBOM), PAGE);
        assertThat(typed).hasSize(2);
        assertThat(digestsOf(typed)).containsExactly(pushed.get(0), pushed.get(2), pushed.get(4), pushed.get(6));
    }

    @Test
    void pagesTheMergedAnswerInTheOrderOfDigests() {
        Location here = new Location(FRESH, "merged/pages");
        Location there = new Location(MIRROR, "merged/pages");
        SampleManifest subject = image("merged pages");
        Set<Digest> pushed = new HashSet<>();
        for (int i = 0; i < 9; i++) {
            SampleManifest next = referrer(subject, i % 3 == 0 ? SBOM : SIGNATURE, "n" + i);
            backend.push(i % 2 == 0 ? here : there, next);
            pushed.add(next.digest());
        }

        List<Digest> answered = digests(merged(subject, ALL));
        assertThat(answered).isSorted().hasSize(9).containsExactlyInAnyOrderElementsOf(pushed);
        assertThat(digests(merged(subject, ofTypes(SBOM, SIGNATURE)))).isEqualTo(answered);
        assertThat(merged(subject, ofTypes(SBOM))).hasSize(3);
        assertThat(merged(subject, at(here))).hasSize(5);
        assertThat(merged(subject, new Filter(Set.of(), Optional.of(MIRROR), Optional.empty())))
                .hasSize(4);
    }

    @Test
    void takesManifestsAlmostAsLargeAsRegistriesTakeThem() {
        Location at = new Location(FRESH, "large");
        SampleManifest subject = image("large");
        Map<String, String> annotations = Map.of("large", "x".repeat(3_900_000));
        SampleManifest large = referrer(subject, SBOM, annotations);
        backend.push(at, large);

        assertThat(pages(at, subject, Set.of(), PAGE).get(0).get(0).annotations())
                .isEqualTo(annotations);
        Change change = backend.changes(subject.digest()).get(0);
        assertThat(change.data().referrer().annotations()).isEmpty();
        assertThat(change.data().omitted()).containsExactly("referrer.annotations");
    }

    @Test
    void mergesAReferrerAtTwoLocationsIntoOneEntry() {
        Location here = new Location(FRESH, "merged/here");
        Location there = new Location(MIRROR, "merged/there");
        SampleManifest subject = image("merged");
        SampleManifest sbom = referrer(subject, SBOM, "sbom");
        backend.push(there, sbom);
        assertThat(told(subject)).hasSize(1);
        backend.push(here, sbom);

        assertThat(merged(subject, ALL))
                .singleElement()
                .satisfies(referrer -> assertThat(referrer.locations())
                        .extracting(Referrer.At::location)
                        .containsExactly(here, there));
        assertThat(told(subject))
                .containsExactly(
                        new Told(Change.Type.ADDED, sbom.digest(), there),
                        new Told(Change.Type.ADDED, sbom.digest(), here));
        assertThat(listed(here, subject)).containsExactly(sbom.digest());
        assertThat(listed(new Location(FRESH, "merged/nowhere"), subject)).isEmpty();

        backend.delete(there, sbom.digest());
        assertThat(merged(subject, ofTypes(SBOM)))
                .singleElement()
                .satisfies(referrer -> assertThat(referrer.locations())
                        .extracting(Referrer.At::location)
                        .containsExactly(here));
    }

    @Test
    void takesTheConfigsMediaTypeWhereThereIsNoArtifactType() {
        Location at = new Location(FRESH, "config/type");
        SampleManifest subject = image("config type");
        SampleManifest byConfig = referrerByConfig(subject, "application/vnd.example.config+json", "by config");
        backend.push(at, byConfig);

        assertThat(listed(at, subject, "application/vnd.example.config+json")).containsExactly(byConfig.digest());
        assertThat(pages(at, subject, Set.of(), PAGE).get(0).get(0).artifactType())
                .contains("application/vnd.example.config+json");
    }

    @Test
    void givesAnIndexWithoutArtifactTypeNone() {
        Location at = new Location(FRESH, "index");
        SampleManifest subject = image("index");
        SampleManifest index = referringIndex(subject, "index");
        backend.push(at, index);

        assertThat(pages(at, subject, Set.of(), PAGE))
                .singleElement()
                .satisfies(page -> assertThat(page).singleElement().satisfies(descriptor -> {
                    assertThat(descriptor.artifactType()).isEmpty();
                    assertThat(descriptor.mediaType()).isEqualTo(SampleManifest.INDEX);
                }));
        assertThat(listed(at, subject, SampleManifest.INDEX)).isEmpty();
    }

    @Test
    void doesNotClaimToKnowWhatARegistryOfUnknownHistoryHolds() {
        Location at = new Location(LEGACY, "old");
        SampleManifest subject = image("old");
        SampleManifest sbom = referrer(subject, SBOM, "sbom");
        backend.push(at, sbom);

        assertThat(merged(subject, ALL)).hasSize(1);
        assertThat(told(subject)).containsExactly(new Told(Change.Type.ADDED, sbom.digest(), at));
        assertThat(backend.referrers(at, subject.digest(), Set.of(), PAGE)).isEmpty();
    }

    @Test
    void knowsThatNothingIsWhereNothingWasEverPushedInARegistryThatWasEmpty() {
        backend.push(new Location(FRESH, "something"), image("something"));

        assertThat(listed(new Location(FRESH, "never/pushed"), image("never pushed")))
                .isEmpty();
    }
}
