package dev.backref.ingest.receive;

import java.util.Map;

/**
 * A hook's proof as a sender adds it to a request. It holds the secret, or what is made of it, and shows neither in a log.
 *
 * @param way the word for how it is shown
 * @param headers to be sent
 * @param query to be sent behind the path's question mark, percent-encoded; empty where none is needed
 */
public record ShownProof(String way, Map<String, String> headers, String query) {
    public ShownProof {
        headers = Map.copyOf(headers);
    }

    /** A proof in one header. */
    static ShownProof header(String way, String name, String value) {
        return new ShownProof(way, Map.of(name, value), "");
    }

    @Override
    public String toString() {
        return way;
    }
}
