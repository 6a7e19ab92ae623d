package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that has the referrers API, so that clients write no tags for what they attach; it tells nobody anything. */
class ReferrersApiSweepE2E {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String SBOM = "application/spdx+json";
    private static final String REVIEW = "application/vnd.example.review";

    @TempDir
    private Path folder;

    @Test
    void whatRefersToAnythingThatATagReachesIsFoundToAnyDepth() throws Exception {
        try (GgcrRegistry registry = GgcrRegistry.start(folder)) {
            Artifacts artifacts = new Artifacts(new Clients(folder), registry.host());
            Map<Digest, Set<Digest>> pushed = new TreeMap<>();
            Digest image = artifacts.pushImage("app", "v1");
            Digest sbom = artifacts.attachByApi("app@" + image, SBOM);
            Digest review = artifacts.attachByApi("app@" + image, REVIEW);
            Digest aboutSbom = artifacts.attachByApi("app@" + sbom, REVIEW);
            pushed.put(image, Set.of(sbom, review));
            pushed.put(sbom, Set.of(aboutSbom));
            assertThat(Kit.run(folder, "crane", "ls", registry.host() + "/app").strip())
                    .as("nothing is found by a tag of its own")
                    .isEqualTo("v1");
            String entry = BackrefProcess.registry("local", "http://" + registry.host(), "budget: {perSecond: 500}");
            try (BackrefProcess backref = BackrefProcess.start(folder, Daemon.freePort(), List.of(entry))) {
                assertFinds(backref, "app", pushed);
                JsonNode completeness = Json.MAPPER
                        .readTree(backref.get("/api/v1/subjects/" + image).body())
                        .path("completeness");
                assertThat(completeness.at("/registries/0/basis").textValue()).isEqualTo("referrers-api");
                assertThat(completeness.at("/registries/0/limits/0").textValue())
                        .isEqualTo("untagged-not-listable");

                assertThat(backref.daemon().stop()).isZero();
                Digest late = artifacts.attachByApi("app@" + aboutSbom, SBOM);
                Kit.run(folder, "crane", "delete", registry.host() + "/app@" + review);
                Digest other = artifacts.pushImage("other", "v1");
                Digest ofOther = artifacts.attachByApi("other@" + other, SBOM);
                backref.restart();
                assertThat(backref.run("sweep", "local")).startsWith("swept 2 of 2 repositories of local");
                pushed.put(image, Set.of(sbom));
                pushed.put(aboutSbom, Set.of(late));
                assertFinds(backref, "app", pushed);
                assertFinds(backref, "other", Map.of(other, Set.of(ofOther)));
                await().atMost(PATIENCE.plusMinutes(1)) // A webhook could be on its way for one.
                        .untilAsserted(() -> assertThat(backref.metric("backref_sweep_drift_total{registry=\"local\"}"))
                                .isPositive());
            }
        }
    }

    private static void assertFinds(BackrefProcess backref, String repository, Map<Digest, Set<Digest>> pushed) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (Map.Entry<Digest, Set<Digest>> subject : pushed.entrySet()) {
                assertThat(backref.referrers(repository, subject.getKey())).isEqualTo(subject.getValue());
            }
        });
    }
}
