package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import dev.backref.query.gate.Tags.Pointer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TagLineTest {
    private static final Pointer SOME = Pointer.to(Digest.parse("sha256:" + "a".repeat(64)));

    private final List<String> asked = new ArrayList<>();
    private final List<Promise<Pointer>> looks = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final TagLine line = new TagLine(tag -> {
        asked.add(tag.tag());
        looks.add(Promise.promise());
        return looks.get(looks.size() - 1).future();
    });

    @Test
    void asksForAFewAtATimeInTheirOrderAndTellsTheOthersThatItIsBusy() {
        List<Future<Pointer>> answers = ask(TagLine.MOST_UNDER_WAY + TagLine.MOST_WAITING + 1);
        assertThat(asked).hasSize(TagLine.MOST_UNDER_WAY);
        Future<Pointer> last = answers.get(answers.size() - 1);
        assertThat(last.result().digest()).isEmpty();
        assertThat(last.result().why()).startsWith("busy: ");

        looks.get(0).fail("broken");
        assertThat(answers.get(0).failed()).isTrue();
        for (int at = 1; at < looks.size(); at++) {
            looks.get(at).complete(SOME);
        }
        assertThat(asked)
                .containsExactlyElementsOf(IntStream.range(0, answers.size() - 1)
                        .mapToObj(number -> "t" + number)
                        .toList());
        assertThat(answers.subList(1, answers.size() - 1))
                .allSatisfy(each -> assertThat(each.result()).isEqualTo(SOME));
        assertThat(ask(1).get(0).isComplete()).as("there is room again").isFalse();
    }

    @Test
    void asksNothingForWhoIsGone() {
        List<Future<Pointer>> answers = ask(TagLine.MOST_UNDER_WAY + 50);
        over.set(true);
        looks.get(0).complete(SOME);
        assertThat(asked).hasSize(TagLine.MOST_UNDER_WAY);
        assertThat(answers.subList(TagLine.MOST_UNDER_WAY, answers.size()))
                .allSatisfy(each -> assertThat(each.result().digest()).isEmpty());
    }

    private List<Future<Pointer>> ask(int tags) {
        return IntStream.range(0, tags)
                .mapToObj(number -> line.pointer(new Source.Tag(new Location("local", "app"), "t" + number), over::get))
                .toList();
    }
}
