package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static dev.backref.ingest.contract.Cause.Kind.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RefreshRequest;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.RepositoryFilter;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.ingest.sweep.RegistrySweep;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SweepWorkTest {
    private final OneRegistry hub = new OneRegistry();

    @Test
    void forgetsARepositoryOnceItIsGoneAndRemembersItWhenSomethingIsPushedThere() {
        Source image = Samples.manifest("hub/app", "image");
        hub.receive(PUSH, "push", image);
        assertThat(hub.work().sweeps().some(5)).containsExactly("app");
        hub.lookAndAnswer(Samples.found("image"));

        hub.receive(SWEEP, "sweep", new Source.Repository(new Location("hub", "app")));
        hub.lookAndAnswer(new Look.Gone());
        assertThat(hub.work().sweeps().some(5)).isEmpty();

        hub.receive(PUSH, "again", image);
        assertThat(hub.work().sweeps().some(5)).containsExactly("app");
    }

    /** What refers to a subject and has no tag, only the list of all manifests shows; whoever likes can ask after any repository. */
    @Test
    void hasAKnownRepositorySweptForARefreshWhereThatListsAllManifests() {
        assertThat(refreshed(SweepSettings.ON_REQUEST, "app")).isFalse();
        SweepSettings walked =
                new SweepSettings(Optional.empty(), RepositoryFilter.ALL, Optional.of(Path.of("storage")));
        assertThat(refreshed(walked, "app")).isTrue();
        assertThat(refreshed(walked, "unheard-of")).isFalse();
    }

    private static boolean refreshed(SweepSettings settings, String repository) {
        SweepWork sweeps =
                new SweepWork("hub", new RegistrySweep("hub", RegistryHistory.NONE, settings, new Random(7)));
        Batch out = new Batch();
        sweeps.remember(new Location("hub", "app"), out);
        Location asked = new Location("hub", repository);
        RefreshRequest request = RefreshRequest.of(asked, Digest.sha256(new byte[0]), "request", Samples.T0);
        boolean listed = sweeps.askedToo(request, Samples.T0, out);
        assertThat(sweeps.row().alone().containsKey(repository)).isEqualTo(listed);
        return listed;
    }
}
