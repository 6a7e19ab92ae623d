package dev.backref.launcher.shown;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import dev.backref.launcher.terminal.Colours;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ShownTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Colours NONE = new Colours(false);
    private static final String KNOWN = """
            "completeness":{"scope":"all","state":"complete","oldest":"2026-11-30T11:00:00Z",
             "registries":[{"name":"prod","state":"complete","basis":"tags","limits":["untagged-not-listable"],
              "locations":3,"complete":3}]}""";
    private static final String OF_PROD = "  prod: 3 of 3 locations are complete, by tags (untagged-not-listable)";
    private static final String NOTHING_KNOWN =
            "{\"referrers\":[],\"completeness\":{\"scope\":\"all\",\"state\":\"unknown\"}%s}";
    private static final String CHANGE = """
            {"type":"dev.backref.referrer.added.v1","subject":"sha256:s","time":"2026-11-30T11:00:00Z","data":{
             "location":"prod/shop/app","kinds":["sbom","vex"],
             "referrer":{"digest":"sha256:r","mediaType":"m/m","artifactType":"a/b\\u001b[2J"}}}""";

    @Test
    void showsReferrersAsATableWithTheAgeThatTheySayAndWhereTheyAre() {
        JsonNode answer = json("""
                {"referrers":[
                 {"digest":"sha256:r","artifactType":"a/b","kinds":["sbom"],"created":{"at":"2026-11-27T11:00:00Z"},
                  "locations":[{"registry":"prod","repository":"shop/app"},{"registry":"dev","repository":"app"}]},
                 {"digest":"sha256:q","mediaType":"m/m","kinds":["signature","sbom"],
                  "locations":[{"registry":"dev","repository":"app"}]}],
                 %s,"next":"n1"}""".formatted(KNOWN));
        assertThat(ShownSubject.lines(answer, NOW, false))
                .containsExactly(
                        "KIND            TYPE  AGE  WHERE             DIGEST",
                        "sbom            a/b   3 d  prod/shop/app +1  sha256:r",
                        "signature,sbom  m/m   -    dev/app           sha256:q",
                        "known: everything (all), as of 2026-11-30T11:00:00Z",
                        OF_PROD,
                        "there is more: --next n1",
                        "nothing is verified");
    }

    @Test
    void saysWhatIsNotKnownBeforeAnAbsenceIsTakenForOne() {
        JsonNode answer = json("""
                {"referrers":[],"completeness":{"scope":"all","state":"partial","registries":[
                 {"name":"hub","state":"unknown","locations":2,"complete":0,"reason":"nothing has been told of it yet"},
                 {"name":"prod","state":"complete","basis":"digests","locations":3,"complete":3,
                  "failing":{"locations":1,"since":"2026-11-30T10:00:00Z","reason":"unreachable"}}]}}""");
        assertThat(ShownSubject.lines(answer, NOW, false))
                .containsExactly(
                        "nothing that is known refers to it",
                        "known: some of it (all)",
                        "  hub: 0 of 2 locations are complete: nothing has been told of it yet",
                        "  prod: 3 of 3 locations are complete, by digests",
                        "  prod: 1 cannot be listed, since 2026-11-30T10:00:00Z: unreachable",
                        "nothing is verified");
    }

    @Test
    void saysOfAnAnswerWithNothingWhatWasAskedFor() {
        assertThat(first(",\"next\":\"n\",\"ended\":\"time\"", false)).isEqualTo("nothing as far as was looked");
        assertThat(first("", true)).isEqualTo("nothing more that is known fits what was asked for");
        assertThat(first("", false)).isEqualTo("nothing that is known refers to it");
    }

    private static String first(String more, boolean ofSome) {
        return ShownSubject.lines(json(NOTHING_KNOWN.formatted(more)), NOW, ofSome)
                .get(0);
    }

    @Test
    void showsAGraphOfSeveralPagesAsOneTree() {
        ShownGraph graph = new ShownGraph(json("""
                {"subject":"sha256:a",%s,"edges":[
                 {"subject":"sha256:a","way":"referrer","digest":"sha256:b","artifactType":"a/b","kinds":["sbom"],
                  "locations":[{"registry":"prod","repository":"app"}]},
                 {"subject":"sha256:b","way":"referrer","digest":"sha256:c","kinds":["signature"],"ends":"depth",
                  "artifactType":"s/s","locations":[{"registry":"prod","repository":"app"}]}]}""".formatted(KNOWN)));
        graph.add(json("""
                {"subject":"sha256:a","completeness":{"scope":"all","state":"unknown"},"edges":[
                 {"subject":"sha256:a","way":"referrer","digest":"sha256:b","artifactType":"a/b","kinds":["sbom"],
                  "locations":[{"registry":"dev","repository":"app"}]},
                 {"subject":"sha256:a","way":"index","digest":"sha256:d","ends":"told",
                  "locations":[{"registry":"prod","repository":"app"}]}]}"""));
        graph.add(json("{\"subject\":\"sha256:a\",%s,\"edges\":[]}".formatted(KNOWN)));
        assertThat(graph.lines())
                .containsExactly(
                        "sha256:a",
                        "├─ sbom a/b sha256:b prod/app +1",
                        "│  └─ signature s/s sha256:c prod/app …",
                        "└─ index sha256:d prod/app (see there)",
                        "known: too little to say that there is no more (all)",
                        "nothing is verified");
    }

    @Test
    void showsAChangeInALineThatTellsTheTerminalNothing() {
        assertThat(ShownChange.of(CHANGE, NONE))
                .isEqualTo("2026-11-30T11:00:00Z added   prod/shop/app@sha256:s <- sbom,vex a/b [2J sha256:r");
    }

    @Test
    void coloursWhatHappenedAlone() {
        assertThat(ShownChange.of(CHANGE.replace(".added.", ".removed."), new Colours(true)))
                .startsWith("2026-11-30T11:00:00Z \u001b[31mremoved\u001b[0m prod/shop/app@");
    }

    @Test
    void showsAsItIsWhatItDoesNotKnow() {
        assertThat(ShownChange.of("{\"type\":\"other.v1\"}", NONE)).isEqualTo("{\"type\":\"other.v1\"}");
        assertThat(ShownChange.of("{", NONE)).isEqualTo("{");
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
