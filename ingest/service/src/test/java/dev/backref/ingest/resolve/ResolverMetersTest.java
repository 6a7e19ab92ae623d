package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.UnreadBlob;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolverMetersTest {
    private static final Source.Manifest SOURCE = Samples.manifest("hub/app", "signed");

    @Test
    void countsWhyManifestsAreToldWithoutABlob() {
        SimpleMeterRegistry counters = new SimpleMeterRegistry();
        Roster roster = new Roster(List.of(new FakeRegistry("hub").configured()), 1);
        ResolverMeters meters = new ResolverMeters(counters, roster, () -> 0);
        Look.Found found = without("not-found", "throttled");

        meters.looked(answer(found));
        meters.looked(answer(new Look.Tagged(SOURCE.digest(), without("throttled"))));
        meters.looked(answer(Samples.found("signed")));

        assertThat(counters.find("backref.resolver.blobs.unread").counters())
                .allMatch(counter -> "hub".equals(counter.getId().getTag("registry")))
                .extracting(counter -> counter.getId().getTag("reason") + " " + counter.count())
                .containsExactlyInAnyOrder("not-found 1.0", "throttled 2.0");
    }

    private static Look.Found without(String... reasons) {
        return new Look.Found(
                Samples.content("signed"),
                Samples.MEDIA_TYPE,
                List.of(),
                List.of(reasons).stream()
                        .map(reason -> new UnreadBlob(Digest.sha256(Samples.content(reason)), reason))
                        .toList());
    }

    private static Looks.Answer answer(Look look) {
        OneRegistry hub = new OneRegistry();
        hub.receive(Cause.Kind.PUSH, "1", SOURCE);
        return new Looks.Answer(hub.look(), look, Duration.ZERO);
    }
}
