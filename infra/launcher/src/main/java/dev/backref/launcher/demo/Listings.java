package dev.backref.launcher.demo;

import dev.backref.ingest.contract.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /v2/<name>/tags/list} (distribution-spec §Listing Tags) and {@code /v2/_catalog}, which pages in the same way
 * (CNCF Distribution, spec/api.md §Catalog).
 */
final class Listings {
    private final Disk disk;

    Listings(Disk disk) {
        this.disk = disk;
    }

    Future<Reply> tags(HttpServerRequest request, Target target) {
        requireGet(request);
        return disk.run(() -> disk.repositories().tags(target.repository())).map(found -> {
            List<String> tags = found.orElseThrow(
                    () -> new Refusal(ErrorCode.NAME_UNKNOWN, "no repository " + target.repository()));
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("name", target.repository());
            return page(request, body, "tags", tags);
        });
    }

    Future<Reply> catalog(HttpServerRequest request) {
        requireGet(request);
        return disk.run(() -> disk.repositories().names())
                .map(names -> page(request, new LinkedHashMap<>(), "repositories", names));
    }

    private static Reply page(HttpServerRequest request, Map<String, Object> body, String key, List<String> all) {
        String last = Optional.ofNullable(request.getParam("last")).orElse("");
        int n = number(Optional.ofNullable(request.getParam("n")));
        List<String> rest =
                all.stream().filter(name -> name.compareTo(last) > 0).toList();
        List<String> page = rest.subList(0, Math.min(n, rest.size()));
        body.put(key, page);
        Reply reply = Reply.of(200).body("application/json", Buffer.buffer(Json.write(body)));
        if (page.isEmpty() || page.size() == rest.size()) {
            return reply;
        }
        String cursor = URLEncoder.encode(page.get(page.size() - 1), StandardCharsets.UTF_8);
        return reply.header("Link", "<" + request.path() + "?n=" + n + "&last=" + cursor + ">; rel=\"next\"");
    }

    private static int number(Optional<String> n) {
        try {
            int number = n.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(n.get());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw notCountable(n);
        }
        throw notCountable(n);
    }

    private static Refusal notCountable(Optional<String> n) {
        return new Refusal(ErrorCode.PAGINATION_NUMBER_INVALID, "not a number of entries: \"" + n.orElse("") + "\"");
    }

    private static void requireGet(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            throw new Refusal(ErrorCode.UNSUPPORTED, request.method() + " of a list");
        }
    }
}
