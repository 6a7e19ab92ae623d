package dev.backref.launcher.sweep;

/** Backref answers that it will not do what it was asked for. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String answer) {
        super(answer);
    }
}
