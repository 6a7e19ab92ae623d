package dev.backref.benchmarks;

import dev.backref.indexer.Index;
import dev.backref.indexer.contract.ImageIndex;
import dev.backref.query.Callers;
import dev.backref.query.oci.MergedReferrersResource;
import dev.backref.query.oci.OciApi;
import dev.backref.query.oci.ReferrersResource;
import dev.backref.query.passthrough.PassThrough;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** Referrers of many subjects at random, over HTTP, beside a fixed answer of the same size from the same server. */
final class Lookups implements Benchmark {
    private static final int SUBJECTS = 10_000;
    private static final int REFERRERS = 10;
    private static final int SMALLEST = REFERRERS * 100;
    private static final int OK = 200;
    private static final long ENOUGH_FOR_ALL = 512L * 1024 * 1024;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(); // As wrk, and most clients.
    private static final String FIXED = "/fixed/";

    @Override
    public List<Row> run(Path folder, Scale scale) throws IOException, InterruptedException, ExecutionException {
        try (Rig rig = new Rig(folder)) {
            for (int number = 0; number < REFERRERS * scale.of(SUBJECTS); number++) {
                byte[] manifest = Corpus.referrer(
                        Corpus.subject("s" + number / REFERRERS), "application/spdx+json", "n" + number);
                rig.observe(Corpus.found(Corpus.location(0), manifest));
            }
            rig.flush();
            List<Row> rows = new ArrayList<>();
            rows.add(
                    measure(rig, folder, scale, new Way(ENOUGH_FOR_ALL, "lookups, remembered", new Goal.AtLeast(0.8))));
            rows.add(measure(rig, folder, scale, new Way(0, "lookups, read from the stores", new Goal.AtLeast(0.25))));
            return rows;
        }
    }

    /**
     * How lookups are answered.
     *
     * @param answers bytes of remembered answers
     */
    private record Way(long answers, String what, Goal goal) {}

    private static Row measure(Rig rig, Path folder, Scale scale, Way way)
            throws IOException, InterruptedException, ExecutionException {
        List<String> paths = IntStream.range(0, scale.of(SUBJECTS))
                .mapToObj(number -> "/v2/" + Corpus.location(0) + "/referrers/" + Corpus.subject("s" + number))
                .toList();
        AtomicReference<Buffer> fixed = new AtomicReference<>(Buffer.buffer());
        try (Index index = rig.startIndex(way.answers())) {
            rig.awaitIndexed();
            try (Server server = Server.start((vertx, router) -> {
                router.get(FIXED + "*")
                        .handler(context -> context.response()
                                .putHeader("Content-Type", ImageIndex.MEDIA_TYPE)
                                .end(fixed.get()));
                mount(vertx, router, index);
            })) {
                for (String path : paths) {
                    fixed.set(answer(server, path)); // All of them, so that what can be remembered is.
                }
                Wrk.Target target = new Wrk.Target(folder, server.port(), scale.seconds());
                return Turns.of(
                                Wrk.reading(target, paths),
                                Wrk.reading(
                                        target,
                                        paths.stream()
                                                .map(path -> FIXED + path.substring(FIXED.length()))
                                                .toList()),
                                scale.turns())
                        .row(way.what(), "a fixed answer", way.goal());
            }
        }
    }

    private static void mount(Vertx vertx, Router router, Index index) {
        MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Set<String> registries = Set.of(Corpus.REGISTRY);
        new OciApi(
                        new ReferrersResource(registries, index.lookups(), Callers.ANYONE, meters, Clock.systemUTC()),
                        new MergedReferrersResource(
                                repository -> registries, index.lookups(), Callers.ANYONE, meters, Clock.systemUTC()),
                        new PassThrough(vertx, List.of(), meters))
                .mount(router);
    }

    private static Buffer answer(Server server, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        HttpResponse<byte[]> answer =
                CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != OK || answer.body().length < SMALLEST) {
            throw new IllegalStateException("not the answer that was to be measured: " + answer);
        }
        return Buffer.buffer(answer.body());
    }
}
