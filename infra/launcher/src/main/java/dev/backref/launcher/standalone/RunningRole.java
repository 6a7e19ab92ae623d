package dev.backref.launcher.standalone;

import dev.backref.query.operations.ReadinessCheck;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;

/** A role that has been started. */
interface RunningRole {
    /** Adds what it serves. */
    void mount(Router router);

    /** What must be there before the process is ready. */
    List<ReadinessCheck> checks();

    /** What made it fail for good, after which only a new process helps. */
    default Optional<String> failure() {
        return Optional.empty();
    }
}
