package dev.backref.launcher.sweep;

/** Backref does not answer now, and may in a while. */
final class NotNow extends Exception {
    private static final long serialVersionUID = 1L;

    NotNow(String why) {
        super(why);
    }
}
