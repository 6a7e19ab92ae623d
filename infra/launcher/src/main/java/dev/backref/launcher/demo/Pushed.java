package dev.backref.launcher.demo;

import dev.backref.ingest.contract.Digest;

/**
 * A manifest that a registry has accepted.
 *
 * @param reference the tag under which it was pushed, or its digest when it has none
 * @param size of the manifest, in bytes
 * @param artifactType of the manifest, or of its config as an OCI registry takes it for an image
 */
public record Pushed(
        String repository, String reference, String mediaType, Digest digest, long size, String artifactType) {}
