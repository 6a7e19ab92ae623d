package dev.backref.launcher.hooks;

import dev.backref.ingest.receive.ConfiguredHook;
import dev.backref.ingest.receive.ShownProof;
import dev.backref.launcher.server.NotNow;
import dev.backref.launcher.server.Refused;
import dev.backref.launcher.server.RunningServer;
import dev.backref.launcher.standalone.StartupFailure;
import dev.backref.launcher.terminal.Line;
import io.vertx.core.MultiMap;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Set;

/**
 * A delivery as a registry would send it.
 *
 * @param proof of its sender, in the place of any in the headers; absent where these are to do
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere, and sent once.
public record SentDelivery(ConfiguredHook hook, MultiMap headers, Optional<ShownProof> proof, byte[] body) {
    private static final int SUCCESS = 200;
    private static final int REDIRECT = 300;
    private static final int REFUSED = 400;
    private static final int NOT_PROVED = 401;
    private static final int FAULT = 500;

    /** They say how a recorded delivery came, and each connection has its own. */
    private static final Set<String> OF_A_CONNECTION = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** The headers that are sent. */
    public MultiMap sent() {
        MultiMap sent = MultiMap.caseInsensitiveMultiMap();
        headers.forEach((name, value) -> {
            boolean replaced = proof.isPresent() && hook.canProve(name);
            if (!replaced && OF_A_CONNECTION.stream().noneMatch(name::equalsIgnoreCase)) {
                sent.add(name, value);
            }
        });
        if (!sent.contains("Content-Type")) {
            sent.add("Content-Type", "application/json");
        }
        proof.ifPresent(shown -> shown.headers().forEach(sent::set));
        return sent;
    }

    /**
     * Sends it, and gives the answer in words.
     *
     * @throws StartupFailure when nobody answers, or not now
     * @throws Refused when it is not taken
     */
    public String to(RunningServer server) throws InterruptedException {
        String query = proof.map(ShownProof::query)
                .filter(text -> !text.isEmpty())
                .map(text -> "?" + text)
                .orElse("");
        try {
            return inWords(server.request("POST", hook.path() + query, sent(), body));
        } catch (NotNow unreachable) {
            throw new StartupFailure(String.valueOf(unreachable.getMessage()));
        }
    }

    /** Of the answer only what Backref itself says: whoever answers in its place may repeat the query, and so the secret. */
    private String inWords(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status >= SUCCESS && status < REDIRECT) {
            return Integer.toString(status);
        }
        if (status >= REDIRECT && status < REFUSED) {
            throw new Refused(
                    "answered " + status + ": it is redirected, and no hook is: say with --url where Backref is");
        }
        String why = "answered " + status + ": "
                + RunningServer.sentence(answer).map(Line::of).orElse("something that Backref does not say");
        if (status >= FAULT) {
            throw new StartupFailure(why);
        }
        throw new Refused(status == NOT_PROVED ? why + "; here it is " + hook.proof() : why);
    }
}
