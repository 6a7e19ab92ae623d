package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.StrictSchema;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedFilterTest {
    private static final ContentFilter SBOMS = new ContentFilter(Set.of(Kind.SBOM), Set.of(), Map.of());
    private static final ContentFilter SIGNATURES = new ContentFilter(Set.of(Kind.SIGNATURE), Set.of(), Map.of());
    private static final ContentFilter OF_TYPE = new ContentFilter(Set.of(), Set.of("t"), Map.of());
    private static final ContentFilter ANNOTATED = new ContentFilter(Set.of(), Set.of(), Map.of("text", Set.of("x")));

    @Test
    void goesByKindsPredicateTypesAndAnnotations() {
        FeedEvent event = event(Samples.large("one", 0, "x"));
        assertThat(passes(ContentFilter.NONE, event)).isTrue();
        assertThat(passes(SBOMS, event)).isTrue();
        assertThat(passes(SIGNATURES, event)).isFalse();
        assertThat(passes(OF_TYPE, event)).isFalse();
        assertThat(passes(ANNOTATED, event)).isTrue();
        assertThat(passes(ANNOTATED, event(Samples.large("one", 0, "y")))).isFalse();
        assertThat(passes(ANNOTATED, event(Samples.change("one", 0)))).isFalse();
    }

    /** Whoever follows what is of a kind holds it for that until he hears that it is not. */
    @Test
    void letsThroughWhatWasMeantBefore() {
        FeedEvent event = event(Samples.updated(Samples.change("one", 0), Kind.SIGNATURE));
        assertThat(passes(SBOMS, event)).isTrue();
        assertThat(passes(SIGNATURES, event)).isTrue();
        ContentFilter reviews = new ContentFilter(Set.of(Kind.REVIEW), Set.of(), Map.of());
        assertThat(passes(reviews, event)).isFalse();
    }

    @Test
    void hidesNothingOfWhichTheAnnotationsWereLeftOut() {
        ObjectNode json = Json.read(Samples.change("one", 0).toJson(), ObjectNode.class);
        ((ObjectNode) json.path("data")).putArray("omitted").add(Change.Data.ANNOTATIONS);
        FeedEvent event = FeedEvent.read(0, 0, Json.write(json));
        assertThat(passes(ANNOTATED, event)).isTrue();
        assertThat(passes(SIGNATURES, event)).isFalse();
    }

    @Test
    void hidesNothingThatWasWrittenBeforePredicateTypesWereTold() {
        ObjectNode json = Json.read(Samples.change("one", 0).toJson(), ObjectNode.class);
        ((ObjectNode) json.path("data")).remove("predicateTypes");
        assertThat(passes(OF_TYPE, FeedEvent.read(0, 0, Json.write(json)))).isTrue();
    }

    @Test
    void isCountedInWhatAnEventTakesInMemory() {
        int small = event(Samples.change("one", 0)).size();
        assertThat(event(Samples.large("one", 0, "x".repeat(1_000))).size()).isGreaterThan(small + 3 * 1_000);
    }

    private static boolean passes(ContentFilter content, FeedEvent event) {
        FeedFilter all = Samples.filter("{}");
        return new FeedFilter(all.where(), Set.of(), content, Set.of(), all.what(), Optional.empty()).passes(event);
    }

    @ParameterizedTest
    @CsvSource({
        "app, true",
        "ap?, true",
        "*, true",
        "**, true",
        "a, false",
        "app/*, false",
        "x|app, true",
        "x|y*, false",
    })
    void goesByNamesAndGlobsOfRepositories(String given, boolean passes) {
        assertThat(filter("repository", List.of(given.split("\\|"))).passes(event(Samples.change("one", 0))))
                .isEqualTo(passes);
    }

    @Test
    void takesOneStarForAComponentAlone() {
        FeedEvent deep = event(Samples.change("one", 0, "team/app", List.of()));
        assertThat(filter("repository", List.of("*")).passes(deep)).isFalse();
        assertThat(filter("repository", List.of("team/*")).passes(deep)).isTrue();
        assertThat(filter("repository", List.of("**")).passes(deep)).isTrue();
    }

    @Test
    void goesByAnyOfSeveralRegistriesSubjectsAndTypes() {
        FeedEvent added = event(Samples.change("one", 0));
        FeedEvent removed = event(Samples.of(Change.Type.REMOVED, Samples.change("two", 0)));
        assertThat(filter("registry", List.of("other", "local")).passes(added)).isTrue();
        assertThat(filter("registry", List.of("other")).passes(added)).isFalse();
        assertThat(filter("change", List.of("added", "updated")).passes(added)).isTrue();
        assertThat(filter("change", List.of("added", "updated")).passes(removed))
                .isFalse();
        assertThat(filter("change", List.of("removed")).passes(removed)).isTrue();
        String subjects = Samples.digest("three") + "," + Samples.digest("one");
        assertThat(filter("subject", List.of(subjects, Samples.digest("four").toString()))
                        .passes(added))
                .isTrue();
        assertThat(filter("subject", List.of(subjects)).passes(removed)).isFalse();
    }

    @Test
    void takesAThousandSubjectsAndSaysHowManyAreTooMany() {
        List<String> thousand = IntStream.range(0, FeedFilter.MOST_SUBJECTS)
                .mapToObj(each -> Samples.digest("s" + each).toString())
                .toList();
        FeedFilter most = filter("subject", List.of(String.join(",", thousand), thousand.get(7)));
        assertThat(most.subjects()).hasSize(FeedFilter.MOST_SUBJECTS);
        assertThat(most.subject()).isEmpty();
        List<String> more = Stream.concat(
                        thousand.stream(), Stream.of(Samples.digest("more").toString()))
                .toList();
        assertThat(refusal("subject", more)).isEqualTo("subject: has 1001 values, and may have 1000 (1001)");
    }

    @Test
    void saysWhatItCannotRead() {
        assertThat(refusal("change", List.of("gone")))
                .isEqualTo("change: is none of added, removed, updated: \"gone\" (gone)");
        assertThat(refusal("first", List.of("here"))).isEqualTo("first: can be anywhere alone: \"here\" (here)");
        assertThat(refusal("repository", List.of("A*")))
                .isEqualTo("repository: is no repository name, nor a glob of one (A*)");
        assertThat(refusal("subject", List.of(Samples.digest("one") + ",")))
                .startsWith("subject: ")
                .endsWith(" ()");
        assertThat(refusal(
                        "repository",
                        IntStream.range(0, 33)
                                .mapToObj(each -> "a" + each + "*")
                                .toList()))
                .isEqualTo("repository: has 33 values, and may have 32 (33)");
    }

    /** Or who was reading a snapshot while its process got newer had to begin anew. */
    @Test
    void isMarkedAsItWasBeforeThereWereMoreFilters() {
        String one = Samples.digest("one").toString();
        FeedFilter old = Samples.filter("{\"registry\":\"local\",\"repository\":\"app\",\"subject\":\"" + one + "\"}");
        String text = "local\napp\n[]\n" + ContentFilter.NONE + "\n" + one;
        assertThat(Samples.digest(text).encoded()).startsWith(old.mark());
        Set<String> marks = Stream.of(
                        "{}", "{\"change\":\"added\"}", "{\"change\":\"removed\"}", "{\"first\":\"anywhere\"}")
                .map(given -> Samples.filter(given).mark())
                .collect(Collectors.toSet());
        assertThat(marks).hasSize(4);
    }

    private static FeedFilter filter(String name, List<String> values) {
        return Samples.filter(new String(Json.write(Map.of(name, values)), StandardCharsets.UTF_8));
    }

    private static String refusal(String name, List<String> values) {
        try {
            filter(name, values);
            return "";
        } catch (Parameters.Refused refused) {
            return refused.problem().message() + " ("
                    + refused.problem().value().orElseThrow() + ")";
        }
    }

    /** The topic's schema, as the API changes it. */
    @Test
    void writesWhatThePublishedSchemaAllows() {
        for (boolean others : List.of(true, false)) {
            String json = event(Samples.updated(Samples.change("one", 0), Kind.SIGNATURE))
                    .json(others);
            assertThat(StrictSchema.faults(json.getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
        }
    }

    private static FeedEvent event(Change change) {
        return FeedEvent.read(0, 0, change.toJson());
    }
}
