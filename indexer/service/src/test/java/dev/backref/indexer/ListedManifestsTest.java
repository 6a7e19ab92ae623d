package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.ListedSource;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry such as Harbor, whose own API lists manifests without a tag, though not all of them. */
class ListedManifestsTest {
    private static final SampleManifest APP = SampleManifest.image("app");
    private static final SampleManifest BARE = SampleManifest.image("without a tag");

    private final SweptRegistry registry = new SweptRegistry(Basis.REFERRERS_API);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void areFetchedOnceAndNotAskedForAgainAsLongAsTheyAreListed() {
        registry.tag("v1", APP);
        registry.hold(BARE);
        sweep(true);
        assertThat(asked(BARE)).isOne();
        sweep(true);
        assertThat(asked(BARE)).as("it was listed").isZero();
        assertThat(asked(APP)).isZero();
        sweep(false);
        assertThat(asked(BARE)).as("nothing shows whether it is there").isOne();
    }

    private long asked(SampleManifest manifest) {
        Source source = new Source.Manifest(SweptRegistry.AT, manifest.digest());
        return registry.asked.stream()
                .map(RegistryEvent::source)
                .filter(source::equals)
                .count();
    }

    private void sweep(boolean withBare) {
        registry.asked.clear();
        Sweep sweep = registry.begin();
        ListedSource tag = new ListedSource(":v1", Optional.of(APP.digest()));
        ListedSource tagged = new ListedSource("@" + APP.digest(), Optional.empty());
        ListedSource bare = new ListedSource("@" + BARE.digest(), Optional.empty());
        List<ListedSource> digests = List.of(tagged, bare).stream()
                .filter(each -> withBare || each.equals(tagged))
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
        registry.signal(new Listing(SweptRegistry.AT, sweep, 0, "", Optional.of(tag.name()), List.of(tag)));
        registry.signal(new Listing(SweptRegistry.AT, sweep, 1, tag.name(), Optional.empty(), digests));
        registry.settle();
    }
}
