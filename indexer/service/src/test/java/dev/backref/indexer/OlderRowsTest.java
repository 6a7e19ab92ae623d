package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.facts.SubjectFact;
import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.indexer.facts.SubjectFact.RegistryState;
import dev.backref.indexer.facts.SweepState.Sweeping;
import dev.backref.indexer.subject.EdgeRow;
import dev.backref.indexer.subject.RegistryRow;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Listing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Rows and records as they were written before anything was known of events that are missing, or of what is withheld. */
class OlderRowsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void sayNothingOfEventsThatAreMissing() {
        RegistryRow row = read(RegistryRow.class, """
                {"history":"none","heard":"2026-03-01T12:00:00Z",
                 "counts":{"all":2,"troubled":0,"whole":1,"limited":1,"failing":0,"sweeping":0,"found":0,"done":0},
                 "ended":2}""");
        assertThat(row.counts().unannounced()).isZero();
        assertThat(row.lost()).isEmpty();
        assertThat(row.announcedSince()).contains(NOON);
        assertThat(row.locations()).isEqualTo(2);

        RegistryState state = (RegistryState) SubjectFact.read(bytes("""
                {"fact":"registry","registry":"local","history":"none","heard":"2026-03-01T12:00:00Z"}"""));
        assertThat(state.lost()).isEmpty();
        LocationState location = (LocationState) SubjectFact.read(bytes("""
                {"fact":"location","location":{"registry":"local","repository":"app"},"rejected":0}"""));
        assertThat(location.unannounced()).isEmpty();
    }

    @Test
    void sayNothingOfRepositoriesThatAreGoneNorOfWhichSweepFailed() {
        LocationState location = (LocationState) SubjectFact.read(bytes("""
                {"fact":"location","location":{"registry":"local","repository":"app"},"rejected":0,"sweeps":{"failing":
                 {"since":"2026-03-01T12:00:00Z","reason":"timed-out","detail":"","at":"2026-03-01T12:00:00Z"}}}"""));
        assertThat(location.isGone()).isFalse();
        assertThat(location.sweeps().orElseThrow().failing().orElseThrow().began())
                .isEqualTo(NOON);
    }

    @Test
    void sayNothingOfHowManySourcesWereTags() {
        LocationState location = (LocationState) SubjectFact.read(bytes("""
                {"fact":"location","location":{"registry":"local","repository":"app"},"rejected":0,"sweeps":{"sweeping":
                 {"began":"2026-03-01T12:00:00Z","found":20,"done":10}}}"""));
        assertThat(location.sweeps().orElseThrow().sweeping()).contains(new Sweeping(NOON, 20, 10, 0, 0));
    }

    @Test
    void sayNothingOfThePastOfARegistryThatIsSwept() {
        Listing piece = (Listing) LocationSignal.read(bytes("""
                {"signal":"listing","location":{"registry":"local","repository":"app"},"number":0,"after":"","sources":[],
                 "sweep":{"id":"one","began":"2026-03-01T12:00:00Z","basis":"tags"}}"""));
        assertThat(piece.sweep().fromNothing()).isFalse();
    }

    @Test
    void sayNothingOfWhyAnEdgeChangedLast() {
        EdgeRow edge = read(EdgeRow.class, """
                {"firstSeen":"2026-03-01T12:00:00Z","observed":"2026-03-01T12:00:00Z","indexed":"2026-03-01T12:00:01Z",
                 "state":{"descriptor":{"mediaType":"m/m","digest":"sha256:%s","size":7},"forms":[],"kinds":[],"evidence":[]}}""".formatted("0".repeat(64)));
        assertThat(edge.cause()).isEmpty();
        assertThat(edge.firstSeen()).isEqualTo(NOON);
    }

    /** What is told now, a build from before reads as well: it knows no such field and passes over it. */
    @Test
    void haveTheFieldsThatTheyHadAndMore() {
        RegistryRow now = RegistryRow.NOTHING;
        assertThat(new String(Json.write(now), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"history\":\"unknown\",\"counts\":{\"all\":0,\"troubled\":0,\"whole\":0,\"limited\":0,"
                                + "\"failing\":0,\"sweeping\":0,\"found\":0,\"done\":0,\"withheld\":0,\"unannounced\":0,\"tags\":0,\"digests\":0},\"ended\":0}");
    }

    private static <T> T read(Class<T> type, String json) {
        return Json.read(bytes(json), type);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
