package dev.backref.faults;

import dev.backref.faults.parts.Parts;
import dev.backref.faults.report.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Something that is taken away for a while, while the load goes on. */
enum Scenario {
    /** A broker that is not Backref's own hangs, and then is gone. */
    BROKER_AWAY(Parts.Layout.OUTSIDE_BROKER, Parts.Between.NOTHING),
    /** Backref cannot reach the registry: refused, and then not answered. */
    REGISTRY_AWAY(Parts.Layout.STANDALONE, Parts.Between.FAULTY_PROXY),
    /** The registry answers 429 and 503. */
    THROTTLED(Parts.Layout.STANDALONE, Parts.Between.FAULTY_PROXY),
    /** Backref is stopped while the registry repeats. */
    BACKREF_STOPPED(Parts.Layout.STANDALONE, Parts.Between.NOTHING),
    /** The index's state is deleted. */
    STATE_DELETED(Parts.Layout.STANDALONE, Parts.Between.FAULTY_PROXY),
    /** One of two indexers is killed, and started again when the other has taken over. */
    INDEXER_KILLED(Parts.Layout.WITH_STANDBY, Parts.Between.NOTHING),
    /** A tenth of the webhooks is lost, and a sweep asked for. */
    WEBHOOKS_DROPPED(Parts.Layout.STANDALONE, Parts.Between.LOSSY_HOOK);

    private final Parts.Layout layout;
    private final Parts.Between between;

    Scenario(Parts.Layout layout, Parts.Between between) {
        this.layout = layout;
        this.between = between;
    }

    /** Which processes it needs. */
    Parts.Layout layout() {
        return layout;
    }

    /** What must stand between Backref and the registry. */
    Parts.Between between() {
        return between;
    }

    /** Lets it happen, round by round; the first fills the registry, so that there is something to delete. */
    List<Round> run(Bench bench, Duration outage) throws InterruptedException {
        List<Round> rounds = new ArrayList<>();
        rounds.add(new Phase(0, "before", () -> {}, () -> {}).run(bench, Duration.ZERO));
        rounds.addAll(course(bench, outage));
        return rounds;
    }

    private List<Round> course(Bench bench, Duration outage) throws InterruptedException {
        return switch (this) {
            case BROKER_AWAY -> BrokerAway.run(bench, outage);
            case REGISTRY_AWAY -> RegistryAway.run(bench, outage);
            case THROTTLED -> Throttled.run(bench, outage);
            case BACKREF_STOPPED -> BackrefStopped.run(bench, outage);
            case STATE_DELETED -> StateDeleted.run(bench);
            case INDEXER_KILLED -> IndexerKilled.run(bench, outage);
            case WEBHOOKS_DROPPED -> WebhooksDropped.run(bench, outage);
        };
    }

    /**
     * The one of this name.
     *
     * @throws IllegalArgumentException quoting what is none
     */
    static Scenario parse(String name) {
        return Arrays.stream(values())
                .filter(each -> each.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("\"" + name + "\" is none of " + Arrays.toString(values())));
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
