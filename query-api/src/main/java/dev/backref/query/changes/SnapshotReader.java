package dev.backref.query.changes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.ingest.contract.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One who reads a snapshot. It asks the index for a page, writes it, and asks for the next when the connection has taken
 * that: meanwhile nothing is open in the index, and no more than a page is held here. Everything runs on its event loop.
 */
final class SnapshotReader {
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(5);

    /** Once something is written the reader is not sent away for a partition that moves. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Bytes of a page that are written at once: a connection that is slow, and takes some, is not taken for silent. */
    private static final int PIECE = 16 * 1024;

    private final Reading reading;
    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final SnapshotMeters meters;
    private SnapshotPlace place;
    private int at;
    private Optional<EdgesAnswer.Place> after;
    private boolean full;
    private boolean ended;

    /**
     * @param place where it begins, in one of the stretches
     */
    SnapshotReader(
            Reading reading,
            HttpServerResponse response,
            HttpConnection connection,
            SnapshotPlace place,
            SnapshotMeters meters) {
        this.reading = reading;
        this.response = response;
        this.connection = connection;
        this.meters = meters;
        this.place = place;
        this.at = SnapshotStretch.at(place, reading.stretches()).orElseThrow();
        this.after = place.after();
    }

    /**
     * What is read, and for whom.
     *
     * @param stretches of the index, in their order
     * @param pageBytes of a page, about
     */
    record Reading(
            SubjectIndex index,
            FeedFilter filter,
            Caller caller,
            List<SnapshotStretch> stretches,
            int pageBytes,
            Context context) {}

    /** What the index told in one answer, and where to ask on. */
    record Page(List<EdgesAnswer.Edge> edges, Optional<EdgesAnswer.Place> next) {}

    /** Asks for the first page, before anything is written: where that fails the reader can still be told. */
    Future<Page> first() {
        if (!reading.filter().wantsAdded()) {
            at = reading.stretches().size() - 1;
            return Future.succeededFuture(new Page(List.of(), Optional.empty()));
        }
        return ask(Instant.now().plus(FIRST_PATIENCE));
    }

    /** Begins to write. */
    void begin(Page first) {
        response.setChunked(true);
        response.closeHandler(gone -> end(SnapshotMeters.Outcome.ABANDONED));
        // A server that stops waits a while for what is under way.
        connection.shutdownHandler(stops -> cut());
        response.drainHandler(drained -> {
            if (full) {
                full = false;
                next();
            }
        });
        // First, so that whoever was told of an edge has the cursor of before it: one who began anew has another.
        Buffer line = Buffer.buffer();
        line(line, "resume", TextNode.valueOf(place.toString()));
        response.write(line);
        write(first);
    }

    private Future<Page> ask(Instant deadline) {
        Ask ask = new Ask(reading.caller(), deadline, place.atLeast());
        SnapshotStretch stretch = reading.stretches().get(at);
        EdgesQuery query = new EdgesQuery(
                stretch.partition(), stretch.subject(), reading.filter().ofEdges(), after, reading.pageBytes(), ask);
        return Future.fromCompletionStage(reading.index().edges(query), reading.context())
                .map(answer -> new Page(answer.edges(), answer.next()));
    }

    private void write(Page page) {
        if (ended) {
            return;
        }
        Buffer lines = Buffer.buffer();
        int told = 0;
        for (EdgesAnswer.Edge edge : page.edges()) {
            if (isWanted(edge)) {
                line(lines, "edge", data(edge));
                place = place.behind(edge.place());
                told++;
            }
            if (lines.length() >= PIECE) {
                response.write(lines);
                lines = Buffer.buffer();
            }
        }
        meters.told(told);
        after = page.next();
        if (after.isPresent()) {
            goOn(lines);
        } else if (at + 1 < reading.stretches().size()) {
            at++;
            int partition = reading.stretches().get(at).partition();
            place = partition == place.partition() ? place : place.before(partition);
            goOn(lines);
        } else {
            line(lines, "cursor", TextNode.valueOf(place.cursor().toString()));
            end(SnapshotMeters.Outcome.WHOLE);
            response.end(lines);
        }
    }

    /** As the change that would add it now. */
    private boolean isWanted(EdgesAnswer.Edge edge) {
        return reading.filter().passes(FeedEvent.Facets.of(Change.Type.ADDED, edge.data()))
                && reading.filter().wantsFirst(edge.firstAnywhere());
    }

    private void goOn(Buffer lines) {
        line(lines, "resume", TextNode.valueOf(place.toString()));
        response.write(lines);
        full = response.writeQueueFull();
        if (!full) {
            reading.context().runOnContext(turn -> next());
        }
    }

    private void next() {
        next(Instant.now().plus(PATIENCE));
    }

    private void next(Instant deadline) {
        if (!ended) {
            // Composed, so that what is thrown is a failure as well: nobody else would end this.
            Future.succeededFuture(deadline)
                    .compose(this::ask)
                    .map(page -> {
                        write(page);
                        return page;
                    })
                    .onFailure(failure -> again(failure, deadline));
        }
    }

    /** An index in this process says at once that a partition is moving; it is asked again until the time is over. */
    private void again(Throwable failure, Instant deadline) {
        if (failure instanceof IndexUnavailable away
                && Instant.now().plus(away.retryAfter()).isBefore(deadline)) {
            reading.context().owner().setTimer(Math.max(1, away.retryAfter().toMillis()), later -> next(deadline));
        } else {
            cut();
        }
    }

    /** Ends it so that nobody takes it for whole: without its last line, and as something that broke off. */
    private void cut() {
        if (!ended) {
            end(SnapshotMeters.Outcome.CUT);
            connection.close();
        }
    }

    private void end(SnapshotMeters.Outcome outcome) {
        if (!ended) {
            ended = true;
            meters.end(outcome);
        }
    }

    private static ObjectNode data(EdgesAnswer.Edge edge) {
        ObjectNode data = Json.MAPPER.valueToTree(edge.data());
        data.remove("alsoAt");
        return data.put("firstAnywhere", edge.firstAnywhere());
    }

    private static void line(Buffer lines, String name, JsonNode value) {
        ObjectNode line = Json.MAPPER.createObjectNode();
        line.set(name, value);
        lines.appendBytes(Json.write(line)).appendByte((byte) '\n');
    }
}
