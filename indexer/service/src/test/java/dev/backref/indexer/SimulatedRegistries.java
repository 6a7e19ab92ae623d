package dev.backref.indexer;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Observation.Finding;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What registries hold, and looks at it: the part that ingest has in these tests. */
final class SimulatedRegistries {
    private final Map<Source, SampleManifest> manifests = new HashMap<>();
    private final Map<Source, Digest> tags = new HashMap<>();

    synchronized void hold(Source.Manifest source, SampleManifest manifest) {
        manifests.put(source, manifest);
    }

    synchronized void point(Source.Tag source, Digest digest) {
        tags.put(source, digest);
    }

    synchronized void remove(Source source) {
        manifests.remove(source);
        tags.remove(source);
    }

    synchronized void removeAll(Location location) {
        manifests.keySet().removeIf(source -> source.location().equals(location));
        tags.keySet().removeIf(source -> source.location().equals(location));
    }

    /** What a resolver that looks because of this event writes. */
    synchronized Observation look(RegistryEvent why, Instant at) {
        return Observation.of(why.source(), find(why.source()), at, why).answering(Optional.of(why.asked()));
    }

    private Finding find(Source source) {
        SampleManifest manifest = manifests.get(source);
        if (manifest != null) {
            return new Observation.Manifest(manifest.bytes(), manifest.mediaType());
        }
        Digest target = tags.get(source);
        return target == null ? new Observation.Gone() : new Observation.PointsTo(target);
    }
}
