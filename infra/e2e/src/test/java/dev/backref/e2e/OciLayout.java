package dev.backref.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Content in an OCI image layout (image-spec image-layout.md), which crane pushes byte for byte. */
final class OciLayout {
    private final Path folder;

    OciLayout(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("blobs/sha256"));
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
    }

    /** Keeps a blob, and gives its descriptor. */
    ObjectNode blob(String mediaType, String content) throws IOException {
        return blob(mediaType, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Keeps a manifest or an index, and gives its descriptor. */
    ObjectNode manifest(ObjectNode json) throws IOException {
        return blob(json.path("mediaType").textValue(), Json.write(json));
    }

    /** Has crane push one of the manifests, with all that it names, and gives its digest. */
    Digest push(Clients clients, ObjectNode manifest, String reference) throws IOException {
        ObjectNode top = Json.MAPPER.createObjectNode().put("schemaVersion", 2);
        top.putArray("manifests").add(manifest);
        Files.write(folder.resolve("index.json"), Json.write(top));
        clients.run("crane", "push", folder.toString(), reference);
        return digest(manifest);
    }

    static Digest digest(ObjectNode descriptor) {
        return Digest.parse(descriptor.path("digest").textValue());
    }

    private ObjectNode blob(String mediaType, byte[] content) throws IOException {
        Digest digest = Digest.sha256(content);
        Files.write(folder.resolve("blobs/sha256").resolve(digest.encoded()), content);
        return Json.MAPPER
                .createObjectNode()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", content.length);
    }
}
