package dev.backref.faults.parts;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/** All processes of a run. They end with this one, however it ends. */
public final class Parts implements AutoCloseable {
    private final Deque<AutoCloseable> started = new ConcurrentLinkedDeque<>();
    private final Ports ports = new Ports();
    private final Setup setup;
    private final List<Backref> backrefs = new ArrayList<>();
    private final DockerRegistry registry;
    private final OutsideBroker broker;
    private final FaultyProxy proxy;
    private final LossyHook hook;

    /** Of which processes Backref is made. */
    public enum Layout {
        /** One, with a broker in it. */
        STANDALONE,
        /** One, that is told of a broker. */
        OUTSIDE_BROKER,
        /** One for each role, that are told of a broker. */
        APART,
        /** The same with a second indexer, each the standby of the other. */
        WITH_STANDBY;

        /** Of each partition of the index. */
        private int standbys() {
            return this == WITH_STANDBY ? 1 : 0;
        }
    }

    /** What stands between Backref and the registry. */
    public enum Between {
        /** They reach each other. */
        NOTHING,
        /** A proxy, through which Backref reaches the registry. */
        FAULTY_PROXY,
        /** One through which the registry notifies Backref; which lists the registry's storage, and only when asked to. */
        LOSSY_HOOK
    }

    /**
     * How they are put together.
     *
     * @param launcher {@code ./backref}
     * @param folder for the data of all of them
     * @param seed of what the proxy does
     */
    public record Setup(Path launcher, Path folder, long seed, Layout layout, Between between) {
        private boolean outside() {
            return layout != Layout.STANDALONE;
        }

        private boolean lossy() {
            return between == Between.LOSSY_HOOK;
        }
    }

    private Parts(Setup setup) throws InterruptedException {
        this.setup = setup;
        for (String name : names(setup.layout())) {
            backrefs.add(add(new Backref(setup.launcher(), name, setup.folder(), ports.next())));
        }
        URI directly = hooks().uri("/hooks/" + Backref.REGISTRY);
        hook = add(LossyHook.start(directly, ports.next(), setup.seed()));
        registry =
                add(DockerRegistry.start(setup.folder(), ports, setup.lossy() ? hook.url() : directly, Backref.SECRET));
        proxy = add(FaultyProxy.start(registry.url(), ports.next(), setup.seed()));
        broker = add(new OutsideBroker(setup.folder(), ports.next()));
    }

    /** Starts all of them, and returns when Backref is ready. */
    public static Parts start(Setup setup) throws InterruptedException {
        Parts parts = new Parts(setup);
        Runtime.getRuntime().addShutdownHook(new Thread(parts::close, "stop-all"));
        if (setup.outside()) {
            parts.broker.start();
            parts.broker.awaitServing();
        }
        for (Backref backref : parts.backrefs) {
            backref.configure(
                    (setup.outside() ? "{bootstrap: \"%s\"}" : "{port: %2$d}")
                            .formatted(parts.bootstrap(), parts.broker.port()),
                    setup.layout().standbys(),
                    parts.registryEntry());
            backref.start();
        }
        parts.awaitReady();
        return parts;
    }

    /** What stands in Backref's configuration of the registry alone. */
    private String registryEntry() {
        URI url = setup.between() == Between.FAULTY_PROXY ? proxy.url() : registry.url();
        String keys = setup.lossy() ? ", storage: \"" + registry.storage() + "\", sweep: {every: never}" : "";
        return "url: \"" + url + "\"" + keys;
    }

    /**
     * Waits until a broker outside takes connections and every process of Backref is ready.
     *
     * @return how long that took
     */
    public Duration awaitReady() throws InterruptedException {
        long begun = System.nanoTime();
        if (setup.outside()) {
            broker.awaitServing(); // Before they notice that it is gone they still say that they are ready.
        }
        for (Backref backref : backrefs) {
            backref.awaitReady();
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** The process that the registry notifies. */
    public Backref hooks() {
        return backrefs.get(0);
    }

    /** The process that answers lookups and serves the feed; in one process, that one. */
    public Backref backref() {
        return backrefs.get(backrefs.size() - 1);
    }

    /** One of the processes that keep the index, in a setup with roles apart. */
    public Victim anIndexer() {
        return backrefs.get(1);
    }

    /** The processes that can be killed without taking from the registry what it holds in memory. */
    public List<Victim> victims() {
        List<Victim> victims = new ArrayList<>(backrefs);
        if (setup.outside()) {
            victims.add(broker);
        }
        return victims;
    }

    public DockerRegistry registry() {
        return registry;
    }

    /** Of use only in a setup with an outside broker. */
    public OutsideBroker broker() {
        return broker;
    }

    /** Of use only in a setup with the proxy. */
    public FaultyProxy proxy() {
        return proxy;
    }

    /** Of use only in a setup with the lossy hook. */
    public LossyHook hook() {
        return hook;
    }

    /** The address of the broker, whoever's it is. */
    public String bootstrap() {
        return "127.0.0.1:" + broker.port();
    }

    /** Where the parts have their data and logs. */
    public Path folder() {
        return setup.folder();
    }

    /** Kills all, Backref first. */
    @Override
    public void close() {
        while (true) {
            Optional<AutoCloseable> part = Optional.ofNullable(started.pollFirst());
            if (part.isEmpty()) {
                return;
            }
            try {
                part.get().close();
            } catch (Exception failed) { // What close() declares.
                System.err.println("a part did not end: " + failed);
            }
        }
    }

    /** In the order of the data; one of several with the same role has a number behind it. */
    private static List<String> names(Layout layout) {
        return switch (layout) {
            case STANDALONE, OUTSIDE_BROKER -> List.of("standalone");
            case APART -> List.of("ingest", "indexer", "query-api");
            case WITH_STANDBY -> List.of("ingest", "indexer 1", "indexer 2", "query-api");
        };
    }

    private <T extends AutoCloseable> T add(T part) {
        started.add(part);
        return part;
    }
}
