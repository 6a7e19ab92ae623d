package dev.backref.launcher.demo;

import dev.backref.ingest.contract.Digest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code /v2/<name>/manifests/<tag-or-digest>} (distribution-spec §Pulling, §Pushing Manifests, §Deleting). */
final class Manifests {
    /** What a registry should accept at least, and Backref reads at most. */
    static final int LARGEST = 4 * 1024 * 1024;

    private final Disk disk;
    private final Events events;

    Manifests(Disk disk, Events events) {
        this.disk = disk;
        this.events = events;
    }

    Future<Reply> answer(HttpServerRequest request, Target target) {
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            return pull(request, target);
        }
        if (method.equals(HttpMethod.PUT)) {
            return push(request, target);
        }
        if (method.equals(HttpMethod.DELETE)) {
            return delete(request, target);
        }
        throw new Refusal(ErrorCode.UNSUPPORTED, method + " of a manifest");
    }

    private Future<Reply> pull(HttpServerRequest request, Target target) {
        Reference reference = Reference.parse(target.last(), ErrorCode.MANIFEST_UNKNOWN);
        return disk.run(() -> disk.repositories().manifest(target.repository(), reference))
                .map(found -> {
                    StoredManifest manifest = found.orElseThrow(() -> unknown(target));
                    events.pulled(request, target.repository(), reference, manifest);
                    return Reply.of(200)
                            .header("Docker-Content-Digest", manifest.digest().toString())
                            .body(manifest.mediaType(), manifest.bytes());
                });
    }

    private Future<Reply> push(HttpServerRequest request, Target target) {
        Reference reference = Reference.parse(target.last(), ErrorCode.MANIFEST_INVALID);
        String contentType =
                Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
        return Body.read(request, LARGEST)
                .compose(body -> disk.run(() -> store(target.repository(), reference, contentType, body)))
                .map(manifest -> {
                    events.pushed(request, target.repository(), reference, manifest);
                    return Reply.of(201)
                            .header("Location", "/v2/" + target.repository() + "/manifests/" + manifest.digest())
                            .header("Docker-Content-Digest", manifest.digest().toString());
                });
    }

    private StoredManifest store(String repository, Reference reference, String contentType, Buffer body)
            throws IOException {
        byte[] bytes = body.getBytes();
        Digest digest = reference.digest().orElseGet(() -> Digest.sha256(bytes));
        if (!digest.matches(bytes)) {
            throw new Refusal(
                    ErrorCode.DIGEST_INVALID, "the manifest's digest is " + Digest.sha256(bytes) + ", not " + digest);
        }
        ManifestContent content = ManifestContent.read(body, contentType);
        requireContent(repository, content);
        StoredManifest manifest = new StoredManifest(digest, content.mediaType(), body);
        disk.repositories().addManifest(repository, reference, manifest);
        return manifest;
    }

    private void requireContent(String repository, ManifestContent content) {
        for (Digest blob : content.blobs()) {
            if (!disk.repositories().hasBlob(repository, blob)) {
                throw new Refusal(ErrorCode.MANIFEST_BLOB_UNKNOWN, "no blob " + blob + " in " + repository);
            }
        }
        for (Digest child : content.manifests()) {
            if (!disk.repositories().hasManifest(repository, child)) {
                throw new Refusal(ErrorCode.MANIFEST_BLOB_UNKNOWN, "no manifest " + child + " in " + repository);
            }
        }
    }

    private Future<Reply> delete(HttpServerRequest request, Target target) {
        Reference reference = Reference.parse(target.last(), ErrorCode.MANIFEST_UNKNOWN);
        if (reference.digest().isEmpty()) {
            return deleteTag(request, target);
        }
        Digest digest = reference.digest().get();
        return disk.run(() -> disk.repositories().removeManifest(target.repository(), digest))
                .map(removed -> {
                    List<String> untagged = removed.orElseThrow(() -> unknown(target));
                    events.deleted(request, target.repository(), digest);
                    untagged.forEach(tag -> events.untagged(request, target.repository(), tag));
                    return Reply.of(202);
                });
    }

    private Future<Reply> deleteTag(HttpServerRequest request, Target target) {
        return disk.run(() -> disk.repositories().removeTag(target.repository(), target.last()))
                .map(removed -> {
                    if (!removed) {
                        throw unknown(target);
                    }
                    events.untagged(request, target.repository(), target.last());
                    return Reply.of(202);
                });
    }

    private static Refusal unknown(Target target) {
        return new Refusal(ErrorCode.MANIFEST_UNKNOWN, "no manifest " + target.last() + " in " + target.repository());
    }
}
