package dev.backref.launcher.demo;

import dev.backref.ingest.contract.Digest;
import io.vertx.core.buffer.Buffer;

/** A manifest's exact bytes with the media type under which they were pushed. */
record StoredManifest(Digest digest, String mediaType, Buffer bytes) {}
