package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.RegistryKnowledge.Broken;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Examination;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal.Examined;
import dev.backref.ingest.contract.LocationSignal.Registry;
import dev.backref.ingest.contract.LocationSignal.SignalsLost;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of registries once something was told that nobody has read. */
class SignalsLostTest {
    private static final SampleManifest APP = image("app");
    private static final Location OTHER = new Location("other", "app");

    private SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @BeforeEach
    void listen() {
        registry.listen();
        registry.tag("v1", APP);
        registry.reportPush(APP);
        registry.report(new Source.Tag(SweptRegistry.AT, "v1"), Cause.Kind.PUSH);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void endsThatAllWasAnnouncedAndSaysSince() {
        assertThat(registry.ofLocation(SweptRegistry.AT).state()).isEqualTo(State.COMPLETE);
        Instant at = lose();
        lose();
        assertThat(registry.told().broken()).contains(new Broken(at, Broken.SIGNALS_LOST, "offsets 1 to 5"));
        assertThat(registry.ofRegistry().state()).isEqualTo(State.PARTIAL);
        assertThat(registry.ofLocation(SweptRegistry.AT).state()).isEqualTo(State.PARTIAL);
        assertThat(registry.ofLocation(SweptRegistry.AT).reason().orElse(""))
                .isEqualTo(
                        "not all that was announced is known: what ingest told was lost, " + at + ": offsets 1 to 5");
    }

    @Test
    void isMadeGoodByASweepThatListsAll() {
        registry.close();
        registry = new SweptRegistry(Basis.DIGESTS);
        listen();
        lose();
        assertThat(registry.ofLocation(SweptRegistry.AT).state()).isEqualTo(State.PARTIAL);
        registry.sweep();
        assertThat(registry.ofLocation(SweptRegistry.AT).state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void isOverForWhomItIsSaidAnew() {
        lose();
        registry.configure(RegistryHistory.UNKNOWN);
        registry.listen();
        assertThat(registry.told().broken()).isEmpty();
        assertThat(registry.ofLocation(SweptRegistry.AT).state()).isEqualTo(State.COMPLETE);
    }

    /** Its own signals can be among the lost ones: what tells of it first need not say that it was heard from. */
    @Test
    void concernsARegistryThatIsToldOfOnlyLater() {
        Instant heard = registry.now();
        lose();
        registry.signal(new Examined(OTHER.registry(), new Examination("1", registry.now(), List.of())));
        registry.pass(Duration.ofDays(30));
        registry.signal(new Registry(OTHER.registry(), RegistryHistory.NONE, Optional.of(heard)));
        assertThat(registry.ofLocation(OTHER).state()).isEqualTo(State.PARTIAL);
    }

    @Test
    void doesNotConcernARegistryThatIsHeardFromOnlyLater() {
        registry.signal(new Registry(OTHER.registry(), RegistryHistory.NONE, Optional.empty()));
        lose();
        registry.pass(Duration.ofDays(30));
        registry.signal(new Registry(OTHER.registry(), RegistryHistory.NONE, Optional.of(registry.now())));
        assertThat(registry.ofLocation(OTHER).state()).isEqualTo(State.COMPLETE);
    }

    private Instant lose() {
        Instant at = registry.now();
        registry.signal(new SignalsLost("offsets 1 to 5", at));
        return at;
    }
}
