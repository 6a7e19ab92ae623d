package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.requirement.Arrivals.Followed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeedArrivalsTest {
    private static final Set<Kind> SBOMS = Set.of(Kind.SBOM);

    private final Ring ring = new Ring(10_000, Long.MAX_VALUE, new long[] {0});
    private final AtomicInteger told = new AtomicInteger();
    private volatile FeedStatus status = new FeedStatus(true, "following");
    private final FeedArrivals arrivals = new FeedArrivals(() -> ring, () -> status, manifest -> 0);

    @Test
    void tellsOfAChangeOfWhatIsFollowedAndOfNoOther() {
        try (Followed followed = arrivals.follow(SBOMS, told::incrementAndGet)) {
            followed.add(Samples.digest("one"));
            change("other", 0);
            assertThat(told).hasValue(0);
            change("one", 1);
            assertThat(told).hasValue(1);
            followed.add(Samples.digest("other"));
            change("other", 2);
            assertThat(told).hasValue(2);
        }
        change("one", 3);
        assertThat(told).as("nothing any more").hasValue(2);
        assertThat(arrivals.followed()).isZero();
    }

    /** A lookup that was under way when it left goes on to the next manifest. */
    @Test
    void keepsNothingForOneThatHasLeft() {
        Followed followed = arrivals.follow(SBOMS, told::incrementAndGet);
        followed.close();
        followed.add(Samples.digest("one"));
        assertThat(arrivals.followed()).isZero();
        change("one", 0);
        assertThat(told).hasValue(0);
    }

    @Test
    void tellsOfNoOtherKind() {
        try (Followed followed = arrivals.follow(Set.of(Kind.VEX), told::incrementAndGet)) {
            followed.add(Samples.digest("one"));
            change("one", 0);
            assertThat(told).hasValue(0);
        }
    }

    @Test
    void namesThePositionOfTheNewestChangeOfThatPartition() {
        try (Followed followed = arrivals.follow(SBOMS, told::incrementAndGet)) {
            assertThat(followed.add(Samples.digest("one"))).isEmpty();
            change("other", 0);
            change("other", 1);
            assertThat(followed.add(Samples.digest("one")).map(Position::offset))
                    .contains(1L);
        }
    }

    @Test
    void tellsAllWhereTheFeedLostItsPlace() {
        try (Followed followed = arrivals.follow(SBOMS, told::incrementAndGet)) {
            followed.add(Samples.digest("one"));
            ring.restart(new long[] {100});
            arrivals.take();
            assertThat(told).hasValue(1);
            change("one", 100);
            assertThat(told).hasValue(2);
        }
    }

    @Test
    void saysWhyNothingWouldBeToldOf() {
        assertThat(arrivals.trouble()).isEmpty();
        status = new FeedStatus(false, "the broker does not answer");
        assertThat(arrivals.trouble()).contains("the broker does not answer");
    }

    /** Whenever one begins to follow, each change is told of, or shown by the position that it is given. */
    @Test
    void losesNoChangeBetweenItsPositionAndWhatItTells() throws InterruptedException {
        int subjects = 200;
        Map<Digest, Long> shown = new ConcurrentHashMap<>();
        Set<Digest> woken = ConcurrentHashMap.newKeySet();
        CountDownLatch begun = new CountDownLatch(1);
        Thread follower = new Thread(() -> {
            begun.countDown();
            IntStream.range(0, subjects).forEach(number -> {
                Digest subject = Samples.digest("s" + number);
                Optional<Position> position =
                        arrivals.follow(SBOMS, () -> woken.add(subject)).add(subject);
                shown.put(subject, position.map(Position::offset).orElse(-1L));
            });
        });
        follower.start();
        begun.await();
        IntStream.range(0, subjects).forEach(number -> change("s" + number, number));
        follower.join();
        IntStream.range(0, subjects).forEach(number -> {
            Digest subject = Samples.digest("s" + number);
            assertThat(woken.contains(subject) || shown.getOrDefault(subject, -1L) >= number)
                    .as("change %d", number)
                    .isTrue();
        });
    }

    private void change(String subject, long number) {
        FeedEvent event =
                FeedEvent.read(0, number, Samples.change(subject, number).toJson());
        ring.append(List.of(event), new long[] {number + 1});
        arrivals.take();
    }
}
