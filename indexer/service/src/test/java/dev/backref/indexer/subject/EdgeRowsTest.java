package dev.backref.indexer.subject;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Form;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.facts.Origin;
import dev.backref.indexer.facts.SubjectFact.Edge;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reads while an edge changes sees what stands in the store after each single write. */
class EdgeRowsTest {
    private static final Location AT = new Location("local", "app");
    private static final Digest SUBJECT = digest("subject");
    private static final Digest REFERRER = digest("referrer");
    private static final String SBOM = "application/spdx+json";
    private static final Instant SEEN = Instant.parse("2026-03-01T12:00:00Z");

    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("edges").get();
    private final Table table = new Table(store);
    private int writes;

    @ParameterizedTest
    @ValueSource(strings = {SBOM, "application/vnd.cyclonedx+json"})
    void neverMissesAnEdgeThatChanges(String typeAfterwards) {
        Edge edge = new Edge(
                SUBJECT,
                AT,
                REFERRER,
                Optional.empty(),
                new Origin(new Cause(Cause.Kind.PUSH, "1"), SEEN, SEEN, "observations-0@1", 1));
        EdgeState first = state(SBOM, Set.of(Form.SUBJECT_FIELD));
        EdgeState then = state(typeAfterwards, Set.of(Form.SUBJECT_FIELD, Form.REFERRERS_TAG));
        EdgeRow before = new EdgeRow(SEEN, SEEN, SEEN, Optional.empty(), first);
        new EdgeRows(store).put(edge, first, before);

        new EdgeRows(watched()).replace(edge, before, then, new EdgeRow(SEEN, SEEN, SEEN, Optional.empty(), then));

        assertThat(writes).isGreaterThanOrEqualTo(4);
        assertThat(count(SubjectKeys.typed(SUBJECT, AT, Optional.of(typeAfterwards))))
                .isEqualTo(1);
        assertThat(count(SubjectKeys.mergedTyped(SUBJECT, Optional.of(typeAfterwards))))
                .isEqualTo(1);
        if (!typeAfterwards.equals(SBOM)) {
            assertThat(count(SubjectKeys.typed(SUBJECT, AT, Optional.of(SBOM)))).isZero();
            assertThat(count(SubjectKeys.mergedTyped(SUBJECT, Optional.of(SBOM))))
                    .isZero();
        }
    }

    /** The store, with a look at it behind each call. */
    @SuppressWarnings("unchecked")
    private KeyValueStore<Bytes, byte[]> watched() {
        return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {KeyValueStore.class}, (proxy, method, arguments) -> {
                    Object result;
                    try {
                        result = method.invoke(store, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getTargetException();
                    }
                    if (method.getName().equals("put") || method.getName().equals("delete")) {
                        writes++;
                        assertThat(count(SubjectKeys.edges(SUBJECT, AT)))
                                .as("at the location, after %d writes", writes)
                                .isEqualTo(1);
                        assertThat(table.get(SubjectKeys.merged(SUBJECT, REFERRER, AT)))
                                .as("merged, after %d writes", writes)
                                .isPresent();
                    }
                    return result;
                });
    }

    private int count(RowKey prefix) {
        int[] rows = new int[1];
        table.each(prefix, (key, value) -> ++rows[0] > 0);
        return rows[0];
    }

    private static EdgeState state(String type, Set<Form> forms) {
        Descriptor descriptor = new Descriptor(
                "application/vnd.oci.image.manifest.v1+json", REFERRER, 7, Optional.of(type), Map.of("a", "b"));
        return new EdgeState(descriptor, forms, Set.of(), Set.of(), List.of());
    }

    private static Digest digest(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
