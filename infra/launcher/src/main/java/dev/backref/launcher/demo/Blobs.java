package dev.backref.launcher.demo;

import dev.backref.ingest.contract.Digest;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code /v2/<name>/blobs/<digest>} (distribution-spec §Pulling blobs). */
final class Blobs {
    private final Disk disk;

    Blobs(Disk disk) {
        this.disk = disk;
    }

    Future<Reply> answer(HttpServerRequest request, Target target) {
        HttpMethod method = request.method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            throw new Refusal(ErrorCode.UNSUPPORTED, method + " of a blob");
        }
        Digest digest = Reference.digest(target.last());
        return disk.run(() -> {
            if (!disk.repositories().hasBlob(target.repository(), digest)) {
                throw new Refusal(ErrorCode.BLOB_UNKNOWN, "no blob " + digest + " in " + target.repository());
            }
            Path file = disk.content().of(digest);
            return Reply.of(200)
                    .header("Docker-Content-Digest", digest.toString())
                    .file(file, Files.size(file));
        });
    }
}
