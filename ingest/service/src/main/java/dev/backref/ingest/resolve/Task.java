package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A source at which something is left to do. One look at a time: what arrives meanwhile waits for the next. */
final class Task {
    private final Source source;
    private final String key;
    private Todo todo;
    private @Nullable Causes behind;
    private boolean looking;
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

    void begin() {
        looking = true;
        overtaken = false;
    }

    void end() {
        looking = false;
        answered = true;
    }

    /** Whether any look has ended, whatever it told. */
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

    /** Remembers an event that the look under way does not answer. */
    void lookOnceMore(RegistryEvent event) {
        Causes more = Causes.of(event);
        behind = behind == null ? more : behind.and(more);
    }

    /** What arrived during the last look, once. */
    Optional<Causes> takeBehind() {
        Optional<Causes> taken = Optional.ofNullable(behind);
        behind = null;
        return taken;
    }

    /** What a restart must know: an event that waits behind a look counts as one that is not looked at yet. */
    Todo durable() {
        return behind == null ? todo : todo.more(behind, todo.due());
    }
}
