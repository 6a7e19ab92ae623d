package dev.backref.launcher.standalone;

import dev.backref.query.operations.ReadinessCheck;
import java.util.Locale;
import java.util.function.Supplier;

/** A check with a name. */
record Check(String name, Supplier<ReadinessCheck.Status> status) implements ReadinessCheck {
    @Override
    public ReadinessCheck.Status check() {
        return status.get();
    }

    /** A state's name as people read it. */
    static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
