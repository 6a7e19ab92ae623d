package dev.backref.query.gate;

import dev.backref.query.decisions.NamedImage;
import dev.backref.query.gate.Recording.Manifest;
import dev.backref.query.requirement.Deciding.Means;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says of each subject of one request what is decided about it. Used on its event loop only.
 *
 * @param pointers where its tags point
 * @param means of subjects that are named by their digests: they have one deadline
 * @param meansNow of one that had to be asked for first
 * @param clock by which it is told when a tag pointed there
 */
record Answering(Recording recording, Pointers pointers, Means means, Supplier<Means> meansNow, Clock clock) {
    /** What is decided; fails as a lookup does. */
    Future<SubjectView> answer(Asked asked) {
        Subject subject = asked.subject();
        return subject.digest()
                .map(digest -> recording.decide(asked, new Manifest(digest, subject.image()), means))
                .orElseGet(() -> resolved(asked, subject.image().orElseThrow()));
    }

    /** The decision is about the manifest that the tag is now, whatever the tag is moved to. */
    private Future<SubjectView> resolved(Asked asked, NamedImage image) {
        return pointers.of(
                        asked.subject().tag().orElseThrow(), asked.conditions().caller())
                .compose(pointer -> pointer.digest()
                        .map(digest -> recording.decide(
                                asked,
                                new Manifest(digest, Optional.of(image.resolved(clock.instant()))),
                                meansNow.get()))
                        .orElseGet(() -> Future.succeededFuture(SubjectView.Unresolved.of(
                                image, asked.required().requirement().terms(), pointer.why()))));
    }
}
