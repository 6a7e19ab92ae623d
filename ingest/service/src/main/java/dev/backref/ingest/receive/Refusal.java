package dev.backref.ingest.receive;

/** Why a delivery is not taken: the status, the word for it in answers and metrics, and a sentence for a human. */
enum Refusal {
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "a hook takes POST only"),
    UNKNOWN_REGISTRY(404, "unknown-registry", "no hook is open here"),
    UNAUTHORIZED(401, "unauthorized", "the Authorization header does not hold this hook's secret"),
    UNPROVEN(401, "unauthorized", "nothing in the request proves that its sender has this hook's secret"),
    UNTRUSTED(401, "unauthorized", "the Authorization header does not hold a token of this hook's sender"),
    KEYS_UNKNOWN(503, "unavailable", "the keys of this hook's issuer cannot be had now"),
    TOO_LARGE(413, "too-large", "a body has at most 8 MiB"),
    INCOMPLETE(408, "incomplete", "the body did not arrive in time"),
    BUSY(503, "unavailable", "too many deliveries are waiting to be written"),
    UNACKNOWLEDGED(503, "unavailable", "the delivery could not be written in time"),
    FAILED(503, "unavailable", "the hook cannot work; its log says why");

    private final int status;
    private final String word;
    private final String message;

    Refusal(int status, String word, String message) {
        this.status = status;
        this.word = word;
        this.message = message;
    }

    int status() {
        return status;
    }

    String word() {
        return word;
    }

    String message() {
        return message;
    }
}
