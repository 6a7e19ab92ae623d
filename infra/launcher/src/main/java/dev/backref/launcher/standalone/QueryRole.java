package dev.backref.launcher.standalone;

import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.Route;
import dev.backref.query.Callers;
import dev.backref.query.changes.ChangeFeed;
import dev.backref.query.changes.ChangesResource;
import dev.backref.query.changes.FeedArrivals;
import dev.backref.query.changes.FeedStatus;
import dev.backref.query.changes.Known;
import dev.backref.query.changes.SchemasResource;
import dev.backref.query.changes.SnapshotResource;
import dev.backref.query.decisions.Decisions;
import dev.backref.query.decisions.DecisionsResource;
import dev.backref.query.decisions.DecisionsTopic;
import dev.backref.query.gate.DecisionBasis;
import dev.backref.query.gate.GateResource;
import dev.backref.query.gate.ImageNames;
import dev.backref.query.gate.Images;
import dev.backref.query.gate.Records;
import dev.backref.query.gate.RequireResource;
import dev.backref.query.graph.GraphResource;
import dev.backref.query.oci.MergedReferrersResource;
import dev.backref.query.oci.OciApi;
import dev.backref.query.oci.ReferrersResource;
import dev.backref.query.operations.ReadinessCheck;
import dev.backref.query.passthrough.PassThrough;
import dev.backref.query.passthrough.Upstream;
import dev.backref.query.registries.ExaminationsResource;
import dev.backref.query.registries.RegistriesResource;
import dev.backref.query.registries.SweepsResource;
import dev.backref.query.remote.RemoteIndex;
import dev.backref.query.requests.CallersLog;
import dev.backref.query.requests.RequestLog;
import dev.backref.query.subjects.RefreshResource;
import dev.backref.query.subjects.Refreshes;
import dev.backref.query.subjects.RelationsResource;
import dev.backref.query.subjects.SubjectsResource;
import dev.backref.query.verifications.VerificationsResource;
import dev.backref.query.verifications.Verifier;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@link Role#QUERY_API}. */
record QueryRole(
        Ground ground, SubjectIndex index, RegistryIndex knowledge, ChangeFeed feed, List<ReadinessCheck> checks)
        implements RunningRole {
    private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(5);

    /** Begins to follow the changes; lookups are answered in this process. */
    static QueryRole beside(Ground ground, IndexerRole indexer) {
        ChangeFeed feed = follow(ground);
        return new QueryRole(ground, indexer.lookups(), indexer.registries(), feed, List.of(feedCheck(feed)));
    }

    /** Begins to follow the changes, and to find out which processes answer lookups. */
    static QueryRole alone(Ground ground) {
        RemoteIndex index = ground.parts()
                .add(
                        "indexers",
                        RemoteIndex.on(
                                ground.cluster(),
                                ground.vertx(),
                                () -> ground.settings()
                                        .peers()
                                        .secret()
                                        .orElseThrow()
                                        .reveal(),
                                ground.metrics().registry(),
                                ground.clock()));
        ChangeFeed feed = follow(ground);
        int partitions = ground.cluster().partitions();
        Check indexers = new Check("indexers", () -> indexers(index.missing(), partitions));
        return new QueryRole(ground, index, index, feed, List.of(feedCheck(feed), indexers));
    }

    @Override
    public void mount(Router router) {
        Set<String> registries = ground.settings().registryNames();
        MeterRegistry meters = ground.metrics().registry();
        new OciApi(
                        new ReferrersResource(registries, index, Callers.ANYONE, meters, ground.clock()),
                        new MergedReferrersResource(this::mirrors, index, Callers.ANYONE, meters, ground.clock()),
                        ground.parts().add("pass-through", passThrough()))
                .mount(router);
        CallersLog log = ground.parts().add("requests", CallersLog.on(ground.cluster(), REQUEST_PATIENCE, meters));
        RequestLog requests = log.requests();
        Refreshes refreshes = new Refreshes(registries, index, requests, ground.vertx(), ground.clock());
        new RefreshResource(registries, refreshes, Callers.ANYONE, meters).mount(router);
        DecisionBasis decisions = new DecisionBasis(
                registries,
                ground.settings().verifierNames(),
                ground.settings().requirements(),
                index,
                Callers.ANYONE,
                ground.clock());
        Decisions kept = new Decisions(
                ground.parts().add("decisions", DecisionsTopic.on(ground.cluster(), REQUEST_PATIENCE, meters)),
                REQUEST_PATIENCE);
        Records records = new Records(kept, knowledge, urls());
        new GateResource(decisions, images(), records, meters).mount(router);
        new DecisionsResource(kept, meters).mount(router);
        new RequireResource(decisions, records, new FeedArrivals(feed), ground.vertx(), meters).mount(router);
        new SubjectsResource(registries, index, Callers.ANYONE, meters, ground.clock()).mount(router, refreshes);
        new RelationsResource(index, Callers.ANYONE, meters, ground.clock()).mount(router);
        new GraphResource(registries, index, Callers.ANYONE, meters, ground.clock()).mount(router);
        new RegistriesResource(registries, knowledge, Callers.ANYONE, meters, ground.clock()).mount(router);
        new SweepsResource(registries, requests, REQUEST_PATIENCE, ground.clock()).mount(router);
        new ExaminationsResource(registries, requests, REQUEST_PATIENCE, ground.clock()).mount(router);
        verifications(log).mount(router);
        Known known = new Known(registries, index, Callers.ANYONE);
        ground.parts()
                .add("streams", new ChangesResource(ground.vertx(), feed, known, meters))
                .mount(router);
        new SchemasResource().mount(router);
        new SnapshotResource(ground.vertx(), feed, known, meters).mount(router);
    }

    private VerificationsResource verifications(CallersLog log) {
        String prefix = ground.cluster().topicPrefix();
        int partitions = ground.cluster().partitions();
        List<Verifier> verifiers = ground.settings().verifiers().stream()
                .map(each -> new Verifier(each.name(), each::secrets))
                .toList();
        return new VerificationsResource(
                verifiers,
                posted -> log.append(posted.toRecord(prefix, partitions)),
                REQUEST_PATIENCE,
                ground.clock(),
                ground.metrics().registry());
    }

    private Images images() {
        List<RegistrySettings> registries = ground.settings().registries();
        List<ImageNames.Place> places = registries.stream()
                .map(each -> new ImageNames.Place(
                        each.name(), each.url(), each.scope().repositories()::accepts))
                .toList();
        return new Images(new ImageNames(places), ground.parts().add("tags", new OpenTags(ground.vertx(), registries)));
    }

    private Map<String, URI> urls() {
        return ground.settings().registries().stream()
                .collect(Collectors.toMap(RegistrySettings::name, RegistrySettings::url));
    }

    /** A registry in which Backref does not look for a repository of this name is none that could have more of it. */
    private Set<String> mirrors(String repository) {
        return ground.settings().registries().stream()
                .filter(registry -> registry.scope().repositories().accepts(repository))
                .map(RegistrySettings::name)
                .collect(Collectors.toSet());
    }

    private PassThrough passThrough() {
        List<Upstream> upstreams =
                ground.settings().registries().stream().map(QueryRole::upstream).toList();
        return new PassThrough(ground.vertx(), upstreams, ground.metrics().registry());
    }

    /** The name, the address and the route there alone: what it does not have it cannot give away. */
    static Upstream upstream(RegistrySettings registry) {
        Route route = registry.access().route();
        return new Upstream(registry.name(), registry.url(), route::over);
    }

    private static ChangeFeed follow(Ground ground) {
        ChangeFeed feed = ground.parts()
                .add("feed", new ChangeFeed(ground.cluster(), ground.metrics().registry()));
        feed.start();
        return feed;
    }

    private static Check feedCheck(ChangeFeed feed) {
        return new Check("feed", () -> {
            FeedStatus status = feed.status();
            return new ReadinessCheck.Status(status.ready(), status.detail());
        });
    }

    private static ReadinessCheck.Status indexers(int missing, int partitions) {
        return new ReadinessCheck.Status(
                missing == 0, (partitions - missing) + " of " + partitions + " partitions have an indexer");
    }
}
