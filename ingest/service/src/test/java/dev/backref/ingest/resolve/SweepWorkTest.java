package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static dev.backref.ingest.contract.Cause.Kind.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
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
}
