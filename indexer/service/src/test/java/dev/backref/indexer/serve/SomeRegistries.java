package dev.backref.indexer.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationKnowledge.Rejected;
import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.indexer.contract.RegistriesAnswer;
import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.indexer.contract.RepositoriesAnswer;
import dev.backref.indexer.contract.RepositoriesQuery;
import dev.backref.indexer.contract.RepositoryKnowledge;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Examination;
import dev.backref.ingest.contract.Finding;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers with everything that there is to say, by the registry's name. */
final class SomeRegistries implements RegistryIndex {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.000001Z");

    static final RegistriesAnswer REGISTRIES = new RegistriesAnswer(
            ServedBy.ACTIVE,
            List.of(new RegistryKnowledge(
                    "local",
                    State.PARTIAL,
                    Optional.of(NOW),
                    Optional.of("why"),
                    Basis.TAGS,
                    Basis.TAGS.limits(),
                    RegistryHistory.UNKNOWN,
                    Optional.of(NOW),
                    new RegistryKnowledge.Locations(5, 4, 3, 2, 1),
                    Optional.of(new RegistryKnowledge.Enumeration(
                            NOW, 5, true, Basis.TAGS, Basis.TAGS.limits(), Optional.of("trouble"), 4)),
                    Optional.of(new RegistryKnowledge.Unlisted(NOW, NOW, "timed-out", "no answer in 30 s")),
                    Optional.of(new RegistryKnowledge.Sweeping(1, 20, 10, 12, 7)),
                    Optional.of(NOW),
                    Optional.of(new RegistryKnowledge.Webhook(NOW, Optional.of(NOW), Optional.of(60L), false)),
                    Optional.of(new RegistryKnowledge.Broken(NOW, "unannounced", "local/team/app:v1")),
                    Optional.of(new Examination(
                            "id", NOW, List.of(new Finding("digest", Finding.Status.WRONG, "other bytes")))))));

    static final RepositoriesAnswer REPOSITORIES = new RepositoriesAnswer(
            ServedBy.STANDBY,
            List.of(new RepositoryKnowledge(
                    "team/app",
                    State.UNKNOWN,
                    Optional.of(NOW),
                    Optional.of("why"),
                    Basis.TAGS,
                    Basis.TAGS.limits(),
                    Optional.of(new Unresolved(NOW, "unreachable")),
                    Optional.of(
                            new Rejected(1, new Source.Tag(new Location("local", "team/app"), "latest"), "too-large")),
                    Optional.of(
                            new Rejected(2, new Source.Tag(new Location("local", "team/app"), "v1"), "refused-412")),
                    Optional.of(new RepositoryKnowledge.Sweep(NOW, 20, 10, 12, 7)),
                    Optional.of(new RepositoryKnowledge.Swept(NOW, Basis.TAGS)),
                    Optional.of(new RepositoryKnowledge.Failing(NOW, NOW, Optional.of(NOW), "server-error", "500")),
                    Optional.of(NOW),
                    Optional.of(NOW))),
            Optional.of("cursor"));

    @Override
    public CompletionStage<RegistriesAnswer> registries(Ask ask) {
        return CompletableFuture.completedStage(REGISTRIES);
    }

    @Override
    public CompletionStage<RepositoriesAnswer> repositories(RepositoriesQuery query) {
        assertThat(query.after()).contains("cursor");
        return query.registry().equals("local")
                ? CompletableFuture.completedStage(REPOSITORIES)
                : CompletableFuture.failedStage(new IndexUnavailable("moving", Duration.ofSeconds(2)));
    }
}
