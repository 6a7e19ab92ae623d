package dev.backref.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import dev.backref.launcher.server.NotNow;
import dev.backref.launcher.server.RunningServer;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a running Backref decided: said to people, and to pipelines by an exit code. */
final class Decided {
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final String SATISFIED = "satisfied";
    private static final Map<String, Integer> EXITS =
            Map.of(SATISFIED, Exit.DONE, "unsatisfied", Exit.UNSATISFIED, "unknown", Exit.UNKNOWN);

    private final String body;
    private final JsonNode answer;

    private Decided(String body, JsonNode answer) {
        this.body = body;
        this.answer = answer;
    }

    /** What was asked is nothing that Backref can decide. */
    static final class Misused extends Exception {
        private static final long serialVersionUID = 1L;

        Misused(String why) {
            super(why);
        }
    }

    /**
     * Reads the answer of the gate, or one about a single subject.
     *
     * @throws NotNow when it is no decision
     * @throws Misused when it is the fault of whoever asked
     */
    static Decided read(HttpResponse<byte[]> answer) throws NotNow, Misused {
        int status = answer.statusCode();
        if (status == BAD_REQUEST || status == TOO_LARGE) {
            throw new Misused(RunningServer.message(answer));
        }
        JsonNode json = status == OK ? json(answer).orElseGet(Json.MAPPER::nullNode) : Json.MAPPER.nullNode();
        if (!EXITS.containsKey(json.path("outcome").asText())) {
            throw new NotNow(RunningServer.message(answer));
        }
        return new Decided(new String(answer.body(), StandardCharsets.UTF_8), json);
    }

    private static Optional<JsonNode> json(HttpResponse<byte[]> answer) {
        try {
            return Optional.of(Json.read(answer.body(), JsonNode.class));
        } catch (IllegalArgumentException other) {
            return Optional.empty();
        }
    }

    boolean isSatisfied() {
        return answer.path("outcome").asText().equals(SATISFIED);
    }

    int exit() {
        return EXITS.getOrDefault(answer.path("outcome").asText(), Exit.UNKNOWN);
    }

    /** Says it, as it is or in a line for each subject, with what is missing and why that is not known. */
    void print(PrintWriter out, boolean json) {
        if (json) {
            out.println(body);
        } else {
            each().forEach(decision -> print(out, decision));
        }
        out.flush();
    }

    private List<JsonNode> each() {
        if (!answer.has("decisions")) {
            return List.of(answer);
        }
        List<JsonNode> all = new ArrayList<>();
        answer.path("decisions").forEach(all::add);
        return all;
    }

    private static void print(PrintWriter out, JsonNode decision) {
        List<String> missing = new ArrayList<>();
        decision.path("missing").forEach(term -> missing.add(term.asText()));
        out.printf(
                "%-12s %s%s%n",
                decision.path("outcome").asText(),
                decision.has("subject")
                        ? decision.path("subject").asText()
                        : decision.at("/image/name").asText(),
                missing.isEmpty() ? "" : "  missing: " + String.join(", ", missing));
        if (decision.has("subject") && decision.has("image")) {
            out.println("  image: " + decision.at("/image/name").asText());
        }
        if (decision.has("reason")) {
            out.println("  " + decision.path("reason").asText());
        }
        if (decision.has("record")) {
            out.println("  record: " + decision.path("record").asText());
        }
        decision.path("require").forEach(verdict -> {
            if (verdict.has("reason")) {
                out.println("  " + verdict.path("term").asText() + ": "
                        + verdict.path("reason").asText());
            }
            verdict.path("notCounted")
                    .forEach(seen -> out.println("  " + verdict.path("term").asText() + ": "
                            + seen.path("digest").asText() + " is not counted: "
                            + seen.path("why").asText()));
        });
    }
}
