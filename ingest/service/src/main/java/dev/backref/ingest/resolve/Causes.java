package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.RegistryEvent;
import java.util.Optional;

/**
 * Everything that was reported or asked about a source since it was last answered.
 *
 * @param newest whatever it is
 * @param reported the newest that a webhook brought: it tells what to expect at the source
 * @param push the first push: what is found has it as its cause, however often the push is repeated
 */
record Causes(RegistryEvent newest, Optional<RegistryEvent> reported, Optional<RegistryEvent> push) {
    static Causes of(RegistryEvent event) {
        Cause.Kind kind = event.cause().kind();
        return new Causes(
                event,
                kind.reported() ? Optional.of(event) : Optional.empty(),
                kind == Cause.Kind.PUSH ? Optional.of(event) : Optional.empty());
    }

    Causes and(Causes later) {
        return new Causes(later.newest, later.reported.or(() -> reported), push.or(() -> later.push));
    }

    /** What was pushed has been found and told; what was deleted has not gone yet. */
    Causes withPushAnswered() {
        return new Causes(newest, reported, Optional.empty());
    }

    /** Whether a webhook waits for the answer, rather than the index alone. */
    boolean live() {
        return reported.isPresent();
    }

    boolean sayPushed() {
        return lastReport(Cause.Kind.PUSH);
    }

    boolean sayDeleted() {
        return lastReport(Cause.Kind.DELETE);
    }

    /** Whether a tag that points there is not, or no longer, what the newest report told of. */
    boolean contradictedBy(Digest found) {
        return reported.flatMap(RegistryEvent::expected)
                .filter(expected -> !expected.equals(found))
                .isPresent();
    }

    /** The cause of an observation that something is there. */
    RegistryEvent ofPresence() {
        return push.orElse(newest);
    }

    /** The cause of an observation that nothing is there. */
    RegistryEvent ofAbsence() {
        return reported.orElse(newest);
    }

    private boolean lastReport(Cause.Kind kind) {
        return reported.filter(event -> event.cause().kind() == kind).isPresent();
    }
}
