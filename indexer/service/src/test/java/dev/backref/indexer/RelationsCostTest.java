package dev.backref.indexer;

import static dev.backref.indexer.SimulatedIngest.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.Relation.Direction;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.indexer.facts.Origin;
import dev.backref.indexer.facts.Related;
import dev.backref.indexer.facts.SubjectFact;
import dev.backref.indexer.lookup.LocalSubjectIndex;
import dev.backref.indexer.lookup.SubjectRows;
import dev.backref.indexer.lookup.SubjectStores;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.SubjectHalf;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a page of the images that were built from one costs, in rows read, among 6,000 of them at two locations each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelationsCostTest {
    private static final int IMAGES = 6_000;
    private static final int PAGE = 100;

    /** Rows read beside those of the page: the position, registries, one row ahead. */
    private static final int BESIDE = 10;

    private static final Digest BASE = Digest.sha256("base".getBytes(UTF_8));
    private static final Location HERE = new Location("fresh", "here");
    private static final Location THERE = new Location("mirror", "there");

    private final TestedTopology topology = new TestedTopology();
    private final CountingStore rows = new CountingStore(topology.store(SubjectHalf.STORE));
    private final LocalSubjectIndex lookups = new LocalSubjectIndex(new Stores(), 1, Clock.systemUTC());

    @BeforeAll
    void insert() {
        for (int i = 0; i < IMAGES; i++) {
            insert(i, HERE);
            insert(i, THERE);
        }
    }

    @AfterAll
    void close() {
        lookups.close();
        topology.close();
    }

    @Test
    void aPageCostsThePageWhereverItIs() {
        Optional<String> next = Optional.empty();
        Set<Digest> all = new HashSet<>();
        do {
            rows.takeCount();
            RelationsAnswer page = page(Caller.ANYONE, next);
            assertThat(rows.takeCount()).isLessThanOrEqualTo(2 * PAGE + BESIDE);
            assertThat(page.related())
                    .hasSize(PAGE)
                    .allSatisfy(each -> assertThat(each.locations())
                            .extracting(RelationsAnswer.At::location)
                            .containsExactly(HERE, THERE));
            page.related().forEach(each -> all.add(each.digest()));
            next = page.next();
        } while (next.isPresent());
        assertThat(all).hasSize(IMAGES);
        assertThat(rows.open()).isZero();
    }

    @Test
    void aCallerWhoSeesNothingGetsPagesThatEndAndGoOn() {
        Caller nobody = location -> CompletableFuture.completedStage(false);
        RelationsAnswer first = page(nobody, Optional.empty());
        assertThat(first.related()).isEmpty();
        assertThat(first.next()).isPresent();
        RelationsAnswer second = page(nobody, first.next());
        assertThat(second.related()).isEmpty();
        assertThat(second.next()).isEmpty();
    }

    @Test
    void aCursorIsOfOneListing() {
        Optional<String> next = page(Caller.ANYONE, Optional.empty()).next();
        assertThat(lookups.relations(query(Relation.INDEX_CHILD, Caller.ANYONE, next))
                        .toCompletableFuture())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(IllegalArgumentException.class)
                .withMessageContaining("\"" + next.orElseThrow() + "\"");
    }

    private RelationsAnswer page(Caller caller, Optional<String> after) {
        return get(lookups.relations(query(Relation.BASE_IMAGE, caller, after)));
    }

    private static RelationsQuery query(Relation relation, Caller caller, Optional<String> after) {
        Ask ask = new Ask(caller, Instant.now().plusSeconds(20), Optional.empty());
        return new RelationsQuery(BASE, relation, Direction.IN, after, PAGE, ask);
    }

    private void insert(int number, Location location) {
        Digest image = Digest.sha256(("image " + number).getBytes(UTF_8));
        Instant at = Topologies.BEGIN.plusMillis(number);
        Origin origin = new Origin(new Cause(Cause.Kind.PUSH, "1"), at, at, "observations-0@" + number, 4);
        SubjectFact fact = new Related(BASE, image, Relation.BASE_IMAGE, Direction.IN, location, true, origin);
        topology.pipe(FactsTopic.SUBJECT_FACTS, new ProducerRecord<>("any", fact.key(), fact.toJson()), at);
    }

    private final class Stores implements SubjectStores {
        @Override
        public int partitions() {
            return 1;
        }

        @Override
        public SubjectRows rows(int partition) {
            return SubjectRows.read(partition, new Table(rows), ServedBy.ACTIVE);
        }
    }
}
