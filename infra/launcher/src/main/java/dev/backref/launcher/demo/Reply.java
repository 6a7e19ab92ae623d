package dev.backref.launcher.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An answer, complete before its first byte is sent, so that no failure follows half an answer.
 *
 * @param length of the body in bytes, which a HEAD request is told too
 * @param file sent in place of {@code body} when present
 */
record Reply(int status, Map<String, String> headers, long length, Buffer body, Optional<Path> file) {
    static Reply of(int status) {
        return new Reply(status, Map.of(), 0, Buffer.buffer(), Optional.empty());
    }

    Reply header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, length, body, file);
    }

    Reply body(String mediaType, Buffer bytes) {
        return new Reply(status, headers, bytes.length(), bytes, Optional.empty()).header("Content-Type", mediaType);
    }

    Reply file(Path content, long size) {
        return new Reply(status, headers, size, body, Optional.of(content))
                .header("Content-Type", "application/octet-stream");
    }

    /** Sends it. Fails when the client is gone or the file cannot be read. */
    Future<Void> send(Vertx vertx, HttpServerRequest request) {
        HttpServerResponse response = request.response().setStatusCode(status);
        response.putHeader("Docker-Distribution-Api-Version", "registry/2.0");
        headers.forEach(response::putHeader);
        if (status != 204) {
            response.putHeader("Content-Length", Long.toString(length));
        }
        if (request.method().equals(HttpMethod.HEAD) || length == 0) {
            return response.end();
        }
        if (file.isEmpty()) {
            return response.end(body);
        }
        OpenOptions read = new OpenOptions().setRead(true).setWrite(false).setCreate(false);
        return vertx.fileSystem().open(file.get().toString(), read).compose(response::send);
    }
}
