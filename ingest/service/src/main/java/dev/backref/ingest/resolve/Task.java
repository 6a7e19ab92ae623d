package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A source at which something is left to do. One look at a time: what arrives meanwhile waits for the next. */
final class Task {
    private final Source source;
    private final String key;
    private Todo todo;
    private @Nullable Causes behind;
    private @Nullable Trouble open;
    private boolean looking;
    private Instant began = Instant.MIN;
    private boolean overtaken;
    private boolean answered;

    Task(Source source, Todo todo) {
        this.source = source;
        this.key = source.key();
        this.todo = todo;
    }

    Source source() {
        return source;
    }

    String key() {
        return key;
    }

    Todo todo() {
        return todo;
    }

    void update(Todo now) {
        todo = now;
    }

    boolean looking() {
        return looking;
    }

    void begin(Instant now) {
        looking = true;
        began = now;
        overtaken = false;
    }

    void end() {
        looking = false;
        answered = true;
    }

    /** It waits for another look, as if none had ended. */
    void awaitAgain() {
        answered = false;
    }

    /** Whether a look has ended, whatever it told, since it waits for one. */
    boolean answered() {
        return answered;
    }

    /** Something happened that the look under way may not have seen yet: that nothing is there is not to be believed. */
    void overtake() {
        overtaken = looking;
    }

    boolean overtaken() {
        return overtaken;
    }

    /**
     * Remembers an event that the look under way does not answer. It answers who found the source named before it began:
     * eight pushes that each write a list of all eight would else have each fetched again for every list.
     */
    void lookOnceMore(RegistryEvent event) {
        boolean named =
                event.cause().kind() == Cause.Kind.NAMED_BY && !event.at().isAfter(began);
        if (named && !todo.causes().onlyAgain()) { // A look that only a caller waits for is not repeated when it fails.
            todo = todo.answering(event.asked());
            return;
        }
        Causes more = Causes.of(event);
        behind = behind == null ? more : behind.and(more);
    }

    /** What arrived during the last look, once. */
    Optional<Causes> takeBehind() {
        Optional<Causes> taken = Optional.ofNullable(behind);
        behind = null;
        return taken;
    }

    /**
     * Of the source was signalled that something there waits. Only a look that begins after that can end it, so one that is
     * under way must not.
     */
    void keepOpen(Trouble told) {
        if (looking) {
            open = open == null ? told : open;
        } else {
            todo = todo.troubled(told);
        }
    }

    /** What the look that is under way cannot end. */
    Optional<Trouble> open() {
        return Optional.ofNullable(open);
    }

    /** What the last look could not end, once. */
    Optional<Trouble> takeOpen() {
        Optional<Trouble> taken = open();
        open = null;
        return taken;
    }

    /** What a restart must know: an event that waits behind a look counts as one that is not looked at yet. */
    Todo durable() {
        Todo all = behind == null ? todo : todo.more(behind, todo.due());
        return open == null ? all : all.troubled(open);
    }
}
