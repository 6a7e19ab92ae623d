package dev.backref.launcher.server;

/** Backref does not answer now, and may in a while. */
public final class NotNow extends Exception {
    private static final long serialVersionUID = 1L;

    public NotNow(String why) {
        super(why);
    }
}
