package dev.backref.ingest.receive;

import dev.backref.ingest.registry.Secret;
import io.vertx.core.MultiMap;
import java.util.List;

/** One way in which a sender can show that it has a hook's secret. An empty secret is shown by nobody. */
interface HookProof {
    /**
     * What a request says before its body.
     *
     * @param query as it stands in the request line, empty where there is none
     */
    record Head(MultiMap headers, String query) {
        /** The first header of that name, empty where there is none; Latin-1, as HTTP gives it. */
        String header(String name) {
            String value = headers.get(name);
            return value == null ? "" : value;
        }
    }

    /** The header that holds the secret itself, so that it must not be kept; empty where there is none. */
    default String secretHeader() {
        return "";
    }

    /** Whether the head alone shows it. */
    default boolean isShownBy(Head head, Secret secret) {
        return false;
    }

    /** Whether there is something in the head that only the body can confirm. */
    default boolean isPromisedBy(Head head) {
        return false;
    }

    /** Whether it is shown by the head and exactly these bytes. */
    default boolean isShownBy(Head head, byte[] body, Secret secret) {
        return false;
    }

    /** The words for the ways in which a sender can show it, the usual one first. */
    List<String> ways();

    /**
     * It as a sender shows it in one of these ways, with a body of these bytes.
     *
     * @throws IllegalArgumentException when it cannot be shown in this one; the secret is not quoted
     */
    ShownProof shown(String way, Secret secret, byte[] body);
}
