package dev.backref.fuzz;

/**
 * What Jazzer calls. An input is what anybody can push: a manifest, or a blob that a manifest names. One is read as both, as
 * a process that reads it as one takes as long to begin as to read some thousands.
 */
public final class Target {
    private Target() {}

    /** Called with each input; what it throws is a finding. */
    public static void fuzzerTestOneInput(byte[] input) {
        ManifestClaims.hold(input);
        PayloadClaims.hold(input);
    }
}
