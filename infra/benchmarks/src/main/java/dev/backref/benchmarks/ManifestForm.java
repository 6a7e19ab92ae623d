package dev.backref.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Observation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.IntStream;

/** Manifests by what they tell. Most were captured, and lie beside the tests that say what must follow from them. */
public enum ManifestForm {
    REFERRER("a referrer by its subject", "sigstore-bundle-v03-referrer.cosign-sign.real", ""),
    BUILDKIT_INDEX("BuildKit's index", "buildkit-index-with-attestation-manifest", ""),
    COSIGN_TAG(
            "a signature under cosign's tag",
            "cosign-tag-sig-manifest.harbor-comment",
            "sha256-1b26826f602946860c279fce658f31050cff2c596583af237d971f4629b57792.sig"),
    HELM_CHART("a Helm chart with provenance", "helm-chart-with-provenance", "1.0.0"),
    DERIVED_IMAGE("an image that names its base", "", "1.0.0"),
    LARGE_INDEX("an index of 1,000 images", "", "1.0.0");

    private static final int LARGE = 1_000;

    private final String what;
    private final String file;
    private final String tag;

    ManifestForm(String what, String file, String tag) {
        this.what = what;
        this.file = file;
        this.tag = tag;
    }

    /** What it is, in words. */
    String what() {
        return what;
    }

    /** As a registry gives it out. */
    Observation.Manifest found() {
        byte[] bytes = bytes();
        JsonNode type = Json.read(bytes, JsonNode.class).path("mediaType");
        return new Observation.Manifest(bytes, type.asText(Corpus.MANIFEST));
    }

    /** Under which it is pushed; absent for what is pushed by digest. */
    Optional<String> tag() {
        return Optional.of(tag).filter(text -> !text.isEmpty());
    }

    private byte[] bytes() {
        return switch (this) {
            case DERIVED_IMAGE -> Corpus.derived(Corpus.subject("base"), "derived");
            case LARGE_INDEX ->
                Corpus.index(IntStream.range(0, LARGE)
                        .mapToObj(number -> Corpus.image("n" + number))
                        .toList());
            default -> captured();
        };
    }

    private byte[] captured() {
        try (InputStream manifest = ManifestForm.class.getResourceAsStream("/evidence-forms/" + file + ".json")) {
            if (manifest == null) {
                throw new IllegalStateException("manifest " + file + " is missing");
            }
            return manifest.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }
}
