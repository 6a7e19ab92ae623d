package dev.backref.faults.parts;

import java.nio.file.Path;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/** All processes of a run. They end with this one, however it ends. */
public final class Parts implements AutoCloseable {
    private final Deque<AutoCloseable> started = new ConcurrentLinkedDeque<>();
    private final Ports ports = new Ports();
    private final Setup setup;
    private final Backref backref;
    private final DockerRegistry registry;
    private final OutsideBroker broker;
    private final FaultyProxy proxy;

    /**
     * How they are put together.
     *
     * @param launcher {@code ./backref}
     * @param folder for the data of all of them
     * @param seed of what the proxy does
     * @param outside whether Backref is told of a broker instead of having its own
     * @param proxied whether Backref reaches the registry through the proxy
     */
    public record Setup(Path launcher, Path folder, long seed, boolean outside, boolean proxied) {}

    private Parts(Setup setup) throws InterruptedException {
        this.setup = setup;
        backref = add(new Backref(setup.launcher(), setup.folder(), ports.next()));
        registry = add(
                DockerRegistry.start(setup.folder(), ports, backref.uri("/hooks/" + Backref.REGISTRY), Backref.SECRET));
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
        parts.backref.configure(
                (setup.outside() ? "{bootstrap: \"%s\"}" : "{port: %2$d}")
                        .formatted(parts.bootstrap(), parts.broker.port()),
                setup.proxied() ? parts.proxy.url() : parts.registry.url());
        parts.backref.start();
        parts.backref.awaitReady();
        return parts;
    }

    public Backref backref() {
        return backref;
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

    private <T extends AutoCloseable> T add(T part) {
        started.add(part);
        return part;
    }
}
