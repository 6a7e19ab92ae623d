package dev.backref.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * The ports of the broker and of its controller. They are kept with the data, so that clients find a broker that was
 * started again where it was.
 */
record Ports(int broker, int controller) {
    private static final String FILE = "ports";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int HIGHEST = 65535;

    /** @param wanted as in {@link EmbeddedKafka.Settings#port()} */
    static Ports choose(Path data, Optional<Integer> wanted) throws IOException {
        Optional<Ports> before = read(data);
        Optional<Integer> kept = before.map(Ports::broker);
        int broker = wanted.filter(port -> port == EmbeddedKafka.KEPT_OR_FREE).isPresent()
                ? kept.filter(Ports::isFree).orElse(0)
                : wanted.or(() -> kept).orElse(0);
        if (broker != 0 && !isFree(broker)) {
            throw new PortTakenException(broker);
        }
        int controller = before.map(Ports::controller)
                .filter(port -> port != broker)
                .filter(Ports::isFree)
                .orElse(0);
        if (broker == 0) { // The known one first: a free one could be just that.
            try (ServerSocket ofController = bind(controller);
                    ServerSocket free = bind(0)) {
                return new Ports(free.getLocalPort(), ofController.getLocalPort());
            }
        }
        try (ServerSocket ofBroker = bind(broker);
                ServerSocket ofController = bind(controller)) {
            return new Ports(ofBroker.getLocalPort(), ofController.getLocalPort());
        }
    }

    static Optional<Ports> read(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve(FILE));
            return Optional.of(new Ports(Integer.parseInt(lines.get(0)), Integer.parseInt(lines.get(1))))
                    .filter(ports -> isPort(ports.broker) && isPort(ports.controller));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException notYet) {
            return Optional.empty(); // Written at the end of the first start; a spoilt file is as good as none.
        }
    }

    /** Keeps them for the next start. A kill leaves the file as it was or as it shall be, never a part of it. */
    void save(Path data) {
        if (read(data).filter(this::equals).isPresent()) {
            return;
        }
        try {
            Path fresh = data.resolve(FILE + ".new");
            Files.write(fresh, List.of(Integer.toString(broker), Integer.toString(controller)));
            Files.move(fresh, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write the ports to " + data, failed);
        }
    }

    String bootstrap() {
        return LOOPBACK + ":" + broker;
    }

    static boolean isPort(int number) {
        return number >= 1 && number <= HIGHEST;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = bind(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true); // Connections of the process before may linger.
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }
}
