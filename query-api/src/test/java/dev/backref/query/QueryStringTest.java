package dev.backref.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.web.RoutingContext;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A parameter is the one that it is called, to the letter. */
class QueryStringTest {
    private final TestServer server = new TestServer((vertx, router) -> {
        router.get("/read").handler(QueryStringTest::read);
        router.get("/counted").handler(QueryStringTest::count);
        router.get("/judged").handler(QueryStringTest::judge);
    });

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsNamesApartThatDifferInCaseAlone() throws Exception {
        HttpResponse<String> answer = server.get("/read?type=a%2Bb&TYPE=c&other&type=d&Type=e");
        assertThat(answer.body()).isEqualTo("[type, TYPE, other, Type] [a+b, d] a+b");
    }

    @Test
    void hasNothingWhereThereIsNoQuery() throws Exception {
        assertThat(server.get("/read").body()).isEqualTo("[] [] -");
        assertThat(server.get("/read?").body()).isEqualTo("[] [] -");
    }

    /** A thousand subjects of the feed, each by itself, and behind them what else it is filtered by. */
    @Test
    void readsAsManyAsARequestLineCanHold() throws Exception {
        String query = "&type=a".repeat(1_000) + "&other=b".repeat(32);
        HttpResponse<String> answer = server.get("/counted?last=c" + query + "&last=d");
        assertThat(answer.body()).isEqualTo("1000 32 [c, d]");
    }

    @Test
    void refusesWhatCannotBeDecoded() throws Exception {
        assertThat(server.raw("GET /read?type=%zz")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void refusesANameInAnotherCaseAlsoBesideItsOwn() throws Exception {
        for (String query : new String[] {"TYPE=b", "type=a&TYPE=b", "TYPE=b&type=a"}) {
            HttpResponse<String> answer = server.get("/judged?" + query);
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(answer.body()).contains("\"field\":\"TYPE\"", "\"value\":\"b\"");
        }
        assertThat(server.get("/judged?type=a").statusCode()).isEqualTo(200);
    }

    private static void read(RoutingContext context) {
        QueryString query = QueryString.of(context);
        context.response()
                .end(query.names() + " " + query.all("type") + " "
                        + query.first("type").orElse("-"));
    }

    private static void count(RoutingContext context) {
        QueryString query = QueryString.of(context);
        context.response()
                .end(query.all("type").size() + " " + query.all("other").size() + " " + query.all("last"));
    }

    private static void judge(RoutingContext context) {
        try {
            context.response()
                    .end(Parameters.of(context, Set.of("type"))
                            .one("type", type -> type)
                            .orElse("-"));
        } catch (Parameters.Refused refused) {
            refused.problem().answer(context);
        }
    }
}
