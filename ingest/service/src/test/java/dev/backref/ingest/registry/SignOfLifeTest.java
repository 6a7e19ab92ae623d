package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.Look.Later;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What those share who want to know whether a registry is there. */
class SignOfLifeTest {
    private final List<Promise<Answer>> sent = new ArrayList<>();
    private final List<Ask> asked = new ArrayList<>();
    private final SignOfLife signOfLife =
            new SignOfLife(URI.create("http://registry.example/below/"), Clock.systemUTC());

    @Test
    void isSoughtWhereEveryRegistryHasIt() {
        signOfLife.seek(this::send);
        assertThat(asked).singleElement().hasToString("GET http://registry.example/v2/");
    }

    @Test
    void whoeverAsksWhileOneIsUnderWayWaitsForTheNextWithAllOthers() {
        Future<Optional<Later>> first = signOfLife.seek(this::send);
        List<Future<Optional<Later>>> meanwhile = seek(5);

        answer(0, 200);
        assertThat(first.result()).isEmpty();
        assertThat(meanwhile).noneMatch(Future::isComplete);
        assertThat(sent).hasSize(2);

        Future<Optional<Later>> afterwards = signOfLife.seek(this::send);
        answer(1, 404);
        assertThat(meanwhile).allSatisfy(future -> assertThat(future.result()).isPresent());
        assertThat(afterwards.isComplete()).isFalse();
        assertThat(sent).hasSize(3);

        answer(2, 401);
        assertThat(afterwards.result()).isEmpty();
        assertThat(sent).hasSize(3);
    }

    @Test
    void isSoughtAnewByWhoeverComesWhenNoneIsUnderWay() {
        signOfLife.seek(this::send);
        answer(0, 200);
        Future<Optional<Later>> second = signOfLife.seek(this::send);
        assertThat(second.isComplete()).isFalse();
        answer(1, 503);
        assertThat(second.result())
                .hasValueSatisfying(why -> assertThat(why.reason()).isEqualTo(LookFailure.SERVER_ERROR));
    }

    @Test
    void aDefectEndsTheOneThatItHappensToAndNoOther() {
        Future<Optional<Later>> broken = signOfLife.seek(ask -> {
            throw new IllegalStateException("a defect");
        });
        assertThat(broken.cause()).hasMessage("a defect");

        Future<Optional<Later>> next = signOfLife.seek(this::send);
        answer(0, 200);
        assertThat(next.result()).isEmpty();
    }

    private Future<Answer> send(Ask ask) {
        asked.add(ask);
        sent.add(Promise.promise());
        return sent.get(sent.size() - 1).future();
    }

    private List<Future<Optional<Later>>> seek(int many) {
        List<Future<Optional<Later>>> all = new ArrayList<>();
        for (int number = 0; number < many; number++) {
            all.add(signOfLife.seek(this::send));
        }
        return all;
    }

    private void answer(int number, int status) {
        Answer answer = new Answer(asked.get(number), status, MultiMap.caseInsensitiveMultiMap(), BoundedBody.NONE);
        sent.get(number).complete(answer);
    }
}
