package dev.backref.query.gate;

import dev.backref.query.gate.Recording.Manifest;
import dev.backref.query.requirement.Deciding.Means;
import dev.backref.query.requirement.InTurn;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/** Says of each subject of one request what is decided about it. Used on its event loop only. */
final class Answering {
    private final Pointers pointers;
    private final InTurn<Known, SubjectView> decisions;

    /**
     * @param pointers where its tags point
     * @param means of a decision that begins now
     */
    Answering(Recording recording, Pointers pointers, Supplier<Means> means) {
        this.pointers = pointers;
        // A few subjects at a time: what one that has begun keeps is freed when it is decided, and written.
        this.decisions = new InTurn<>(known -> recording.decide(known.asked(), known.manifest(), means.get()));
    }

    /** What is asked of a subject of which the digest is known. */
    private record Known(Asked asked, Manifest manifest) {}

    /** What is decided; fails as a lookup does. Who waits for a registry holds up no other subject. */
    Future<SubjectView> answer(Asked asked) {
        Subject subject = asked.subject();
        return subject.digest()
                .map(digest -> decisions.apply(new Known(asked, new Manifest(digest, subject.image()))))
                .orElseGet(() -> resolved(asked));
    }

    /** The decision is about the manifest that the tag is now, whatever the tag is moved to. */
    private Future<SubjectView> resolved(Asked asked) {
        Subject subject = asked.subject();
        return pointers.of(subject.tag().orElseThrow(), asked.conditions().caller())
                .compose(told -> told.pointer()
                        .digest()
                        .map(digest -> decisions.apply(new Known(
                                asked,
                                new Manifest(
                                        digest,
                                        Optional.of(
                                                subject.image().orElseThrow().resolved(told.at()))))))
                        .orElseGet(() -> Future.succeededFuture(SubjectView.Unresolved.of(
                                subject.image().orElseThrow(),
                                asked.required().requirement().terms(),
                                told.pointer().why()))));
    }
}
