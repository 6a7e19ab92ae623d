package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What must be answered, and must have been announced, after all that was pushed to a registry and deleted there. */
final class Ledger {
    private static final String SUBJECT_FIELD = "subject-field";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** What was announced once too often would come by then. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final DockerRegistry registry;
    private final BackrefProcess backref;
    private final FeedReader feed;
    private final Map<Edge, Said> left = new HashMap<>();
    private final Map<Digest, String> subjects = new TreeMap<>();
    private final List<String> added = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();

    Ledger(DockerRegistry registry, BackrefProcess backref, FeedReader feed) {
        this.registry = registry;
        this.backref = backref;
        this.feed = feed;
    }

    /** Evidence in a repository, and what it is about. */
    record Edge(String repository, Digest subject, Digest referrer) {
        private String announced() {
            return subject + " " + referrer;
        }
    }

    /** What a merged answer says of evidence. */
    record Said(Set<String> kinds, Set<String> forms, Set<String> lapsed) {
        static Said that(Set<String> kinds, String... forms) {
            return new Said(kinds, Set.of(forms), Set.of());
        }

        private static Said in(JsonNode referrer) {
            return new Said(
                    words(referrer.path("kinds")),
                    words(referrer.at("/locations/0/forms")),
                    words(referrer.at("/locations/0/lapsed")));
        }

        private static Set<String> words(JsonNode array) {
            Set<String> words = new TreeSet<>();
            array.forEach(word -> words.add(word.textValue()));
            return words;
        }
    }

    void pushed(Edge edge, Said said) {
        left.put(edge, said);
        subjects.put(edge.subject(), edge.repository());
        added.add(edge.announced());
    }

    /** Says of evidence that stays what the answers say of it from now on. */
    void saysNow(Edge edge, Said said) {
        assertThat(left.replace(edge, said)).isNotNull();
    }

    /** Says of evidence that it is not any more. */
    void gone(Edge edge) {
        assertThat(left.remove(edge)).isNotNull();
        removed.add(edge.announced());
    }

    boolean isEmpty() {
        return left.isEmpty();
    }

    /** Everything is answered by form and kind, and was announced once: that it came, and that it went. */
    void assertKept(String after) throws IOException {
        assertHeld(after);
        await(after).atMost(PATIENCE).untilAsserted(() -> {
            for (Map.Entry<Digest, String> subject : subjects.entrySet()) {
                Map<Edge, Said> answered = answered(subject.getValue(), subject.getKey());
                assertThat(answered).isEqualTo(about(subject.getKey()));
                assertThat(backref.referrers(subject.getValue(), subject.getKey()))
                        .isEqualTo(forClients(answered));
            }
            assertThat(feed.edges("added")).containsExactlyInAnyOrderElementsOf(added);
            assertThat(feed.edges("removed")).containsExactlyInAnyOrderElementsOf(removed);
        });
    }

    /** Nothing more is announced. */
    void assertSettled() {
        await().during(SETTLED).atMost(PATIENCE).untilAsserted(() -> {
            assertThat(feed.edges("added")).hasSameSizeAs(added);
            assertThat(feed.edges("removed")).hasSameSizeAs(removed);
        });
    }

    /** The registry has deleted what this says, and no more: its storage tells of whatever has a subject. */
    private void assertHeld(String after) throws IOException {
        Set<Edge> held = new HashSet<>();
        for (String repository : Set.copyOf(subjects.values())) {
            registry.referrers(repository)
                    .forEach((subject, all) ->
                            all.forEach(referrer -> held.add(new Edge(repository, subject, referrer))));
        }
        assertThat(held).as(after).isEqualTo(withSubjectField());
    }

    private Set<Edge> withSubjectField() {
        Set<Edge> edges = new HashSet<>();
        left.forEach((edge, said) -> {
            if (said.forms().contains(SUBJECT_FIELD)) {
                edges.add(edge);
            }
        });
        return edges;
    }

    private Map<Edge, Said> about(Digest subject) {
        Map<Edge, Said> about = new HashMap<>(left);
        about.keySet().removeIf(edge -> !edge.subject().equals(subject));
        return about;
    }

    private Map<Edge, Said> answered(String repository, Digest subject) throws IOException, InterruptedException {
        Map<Edge, Said> answered = new HashMap<>();
        backref.told("/api/v1/subjects/" + subject)
                .forEach((referrer, told) -> answered.put(new Edge(repository, subject, referrer), Said.in(told)));
        return answered;
    }

    /** What clients that walk along the graph are told of it. */
    private static Set<Digest> forClients(Map<Edge, Said> answered) {
        return answered.keySet().stream()
                .filter(edge -> !edge.referrer().equals(edge.subject()))
                .map(Edge::referrer)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
