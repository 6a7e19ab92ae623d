package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real HTTP proxy that opens tunnels and forwards; whatever the name asked for, it goes to this machine. */
final class FakeProxy implements AutoCloseable {
    final List<Seen> seen = new CopyOnWriteArrayList<>();
    final int port;
    volatile boolean refusing;
    private final Vertx vertx = Vertx.vertx();
    private final NetClient tunnels = vertx.createNetClient();
    private final HttpClientAgent http = vertx.createHttpClient();

    /**
     * A request to the proxy.
     *
     * @param target as the request line has it
     */
    record Seen(String method, String target, Optional<String> login) {}

    FakeProxy() {
        port = await(vertx.createHttpServer().requestHandler(this::serve).listen(0, "127.0.0.1"))
                .actualPort();
    }

    /** The route through it, with name and password. */
    Route route() {
        return new Route(Optional.empty(), Proxies.always(Proxy.parse("http://bob:hunter2@127.0.0.1:" + port)));
    }

    List<String> targets() {
        return seen.stream().map(each -> each.method() + " " + each.target()).toList();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private void serve(HttpServerRequest request) {
        seen.add(new Seen(
                request.method().name(), request.uri(), Optional.ofNullable(request.getHeader("Proxy-Authorization"))));
        if (refusing) {
            request.response()
                    .setStatusCode(407)
                    .putHeader("Proxy-Authenticate", "Basic realm=\"proxy\"")
                    .end();
        } else if (request.method().equals(HttpMethod.CONNECT)) {
            tunnel(request);
        } else {
            forward(request);
        }
    }

    private void tunnel(HttpServerRequest request) {
        int target = Integer.parseInt(request.uri().replaceFirst(".*:", ""));
        request.pause();
        Future<Void> unused = tunnels.connect(target, "127.0.0.1").compose(there -> {
            there.pause();
            return request.toNetSocket()
                    .compose(here ->
                            Future.join(here.pipeTo(there), there.pipeTo(here)).mapEmpty());
        });
    }

    private void forward(HttpServerRequest request) {
        RequestOptions options =
                new RequestOptions().setMethod(request.method()).setAbsoluteURI(request.uri());
        options.setHost("127.0.0.1");
        request.headers().remove("Proxy-Authorization").forEach(options::addHeader);
        Future<Void> unused = http.request(options)
                .compose(next -> next.send())
                .compose(answer -> {
                    request.response().setStatusCode(answer.statusCode());
                    request.response().headers().addAll(answer.headers());
                    return answer.body();
                })
                .compose(body -> request.response().end(body));
    }
}
