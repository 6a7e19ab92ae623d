package dev.backref.ingest.registry;

import io.vertx.core.Future;

/** One registry, as whoever wants to know how it behaves asks it: within the budget, and with the credentials, of all looks. */
public interface RegistryProbe {
    /**
     * Begins one request, and never blocks.
     *
     * @return what became of it; expected failures are in the value, and come within a bounded time from when the budget
     *     lets the request begin
     * @throws IllegalArgumentException when the address is another registry's
     */
    Future<Probed> probe(Probe probe);

    /** How many requests of a class were answered 429 since this process began to ask. */
    long throttled(RequestClass kind);
}
