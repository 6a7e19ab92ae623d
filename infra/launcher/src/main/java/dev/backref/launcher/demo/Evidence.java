package dev.backref.launcher.demo;

/** What a user's tools attach to an image. */
public enum Evidence {
    /** A signature in the form of Notary Project's {@code notation}; its key is made for it and thrown away. */
    SIGNATURE("application/vnd.cncf.notary.signature"),
    /** A bill of materials, SPDX 2.3. */
    SBOM("application/spdx+json"),
    /** How it was built: an in-toto statement with SLSA provenance v1. */
    PROVENANCE("application/vnd.in-toto+json");

    private final String artifactType;

    Evidence(String artifactType) {
        this.artifactType = artifactType;
    }

    public String artifactType() {
        return artifactType;
    }
}
