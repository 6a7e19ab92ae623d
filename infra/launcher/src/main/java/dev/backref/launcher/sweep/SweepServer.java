package dev.backref.launcher.sweep;

import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.indexer.contract.RepositoryKnowledge;
import dev.backref.ingest.contract.SweepRequest;
import dev.backref.launcher.server.NotNow;
import dev.backref.launcher.server.RunningServer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a running Backref is asked of sweeps of a registry. Anything but an answer is thrown. */
final class SweepServer {
    private final RunningServer server;
    private final SweepTarget target;

    SweepServer(URI address, SweepTarget target) {
        this.server = new RunningServer(address);
        this.target = target;
    }

    /** A page of repositories. */
    record Page(List<RepositoryKnowledge> repositories, Optional<String> next) {
        Page {
            repositories = List.copyOf(repositories);
        }
    }

    /** Asks for the sweep, once: to repeat it is the caller's to decide. */
    SweepRequest ask() throws NotNow, InterruptedException {
        Map<String, String> body =
                target.repository().map(name -> Map.of("repository", name)).orElse(Map.of());
        return server.post(path("/sweeps"), body, SweepRequest.class);
    }

    RegistryKnowledge registry() throws NotNow, InterruptedException {
        return server.get(path(""), RegistryKnowledge.class);
    }

    /** Of the target. */
    RepositoryKnowledge repository() throws NotNow, InterruptedException {
        return server.get(path("/repositories/" + target.repository().orElseThrow()), RepositoryKnowledge.class);
    }

    /** Those that fail, a page from behind this cursor on. */
    Page failing(Optional<String> after) throws NotNow, InterruptedException {
        String next = after.map(cursor -> "&next=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8))
                .orElse("");
        return server.get(path("/repositories?failing=true&n=1000" + next), Page.class);
    }

    private String path(String rest) {
        return "/api/v1/registries/" + target.registry() + rest;
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
