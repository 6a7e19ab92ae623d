package dev.backref.indexer;

import static dev.backref.indexer.SimulatedIngest.ask;
import static dev.backref.indexer.SimulatedIngest.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.indexer.facts.Origin;
import dev.backref.indexer.facts.SubjectFact;
import dev.backref.indexer.lookup.LocalSubjectIndex;
import dev.backref.indexer.lookup.SubjectRows;
import dev.backref.indexer.lookup.SubjectStores;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.SubjectHalf;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a lookup costs, in rows read, among 20,000 referrers of one subject: what it returns, not what there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LookupCostTest {
    private static final int REFERRERS = 20_000;
    private static final int RARE = 1_000;
    private static final int PAGE = 100;
    private static final int PAGE_BYTES = 20_000;

    /** Rows read beside the entries: the position, registries, what stood in the way, one row ahead per scan. */
    private static final int BESIDE = 10;

    private static final Digest SUBJECT = Digest.sha256("subject".getBytes(UTF_8));
    private static final Location MANY = new Location("fresh", "many");
    private static final Location FEW = new Location("mirror", "few");

    private final TestedTopology topology = new TestedTopology();
    private final CountingStore rows = new CountingStore(topology.store(SubjectHalf.STORE));
    private final LocalSubjectIndex lookups = new LocalSubjectIndex(new Stores(), 1, Clock.systemUTC());
    private int writesOfTheFirst;
    private int writesOfTheLast;

    @BeforeAll
    void insert() {
        for (int i = 0; i < REFERRERS; i++) {
            insert(i, MANY);
            writesOfTheLast = writes();
            writesOfTheFirst = i == 0 ? writesOfTheLast : writesOfTheFirst;
        }
        insert(17, FEW);
        insert(4711, FEW);
        topology.takeChanges();
    }

    @AfterEach
    void noScanIsLeftOpen() {
        assertThat(rows.open()).isZero();
    }

    @AfterAll
    void close() {
        lookups.close();
        topology.close();
    }

    @Test
    void anInsertCostsTheLastWhatItCostTheFirst() {
        assertThat(writesOfTheFirst).isPositive();
        assertThat(writesOfTheLast).isLessThanOrEqualTo(writesOfTheFirst);
    }

    @Test
    void aPageOfALocationCostsThePage() {
        LocationAnswer first = at(MANY, Set.of(), Optional.empty());
        int ofTheFirst = rows.takeCount();
        assertThat(Listed.in(first)).hasSizeBetween(PAGE / 2, PAGE * 2);
        assertThat(ofTheFirst).isLessThanOrEqualTo(Listed.in(first).size() + BESIDE);

        Optional<String> next = first.next();
        for (int i = 0; i < 20; i++) {
            next = at(MANY, Set.of(), next).next();
        }
        rows.takeCount();
        LocationAnswer middle = at(MANY, Set.of(), next);
        assertThat(rows.takeCount()).isLessThanOrEqualTo(Listed.in(middle).size() + BESIDE);
    }

    @Test
    void oneRareTypeOfALocationCostsWhatThereIsOfIt() {
        LocationAnswer rare = at(MANY, Set.of("application/rare", "application/absent"), Optional.empty());

        assertThat(Listed.in(rare)).hasSize(REFERRERS / RARE);
        assertThat(rows.takeCount()).isLessThanOrEqualTo(2 * REFERRERS / RARE + BESIDE);
    }

    @Test
    void oneLocationOfManyCostsWhatIsThere() {
        assertThat(Listed.in(at(FEW, Set.of(), Optional.empty()))).hasSize(2);
        assertThat(rows.takeCount()).isLessThanOrEqualTo(2 * 2 + BESIDE);

        Filter few = new Filter(Set.of(), Optional.of(FEW.registry()), Optional.of(FEW.repository()));
        assertThat(merged(few, Optional.empty()).referrers()).hasSize(2);
        assertThat(rows.takeCount()).isLessThanOrEqualTo(3 * 2 + BESIDE);
    }

    @Test
    void aPageOfTheMergedAnswerCostsThePage() {
        Filter all = new Filter(Set.of(), Optional.empty(), Optional.empty());
        SubjectAnswer first = merged(all, Optional.empty());
        assertThat(first.referrers()).hasSize(PAGE);
        assertThat(rows.takeCount()).isLessThanOrEqualTo(3 * PAGE + BESIDE);

        Optional<String> next = first.next();
        for (int i = 0; i < 20; i++) {
            next = merged(all, next).next();
        }
        rows.takeCount();
        assertThat(merged(all, next).referrers()).hasSize(PAGE);
        assertThat(rows.takeCount()).isLessThanOrEqualTo(3 * PAGE + BESIDE);
    }

    @Test
    void oneRareTypeOfTheMergedAnswerCostsWhatThereIsOfIt() {
        Filter rare = new Filter(Set.of("application/rare"), Optional.empty(), Optional.empty());

        assertThat(merged(rare, Optional.empty()).referrers()).hasSize(REFERRERS / RARE);
        assertThat(rows.takeCount()).isLessThanOrEqualTo(4 * REFERRERS / RARE + BESIDE);
    }

    @Test
    void aFilterThatLetsFewThroughEndsAPageAndGoesOnBehindIt() {
        ContentFilter sboms = new ContentFilter(Set.of(Kind.SBOM), Set.of(), Map.of());
        for (Set<String> registries : List.of(Set.<String>of(), Set.of(MANY.registry()))) {
            Optional<String> repository = registries.isEmpty() ? Optional.empty() : Optional.of(MANY.repository());
            Filter filter = new Filter(Set.of(), registries, repository, sboms);
            List<Referrer> all = new ArrayList<>();
            Optional<String> next = Optional.empty();
            int pages = 0;
            do {
                SubjectAnswer page = merged(filter, next);
                assertThat(rows.takeCount()).isLessThanOrEqualTo(2 * REFERRERS / 2 + 3 * PAGE + BESIDE);
                all.addAll(page.referrers());
                next = page.next();
                pages++;
            } while (next.isPresent());
            assertThat(all).hasSize(REFERRERS / RARE).doesNotHaveDuplicates();
            assertThat(pages).isBetween(2, 3);
        }
    }

    @Test
    void aPageOfAllEdgesCostsThePage() {
        Optional<EdgesAnswer.Place> after = Optional.empty();
        for (int page = 0; page < 20; page++) {
            EdgesAnswer edges =
                    get(lookups.edges(new EdgesQuery(0, Optional.empty(), Filter.NONE, after, PAGE_BYTES, ask())));
            assertThat(edges.edges()).hasSizeGreaterThan(10);
            // Its row, its descriptor, and the rows of its referrer, of which two have another.
            assertThat(rows.takeCount()).isLessThanOrEqualTo(3 * edges.edges().size() + BESIDE);
            after = edges.next();
        }
    }

    private LocationAnswer at(Location location, Set<String> types, Optional<String> after) {
        return get(lookups.referrers(new LocationQuery(location, SUBJECT, types, after, PAGE_BYTES, ask())));
    }

    private SubjectAnswer merged(Filter filter, Optional<String> after) {
        return get(lookups.subject(new SubjectQuery(SUBJECT, filter, after, PAGE, ask())));
    }

    private void insert(int number, Location location) {
        Digest referrer = Digest.sha256(("referrer " + number).getBytes(UTF_8));
        String type = number % RARE == 0 ? "application/rare" : "application/common";
        EdgeState state = new EdgeState(
                new Descriptor(SampleManifest.MANIFEST, referrer, 700, Optional.of(type), Map.of()),
                Set.of(Form.SUBJECT_FIELD),
                Set.of(),
                Set.of(number % RARE == 0 ? Kind.SBOM : Kind.UNKNOWN),
                List.of());
        Instant at = Topologies.BEGIN.plusMillis(number);
        Origin origin = new Origin(new Cause(Cause.Kind.PUSH, "1"), at, at, "observations-0@" + number, 1);
        SubjectFact fact = new SubjectFact.Edge(SUBJECT, location, referrer, Optional.of(state), origin);
        topology.pipe(FactsTopic.SUBJECT_FACTS, new ProducerRecord<>("any", fact.key(), fact.toJson()), at);
    }

    private int writes() {
        return topology.countAndDrop(TestedTopology.changelog(SubjectHalf.STORE));
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
