package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;

import dev.backref.indexer.contract.Check;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.PlacesQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal.Asked;
import dev.backref.ingest.contract.LocationSignal.Confirmed;
import dev.backref.ingest.contract.LocationSignal.ListedReferrers;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** A location whose subject callers ask after, and what tests do there. */
abstract class RefreshRig {
    static final Location AT = SweptRegistry.AT;
    static final String SBOM = "application/spdx+json";
    static final SampleManifest APP = image("app");
    static final SampleManifest ONE = referrer(APP, SBOM, "one");
    static final SampleManifest TWO = referrer(APP, SBOM, "two");

    final SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @AfterEach
    void close() {
        registry.close();
    }

    void pushed(SampleManifest... some) {
        registry.hold(some);
        for (SampleManifest each : some) {
            registry.reportPush(each);
        }
        registry.settle();
        registry.asked.clear();
    }

    void ask(String request) {
        ask(APP.digest(), request);
    }

    void ask(Digest subject, String request) {
        registry.signal(new Asked(AT, subject, request, registry.now()));
    }

    /** The registry has only what was pushed, and answers so. */
    void answer(RegistryEvent event, Instant looked) {
        Source source = event.source();
        if (source instanceof Source.Referrers list) {
            registry.signal(
                    new ListedReferrers(list, List.of(), event.cause(), true, looked, Optional.of(event.asked())));
        } else if (event.known()) {
            registry.signal(new Confirmed(source, looked, Optional.of(event.asked())));
        } else {
            registry.topology.observe(
                    Observation.of(source, new Observation.Gone(), looked, event)
                            .answering(Optional.of(event.asked())),
                    registry.now());
        }
    }

    Optional<Check> check(String request) {
        ChecksQuery query =
                new ChecksQuery(APP.digest(), List.of(new ChecksQuery.Requested(AT, request)), SimulatedIngest.ask());
        return SimulatedIngest.get(registry.topology.lookups().checks(query)).checks().stream()
                .findFirst();
    }

    List<Location> places(int limit) {
        Filter all = new Filter(Set.of(), Optional.empty(), Optional.empty());
        return SimulatedIngest.get(registry.topology
                        .lookups()
                        .places(new PlacesQuery(APP.digest(), all, limit, SimulatedIngest.ask())))
                .locations();
    }

    static Source.Tag tag() {
        return new Source.Tag(AT, APP.referrersTag());
    }

    /** How many rows tell of refreshes at locations. */
    long rowsOfRefreshes() {
        List<String> tables = new ArrayList<>();
        registry.topology
                .content(TestedTopology.LOCATIONS)
                .keySet()
                .forEach(key -> tables.add(new String(key.get(), StandardCharsets.UTF_8)));
        return tables.stream().filter(key -> key.startsWith("F")).count();
    }

    void steps() {
        for (int step = 0; step < 10; step++) {
            registry.topology.step();
        }
    }
}
