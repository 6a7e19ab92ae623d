package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Manifests that were gone, are remembered because something names them, and come back under an ordinary tag. */
class ReturnedManifestsTest {
    private static final SampleManifest APP = SampleManifest.image("app");
    private static final SampleManifest SBOM = SampleManifest.referrer(APP, "application/spdx+json", "sbom");
    private static final String TAG = "sbom-of-app";

    private final SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @BeforeEach
    void fill() {
        registry.tag("v1", APP);
        registry.tag(TAG, SBOM);
        registry.tag(APP.referrersTag(), SampleManifest.index(SBOM));
        registry.sweep();
        assertThat(registry.referrers(APP.digest())).containsExactly(SBOM.digest());
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void areLookedAtWhenASenderNamesTheTagAlone() {
        registry.delete(SBOM.digest());
        registry.sweep();
        assertThat(registry.referrers(APP.digest())).isEmpty();
        registry.tag(TAG, SBOM);
        registry.report(new Source.Tag(SweptRegistry.AT, TAG), Cause.Kind.PUSH);
        registry.settle();
        assertThat(registry.referrers(APP.digest())).containsExactly(SBOM.digest());
    }

    /** A delete by digest tells of no tag, and so the tag that came back with it is where it was. */
    @Test
    void areLookedAtByASweepThoughTheirTagHasNotMoved() {
        registry.manifests.remove(SBOM.digest());
        registry.report(new Source.Manifest(SweptRegistry.AT, SBOM.digest()), Cause.Kind.DELETE);
        registry.settle();
        assertThat(registry.referrers(APP.digest())).isEmpty();
        registry.hold(SBOM);
        registry.sweep();
        assertThat(registry.referrers(APP.digest())).containsExactly(SBOM.digest());
    }
}
