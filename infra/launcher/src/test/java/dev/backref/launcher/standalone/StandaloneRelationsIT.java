package dev.backref.launcher.standalone;

import static dev.backref.indexer.SampleManifest.builtFrom;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.imageIndex;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.Backend;
import dev.backref.indexer.RelationsContract;
import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandaloneRelationsIT extends RelationsContract {
    @TempDir
    static Path folder;

    private final List<StandaloneBackend> opened = new ArrayList<>();

    @Override
    protected Backend open() {
        StandaloneBackend standalone = new StandaloneBackend(folder, Kind.DISTRIBUTION);
        opened.add(standalone);
        return standalone;
    }

    @Test
    void tellsTheGraphAroundAPlatformInOnePageAndInMany() {
        StandaloneBackend backref = opened.get(0);
        Location here = new Location(Backend.FRESH, "graph");
        Location there = new Location(Backend.MIRROR, "graph");
        SampleManifest base = image("graph base");
        SampleManifest platform = builtFrom(base.digest(), "graph platform");
        SampleManifest sibling = image("graph sibling");
        SampleManifest index = imageIndex(platform, sibling);
        SampleManifest derived = builtFrom(platform.digest(), "graph derived");
        SampleManifest sbom = referrer(index, "application/spdx+json", "graph sbom");
        SampleManifest signature = referrer(sbom, "application/vnd.cncf.notary.signature", "graph signature");
        List.of(base, platform, sibling, index, derived, sbom, signature).forEach(each -> backref.push(here, each));
        backref.push(there, sbom);
        Set<String> expected = Set.of(
                edge(platform, "index", index),
                edge(index, "referrer", sbom),
                edge(sbom, "referrer", signature),
                edge(platform, "base", base),
                edge(platform, "derived", derived));

        String path = "/api/v1/subjects/" + platform.digest() + "/graph";
        backref.http()
                .awaitBody(path, body -> edges(body).equals(expected) && body.contains("\"registry\":\"mirror\""));
        Set<String> paged = new LinkedHashSet<>();
        String next = "";
        do {
            JsonNode page = json(backref.http().text(path + "?n=1" + next));
            assertThat(page.path("edges")).hasSize(1);
            paged.addAll(edges(page.toString()));
            next = page.has("next") ? "&next=" + page.path("next").textValue() : "";
        } while (!next.isEmpty());
        assertThat(paged).isEqualTo(expected);

        assertThat(backref.http().text("/api/v1/subjects/" + platform.digest() + "?platforms=inherit"))
                .contains(
                        sbom.digest().toString(),
                        "\"inherited\":{\"digest\":\"" + index.digest() + "\",\"way\":\"index\"}")
                .doesNotContain(signature.digest().toString());
    }

    private static String edge(SampleManifest subject, String way, SampleManifest other) {
        return subject.digest() + " " + way + " " + other.digest();
    }

    private static Set<String> edges(String page) {
        Set<String> edges = new LinkedHashSet<>();
        json(page)
                .path("edges")
                .forEach(edge -> edges.add(edge.path("subject").textValue() + " "
                        + edge.path("way").textValue() + " "
                        + edge.path("digest").textValue()));
        return edges;
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
