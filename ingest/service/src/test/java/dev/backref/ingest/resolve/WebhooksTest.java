package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebhooksTest {
    private static final Instant T0 = Samples.T0;
    private static final Optional<Long> AN_HOUR = Optional.of(3_600L);

    private final Batch batch = new Batch();
    private final SweepWork sweeps = Samples.sweeps("hub");

    @Test
    void tellsThatItListensThenOfTheFirstAndThenOnceAMinuteUpToTheLast() {
        Webhooks webhooks = new Webhooks(hub(Optional.of(hourly())));
        webhooks.tell(T0, batch);
        for (int second = 1; second <= 90; second++) {
            webhooks.came(T0.plusSeconds(second));
            webhooks.tell(T0.plusSeconds(second), batch);
        }
        webhooks.tell(T0.plusSeconds(120), batch);
        webhooks.tell(T0.plusSeconds(121), batch);
        webhooks.tell(T0.plusSeconds(500), batch);
        assertThat(batch.signals())
                .containsExactly(
                        told(Optional.empty()),
                        told(Optional.of(T0.plusSeconds(1))),
                        told(Optional.of(T0.plusSeconds(61))),
                        told(Optional.of(T0.plusSeconds(90))));
        assertThat(batch.changedKeys()).containsExactly("hub");
    }

    @Test
    void goesBehindNoOlderOne() {
        Webhooks webhooks = new Webhooks(hub(Optional.of(hourly())));
        webhooks.tell(T0, batch);
        webhooks.came(T0.plusSeconds(20));
        webhooks.came(T0.plusSeconds(10));
        assertThat(webhooks.hearing().flatMap(Hearing::last)).contains(T0.plusSeconds(20));
    }

    @Test
    void isSilentWhenNoneHasComeForLongerThanItMayBe() {
        Webhooks webhooks = new Webhooks(hub(Optional.of(hourly())));
        webhooks.tell(T0, batch);
        assertThat(webhooks.silence(T0.plusSeconds(3_600))).isEmpty();
        assertThat(webhooks.silence(T0.plusSeconds(3_601))).contains(Duration.ofSeconds(3_601));
        webhooks.came(T0.plusSeconds(3_601));
        assertThat(webhooks.silence(T0.plusSeconds(3_602))).isEmpty();
        assertThat(webhooks.silence(T0.plusSeconds(9_000))).contains(Duration.ofSeconds(5_399));
    }

    @Test
    void isNeverSilentWithoutATimeOrWithoutAWebhook() {
        Instant years = T0.plus(Duration.ofDays(9_999));
        Webhooks never = new Webhooks(hub(Optional.of(new RegistrySettings.Webhook(() -> "s", Optional.empty()))));
        never.tell(T0, batch);
        assertThat(never.silence(years)).isEmpty();
        Webhooks none = new Webhooks(hub(Optional.empty()));
        none.tell(T0, new Batch());
        none.came(T0);
        assertThat(none.silence(years)).isEmpty();
        assertThat(none.hearing()).isEmpty();
    }

    @Test
    void knowsAfterARestartWhatItKnewBefore() {
        Webhooks before = new Webhooks(hub(Optional.of(hourly())));
        before.tell(T0, batch);
        before.came(T0.plusSeconds(61));
        before.tell(T0.plusSeconds(61), batch);
        Webhooks after = new Webhooks(hub(Optional.of(hourly())));
        after.restore(row(before));
        Batch out = new Batch();
        after.tell(T0.plusSeconds(900), out);
        assertThat(out.signals()).containsExactly(told(Optional.of(T0.plusSeconds(61))));
    }

    @Test
    void tellsOnceThatAWebhookIsNoLongerListenedFor() {
        Webhooks before = new Webhooks(hub(Optional.of(hourly())));
        before.tell(T0, batch);
        Webhooks after = new Webhooks(hub(Optional.empty()));
        after.restore(row(before));
        Batch out = new Batch();
        after.tell(T0, out);
        after.tell(T0.plusSeconds(900), out);
        assertThat(out.signals())
                .containsExactly(new LocationSignal.Webhooks("hub", T0, Optional.empty(), Optional.empty()));
        assertThat(out.changedKeys()).containsExactly("hub");
        assertThat(after.hearing()).isEmpty();
    }

    @Test
    void saysThatWebhooksAreLostWhereNobodyListenedForAWhile() {
        Webhooks first = new Webhooks(hub(Optional.of(hourly())));
        first.introduce(sweeps, T0, batch);
        first.tell(T0, batch);
        first.workedOff(T0.plusSeconds(1), batch);
        Row open = row(first);

        Webhooks closed = restored(Optional.empty(), open);
        assertThat(introduced(closed, 10)).containsExactly(settings(RegistryHistory.UNKNOWN));
        assertThat(introduced(restored(Optional.empty(), row(closed)), 20))
                .as("still closed")
                .containsExactly(settings(RegistryHistory.UNKNOWN));

        Webhooks again = restored(Optional.of(hourly()), row(closed));
        assertThat(introduced(again, 30))
                .containsExactly(
                        settings(RegistryHistory.NONE),
                        new LocationSignal.EventsLost(
                                "hub",
                                "hook-closed",
                                "its hook was closed from 2026-11-25T08:00:10Z, or soon before, to 2026-11-25T08:00:30Z",
                                T0.plusSeconds(30)));
        assertThat(sweeps.nextTurn(T0.plusSeconds(30)))
                .as("it is swept at once")
                .contains(T0.plusSeconds(30));
        assertThat(introduced(restored(Optional.of(hourly()), row(again)), 40))
                .as("told once")
                .containsExactly(settings(RegistryHistory.NONE));
    }

    @Test
    void losesNothingWhereNobodyHasListenedYet() {
        Webhooks never = new Webhooks(hub(Optional.empty()));
        introduced(never, 0);
        assertThat(never.closed()).isEmpty();
        assertThat(introduced(restored(Optional.of(hourly()), row(never)), 10))
                .containsExactly(new LocationSignal.Registry("hub", RegistryHistory.NONE, Optional.empty()));
    }

    private List<LocationSignal> introduced(Webhooks webhooks, int seconds) {
        Batch out = new Batch();
        webhooks.introduce(sweeps, T0.plusSeconds(seconds), out);
        return List.copyOf(out.signals());
    }

    private static Webhooks restored(Optional<RegistrySettings.Webhook> webhook, Row row) {
        Webhooks webhooks = new Webhooks(hub(webhook));
        webhooks.restore(row);
        return webhooks;
    }

    private static LocationSignal settings(RegistryHistory history) {
        return new LocationSignal.Registry("hub", history, Optional.of(T0.plusSeconds(1)));
    }

    private static LocationSignal told(Optional<Instant> last) {
        return new LocationSignal.Webhooks("hub", T0, last, AN_HOUR);
    }

    private static RegistrySettings.Webhook hourly() {
        return new RegistrySettings.Webhook(() -> "s", Optional.of(Duration.ofHours(1)));
    }

    static Row row(Webhooks webhooks) {
        return new Row(
                Optional.empty(),
                Optional.empty(),
                webhooks.first(),
                Map.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                webhooks.hearing(),
                webhooks.closed(),
                Optional.empty());
    }

    private static RegistrySettings hub(Optional<RegistrySettings.Webhook> webhook) {
        return new RegistrySettings(
                "hub",
                URI.create("http://127.0.0.1:5000"),
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.NONE,
                webhook,
                new RegistrySettings.Access(Optional.empty(), Samples.WIDE, Set.of()),
                SweepSettings.ON_REQUEST);
    }
}
