package dev.backref.query.changes;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that asks for the feed and then takes nothing of it. */
record StuckReader(Socket socket) implements AutoCloseable {
    static StuckReader of(URI feed) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1_024);
        socket.connect(new InetSocketAddress(feed.getHost(), feed.getPort()));
        String request = "GET " + feed.getPath() + "?" + feed.getQuery() + " HTTP/1.1\r\nHost: x\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new StuckReader(socket);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
