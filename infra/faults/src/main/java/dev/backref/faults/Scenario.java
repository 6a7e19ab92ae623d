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
    BROKER_AWAY(Parts.Layout.OUTSIDE_BROKER, false),
    /** Backref cannot reach the registry: refused, and then not answered. */
    REGISTRY_AWAY(Parts.Layout.STANDALONE, true),
    /** The registry answers 429 and 503. */
    THROTTLED(Parts.Layout.STANDALONE, true),
    /** Backref is stopped while the registry repeats. */
    BACKREF_STOPPED(Parts.Layout.STANDALONE, false),
    /** The index's state is deleted. */
    STATE_DELETED(Parts.Layout.STANDALONE, true),
    /** One of two indexers is killed, and started again when the other has taken over. */
    INDEXER_KILLED(Parts.Layout.WITH_STANDBY, false);

    private final Parts.Layout layout;
    private final boolean proxied;

    Scenario(Parts.Layout layout, boolean proxied) {
        this.layout = layout;
        this.proxied = proxied;
    }

    /** Which processes it needs. */
    Parts.Layout layout() {
        return layout;
    }

    /** Whether Backref must reach the registry through the proxy. */
    boolean proxied() {
        return proxied;
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
