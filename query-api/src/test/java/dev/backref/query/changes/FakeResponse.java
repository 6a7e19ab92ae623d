package dev.backref.query.changes;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A connection that takes what is written, is full now and then, and notes what is done to it on a wrong thread. */
final class FakeResponse {
    private final Context loop;
    private final Random random;
    private final Runnable onWrite;
    private final List<String> wrong;
    private final List<String> written = new CopyOnWriteArrayList<>();
    private Handler<@Nullable Void> drain = nobody -> {};
    private boolean full;
    private volatile boolean ended;

    /**
     * @param loop on which everything has to happen
     * @param random decides when it is full
     * @param onWrite called before a piece is taken
     * @param wrong gets what is done elsewhere
     */
    FakeResponse(Context loop, Random random, Runnable onWrite, List<String> wrong) {
        this.loop = loop;
        this.random = random;
        this.onWrite = onWrite;
        this.wrong = wrong;
    }

    HttpServerResponse asResponse() {
        return (HttpServerResponse) Proxy.newProxyInstance(
                FakeResponse.class.getClassLoader(), new Class<?>[] {HttpServerResponse.class}, this::invoke);
    }

    /** What was written, piece by piece. */
    List<String> written() {
        return written;
    }

    private @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments) {
        noteThread(loop, method.getName(), wrong);
        return switch (method.getName()) {
            case "drainHandler" -> drainHandler(proxy, arguments[0]);
            case "writeQueueFull" -> full;
            case "write" -> write(String.valueOf(arguments[0]));
            case "end" -> end();
            case "setChunked", "putHeader" -> proxy;
            default -> throw new UnsupportedOperationException(method.getName());
        };
    }

    /** Notes what happens on another thread than the event loop's. */
    static void noteThread(Context loop, String what, List<String> wrong) {
        boolean onLoop = Thread.currentThread().equals(loop.get("thread"));
        if (!onLoop) {
            wrong.add(what + " on " + Thread.currentThread().getName());
        }
    }

    @SuppressWarnings("unchecked") // The only type that the method takes.
    private Object drainHandler(Object proxy, @Nullable Object handler) {
        if (handler != null) {
            drain = (Handler<@Nullable Void>) handler;
        }
        return proxy;
    }

    private Future<Void> write(String piece) {
        if (ended) {
            wrong.add("written behind the end: " + piece);
        }
        onWrite.run();
        written.add(piece);
        if (random.nextInt(4) == 0) {
            full = true;
            loop.owner()
                    .setTimer(
                            1 + random.nextInt(3),
                            timer -> loop.runOnContext(later -> {
                                full = false;
                                drain.handle(null);
                            }));
        }
        return Future.succeededFuture();
    }

    private Future<Void> end() {
        ended = true;
        return Future.succeededFuture();
    }
}
