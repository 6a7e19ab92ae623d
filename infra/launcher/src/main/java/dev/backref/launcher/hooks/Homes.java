package dev.backref.launcher.hooks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.launcher.server.NotNow;
import dev.backref.launcher.server.RunningServer;

/** At how many locations of a registry a running Backref knows a manifest to be. */
record Homes(RunningServer server) {
    long of(Digest digest, String registry) throws NotNow, InterruptedException {
        ObjectNode answer = server.get("/api/v1/subjects/" + digest + "?scope=homes&n=1", ObjectNode.class);
        for (var each : answer.at("/completeness/registries")) {
            if (each.path("name").asText().equals(registry)) {
                return each.path("locations").asLong();
            }
        }
        return 0;
    }
}
