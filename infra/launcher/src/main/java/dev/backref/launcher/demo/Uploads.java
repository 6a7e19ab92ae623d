package dev.backref.launcher.demo;

import dev.backref.ingest.contract.Digest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /v2/<name>/blobs/uploads/} (distribution-spec §Pushing blobs): in one request, in a request after the first,
 * in chunks, or mounted from another repository. An upload that is not finished when the registry stops begins again.
 */
final class Uploads {
    private static final Pattern RANGE = Pattern.compile("(?:bytes[ =])?([0-9]{1,18})-[0-9]{1,18}(?:/.*)?");

    private record Upload(String repository, String id, Path file) {
        private String location() {
            return "/v2/" + repository + "/blobs/uploads/" + id;
        }
    }

    private final Vertx vertx;
    private final Disk disk;
    private final Map<String, Upload> open = new ConcurrentHashMap<>();

    Uploads(Vertx vertx, Disk disk) {
        this.vertx = vertx;
        this.disk = disk;
    }

    /** Answers at the address where uploads begin. */
    Future<Reply> begin(HttpServerRequest request, Target target) {
        if (!request.method().equals(HttpMethod.POST)) {
            throw new Refusal(ErrorCode.UNSUPPORTED, request.method() + " of uploads");
        }
        Optional<String> whole = Optional.ofNullable(request.getParam("digest"));
        if (whole.isPresent()) {
            Digest digest = Reference.digest(whole.get());
            return create(target.repository())
                    .compose(upload -> append(request, upload).compose(size -> finish(upload, digest)));
        }
        Optional<String> mount = Optional.ofNullable(request.getParam("mount"));
        String from = Optional.ofNullable(request.getParam("from")).orElse("");
        if (mount.isPresent() && Target.isName(from)) {
            return mount(target.repository(), from, Reference.digest(mount.get()));
        }
        return accepted(target.repository());
    }

    /** Answers at the address of one upload. */
    Future<Reply> answer(HttpServerRequest request, Target target) {
        Upload upload = Optional.ofNullable(open.get(target.last()))
                .filter(found -> found.repository().equals(target.repository()))
                .orElseThrow(() -> new Refusal(ErrorCode.BLOB_UPLOAD_UNKNOWN, "no upload " + target.last()));
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.PATCH)) {
            return append(request, upload).map(size -> progress(202, upload, size));
        }
        if (method.equals(HttpMethod.PUT)) {
            Digest digest = Reference.digest(
                    Optional.ofNullable(request.getParam("digest")).orElse(""));
            return append(request, upload).compose(size -> finish(upload, digest));
        }
        if (method.equals(HttpMethod.GET)) {
            return size(upload).map(size -> progress(204, upload, size));
        }
        if (method.equals(HttpMethod.DELETE)) {
            open.remove(upload.id());
            return disk.run(() -> Files.deleteIfExists(upload.file())).map(deleted -> Reply.of(204));
        }
        throw new Refusal(ErrorCode.UNSUPPORTED, method + " of an upload");
    }

    private Future<Reply> mount(String repository, String from, Digest digest) {
        return disk.run(() -> {
                    boolean there = disk.repositories().hasBlob(from, digest);
                    if (there) {
                        disk.repositories().addBlob(repository, digest);
                    }
                    return there;
                })
                .compose(there -> there ? Future.succeededFuture(created(repository, digest)) : accepted(repository));
    }

    private Future<Reply> accepted(String repository) {
        return create(repository).map(upload -> progress(202, upload, 0));
    }

    private Future<Upload> create(String repository) {
        return disk.run(() -> disk.content().begin()).map(file -> {
            Upload upload = new Upload(repository, String.valueOf(file.getFileName()), file);
            open.put(upload.id(), upload);
            return upload;
        });
    }

    /** Writes the request's body behind what is there; the future gives the size then. */
    private Future<Long> append(HttpServerRequest request, Upload upload) {
        OpenOptions append =
                new OpenOptions().setCreate(false).setRead(false).setWrite(true).setAppend(true);
        Optional<String> range = Optional.ofNullable(request.getHeader("Content-Range"));
        return size(upload)
                .compose(size -> {
                    requireNext(range, size);
                    return vertx.fileSystem().open(upload.file().toString(), append);
                })
                .compose(request::pipeTo)
                .compose(written -> size(upload));
    }

    private static void requireNext(Optional<String> range, long size) {
        if (range.isPresent()) {
            Matcher match = RANGE.matcher(range.get());
            if (!match.matches() || Long.parseLong(match.group(1)) != size) {
                throw new Refusal(
                        ErrorCode.BLOB_UPLOAD_INVALID, "the next byte is " + size + ", not those of " + range.get());
            }
        }
    }

    private Future<Reply> finish(Upload upload, Digest digest) {
        open.remove(upload.id());
        return disk.run(() -> {
            if (!disk.content().adopt(upload.file(), digest)) {
                throw new Refusal(ErrorCode.DIGEST_INVALID, "what was uploaded does not have the digest " + digest);
            }
            disk.repositories().addBlob(upload.repository(), digest);
            return created(upload.repository(), digest);
        });
    }

    private Future<Long> size(Upload upload) {
        return disk.run(() -> Files.size(upload.file()));
    }

    private static Reply created(String repository, Digest digest) {
        return Reply.of(201)
                .header("Location", "/v2/" + repository + "/blobs/" + digest)
                .header("Docker-Content-Digest", digest.toString());
    }

    /** The range names the last byte that is there; of an empty upload the specification can only say {@code 0-0}. */
    private static Reply progress(int status, Upload upload, long size) {
        return Reply.of(status)
                .header("Location", upload.location())
                .header("Range", "0-" + Math.max(0, size - 1))
                .header("Docker-Upload-UUID", upload.id());
    }
}
