package dev.backref.query.passthrough;

import dev.backref.query.Answer;
import dev.backref.query.OciError;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * {@code GET /v2/} (distribution-spec §Determining Support), where some clients learn how to log in, and only there. One
 * address stands for several registries: a login is demanded when all of them do, and else only offered (RFC 9110
 * §11.6.1), because a demand would keep those without a login from the open ones.
 */
final class Ping {
    private final List<Login> logins;

    Ping(List<Login> logins) {
        this.logins = List.copyOf(logins);
    }

    void answer(RoutingContext context) {
        List<Future<Challenges>> asked = logins.stream().map(Login::challenges).toList();
        Future<List<Challenges>> all = Future.all(asked)
                .map(answers -> asked.stream().map(Future::result).toList());
        Future.fromCompletionStage(all.toCompletionStage(), context.vertx().getOrCreateContext())
                .onSuccess(answers -> answer(context, answers))
                .onFailure(context::fail);
    }

    private static void answer(RoutingContext context, List<Challenges> all) {
        List<String> values =
                all.stream().flatMap(each -> each.values().stream()).distinct().toList();
        if (!values.isEmpty()) {
            context.response().putHeader("WWW-Authenticate", values);
        }
        boolean demanded = all.stream().allMatch(Challenges::needed);
        boolean brought = context.request().headers().contains("Authorization");
        if (demanded && !brought && !all.isEmpty()) {
            OciError.unauthorized().answer(context);
        } else {
            Answer.end(context, "application/json", Buffer.buffer("{}"));
        }
    }
}
