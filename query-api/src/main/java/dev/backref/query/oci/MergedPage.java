package dev.backref.query.oci;

import dev.backref.indexer.contract.ImageIndex;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Json;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list that is merged over locations: of the pages of the index, which are counted in entries, as many as fit
 * into one, which is measured in bytes. Used on one event loop only.
 */
final class MergedPage {
    /** Questions for one page: where many locations are left out, the pages of the index can be empty. */
    private static final int MOST_STEPS = 20;

    private final Function<SubjectQuery, Future<SubjectAnswer>> index;
    private final SubjectQuery first;
    private final List<byte[]> descriptors = new ArrayList<>();
    private Optional<String> next;
    private ServedBy servedBy = ServedBy.ACTIVE;
    private int bytes;
    private int steps;

    /**
     * @param first for the first page of the index
     */
    MergedPage(Function<SubjectQuery, Future<SubjectAnswer>> index, SubjectQuery first) {
        this.index = index;
        this.first = first;
        this.next = first.after();
    }

    /** The page, once it is full or the list at its end; fails as a lookup does. */
    Future<MergedPage> fill() {
        return step(first.limit());
    }

    /** What is on it. */
    ImageIndex descriptors() {
        return ImageIndex.of(descriptors);
    }

    /** The cursor of the next one; absent on the last. */
    Optional<String> next() {
        return next;
    }

    /** Whether any of it comes from a standby. */
    ServedBy servedBy() {
        return servedBy;
    }

    private Future<MergedPage> step(int entries) {
        steps++;
        SubjectQuery query = new SubjectQuery(first.subject(), first.filter(), next, entries, first.ask());
        return index.apply(query).compose(answer -> take(answer, entries));
    }

    private Future<MergedPage> take(SubjectAnswer answer, int entries) {
        List<byte[]> found = answer.referrers().stream()
                .map(Referrer::descriptor)
                // Its own evidence: clients that walk from referrer to referrer would not come to an end.
                .filter(descriptor -> !descriptor.digest().equals(first.subject()))
                .map(Json::write)
                .toList();
        int fitting = fitting(found);
        if (fitting == found.size() || (descriptors.isEmpty() && entries == 1)) {
            return add(found, answer, entries);
        }
        // The index has no cursor within a page of its own, so that is asked for one that fits.
        return fitting == 0 && !descriptors.isEmpty() ? Future.succeededFuture(this) : step(Math.max(1, fitting));
    }

    /** How many of these there is room for. */
    private int fitting(List<byte[]> found) {
        int room = Asked.LARGEST_PAGE - bytes;
        int fitting = 0;
        while (fitting < found.size() && size(found.get(fitting)) <= room) {
            room -= size(found.get(fitting));
            fitting++;
        }
        return fitting;
    }

    private Future<MergedPage> add(List<byte[]> found, SubjectAnswer answer, int entries) {
        descriptors.addAll(found);
        bytes += found.stream().mapToInt(MergedPage::size).sum();
        next = answer.next();
        if (answer.servedBy() == ServedBy.STANDBY) {
            servedBy = ServedBy.STANDBY;
        }
        boolean isDone = next.isEmpty() || entries < first.limit() || steps >= MOST_STEPS;
        return isDone ? Future.succeededFuture(this) : step(first.limit());
    }

    /** With the comma behind it. */
    private static int size(byte[] descriptor) {
        return descriptor.length + 1;
    }
}
