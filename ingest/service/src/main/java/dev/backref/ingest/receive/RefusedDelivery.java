package dev.backref.ingest.receive;

/** How a future of a delivery fails: with what the sender is told. It has no stack trace, because it is no surprise. */
@SuppressWarnings("serial") // Never serialised.
final class RefusedDelivery extends Exception {
    private final Refusal refusal;

    RefusedDelivery(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
