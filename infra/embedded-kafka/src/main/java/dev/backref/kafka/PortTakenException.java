package dev.backref.kafka;

/** Something else listens on the broker's port. */
public final class PortTakenException extends IllegalStateException {
    private static final long serialVersionUID = 1L;
    private final int port;

    PortTakenException(int port) {
        super("port " + port + " on 127.0.0.1 is taken");
        this.port = port;
    }

    /** The port. */
    public int port() {
        return port;
    }
}
