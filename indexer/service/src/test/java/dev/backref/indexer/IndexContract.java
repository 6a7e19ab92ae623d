package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * What the contracts of the index have in common. Each case has repositories and subjects of its own, so that all of them
 * can share one backend.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class IndexContract {
    static final String SBOM = "application/spdx+json";
    static final String SIGNATURE = "application/vnd.cncf.notary.signature";
    static final Filter ALL = new Filter(Set.of(), Optional.empty(), Optional.empty());

    /** What a registry takes at most as a manifest, and so as a page (distribution-spec). */
    static final int PAGE = 4_000_000;

    /** The backend of all cases. */
    Backend backend;

    /** Opens the backend that all cases use; it is closed behind the last one. */
    protected abstract Backend open();

    @BeforeAll
    void openBackend() {
        backend = open();
    }

    @AfterAll
    void closeBackend() {
        if (backend != null) {
            backend.close();
        }
    }

    /** A change, as far as the cases compare it. */
    record Told(Change.Type type, Digest referrer, Location location) {}

    final List<Told> told(SampleManifest subject) {
        return backend.changes(subject.digest()).stream()
                .map(change -> new Told(
                        change.type(),
                        change.data().referrer().digest(),
                        change.data().location()))
                .toList();
    }

    final List<List<Descriptor>> pages(Location at, SampleManifest subject, Set<String> types, int bytes) {
        return backend.referrers(at, subject.digest(), types, bytes)
                .orElseThrow(() -> new AssertionError(at + " is said to be unknown"));
    }

    final List<Digest> listed(Location at, SampleManifest subject, String... types) {
        return digestsOf(pages(at, subject, Set.of(types), PAGE));
    }

    /** The merged answer by pages of two. */
    final List<Referrer> merged(SampleManifest subject, Filter filter) {
        List<Referrer> all = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            SubjectAnswer page = backend.subject(subject.digest(), filter, after, 2);
            assertThat(page.subject()).isEqualTo(subject.digest());
            assertThat(page.referrers()).hasSizeLessThanOrEqualTo(2);
            all.addAll(page.referrers());
            after = page.next();
        } while (after.isPresent());
        return all;
    }

    static List<Digest> digestsOf(List<List<Descriptor>> pages) {
        return pages.stream().flatMap(List::stream).map(Descriptor::digest).toList();
    }

    static List<Digest> digests(List<Referrer> referrers) {
        return referrers.stream()
                .map(referrer -> referrer.descriptor().digest())
                .toList();
    }

    static Filter ofTypes(String... types) {
        return new Filter(Set.of(types), Optional.empty(), Optional.empty());
    }

    static Filter at(Location location) {
        return new Filter(Set.of(), Optional.of(location.registry()), Optional.of(location.repository()));
    }
}
