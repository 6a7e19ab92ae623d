package dev.backref.ingest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listing takes a bounded heap, whether a registry gives many long names in one body or page by page. */
class ListingMemoryIT {
    /** A build of every day lists some; the project's gate lists a million. */
    private static final int NAMES = Integer.getInteger("listing.names", 150_000);

    /** In MB; less is not enough for the process itself. */
    private static final int HEAP = Math.max(20, NAMES / 15_000);

    private static final int PAGE = 1_000;

    private static final int ARTIFACTS = NAMES / 10;
    private static final String DIGEST = "sha256:" + "d".repeat(64);

    /** The names alone are as much as the heap of the process that lists them, and of a million twice as much. */
    private static final String LONG = "x".repeat(120);

    /** No divisor of the number of names, so that all come, in no order. */
    private static final long STEP = 7_919;

    @TempDir
    private Path folder;

    @Test
    void listsMoreNamesThanItHasRoomForOfOneBody() throws Exception {
        try (PagedRegistry registry = new PagedRegistry(request -> {
            HttpServerResponse response = request.response().setChunked(true);
            response.write("{\"name\":\"app\",\"tags\":[\"first\"");
            writeFrom(0, response);
        })) {
            assertThat(listed(registry)).isEqualTo((NAMES + 1) + " :0000000" + LONG + " :first");
            assertThat(registry.seen).hasSize(1);
        }
    }

    @Test
    void listsMoreNamesThanItHasRoomForOfManyPages() throws Exception {
        try (PagedRegistry registry = new PagedRegistry(ListingMemoryIT::page)) {
            assertThat(listed(registry)).isEqualTo(NAMES + " :0000000" + LONG + last(NAMES));
            assertThat(registry.seen).hasSize(NAMES / PAGE);
        }
    }

    /** Five long tags each. */
    @Test
    void listsMoreArtifactsOfAHarborThanItHasRoomFor() throws Exception {
        try (PagedRegistry registry = new PagedRegistry(ListingMemoryIT::artifacts)) {
            assertThat(listed(registry, "team/app"))
                    .isEqualTo(ARTIFACTS * 5 + " :0000000" + LONG + " " + DIGEST + last(ARTIFACTS * 5) + " " + DIGEST);
            assertThat(registry.seen).hasSize(2 + ARTIFACTS / 100);
        }
    }

    private static void artifacts(HttpServerRequest request) {
        if (request.path().startsWith("/v2/")) {
            PagedRegistry.tags(request.response());
            return;
        }
        int from = Integer.parseInt(request.getParam("q").replaceAll("\\D", ""));
        StringBuilder page = new StringBuilder("[");
        for (int id = from; id < Math.min(from + 100, ARTIFACTS + 1); id++) {
            page.append(id == from ? "" : ",").append("{\"digest\":\"").append(DIGEST);
            page.append("\",\"extra_attrs\":{\"architecture\":\"amd64\"},\"id\":")
                    .append(id);
            for (int tag = 0; tag < 5; tag++) {
                page.append(tag == 0 ? ",\"tags\":[" : ",").append("{\"id\":1,\"name\":\"");
                page.append(name((id - 1) * 5 + tag, ARTIFACTS * 5)).append("\"}");
            }
            page.append("]}");
        }
        request.response().end(page + "]");
    }

    private static void page(HttpServerRequest request) {
        String from = request.getParam("from");
        int begin = from == null ? 0 : Integer.parseInt(from);
        int end = begin + PAGE;
        HttpServerResponse response =
                end == NAMES ? request.response() : PagedRegistry.leadingTo(request, "/v2/app/tags/list?from=" + end);
        response.end("{\"tags\":"
                + PagedRegistry.array(IntStream.range(begin, end)
                        .mapToObj(ListingMemoryIT::name)
                        .toList())
                + "}");
    }

    private static void writeFrom(int begin, HttpServerResponse response) {
        int at = begin;
        while (at < NAMES && !response.writeQueueFull()) {
            StringBuilder some = new StringBuilder();
            for (int end = at + PAGE; at < end; at++) {
                some.append(",\"").append(name(at)).append('"');
            }
            response.write(some.toString());
        }
        int reached = at;
        if (reached < NAMES) {
            response.drainHandler(drained -> writeFrom(reached, response));
        } else {
            response.end("]}");
        }
    }

    private static String last(int names) {
        return String.format(" :%07d", names - 1) + LONG;
    }

    private static String name(int number) {
        return name(number, NAMES);
    }

    private static String name(int number, int of) {
        return String.format("%07d", number * STEP % of) + LONG;
    }

    private String listed(PagedRegistry registry) throws IOException, InterruptedException {
        return listed(registry, "app");
    }

    private String listed(PagedRegistry registry, String repository) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP + "m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ListingOnSmallHeap.class.getName(),
                        registry.url,
                        folder.resolve("listings").toString(),
                        repository)
                .redirectOutput(said.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        assertThat(folder.resolve("listings")).isEmptyDirectory();
        return Files.readString(said, StandardCharsets.UTF_8).strip();
    }
}
