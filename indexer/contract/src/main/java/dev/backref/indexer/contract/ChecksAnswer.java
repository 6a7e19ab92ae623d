package dev.backref.indexer.contract;

import java.util.List;

/** What came of those of the requests that are over; the others still go on, or are not known here yet. */
public record ChecksAnswer(List<Check> checks) {
    public ChecksAnswer {
        checks = List.copyOf(checks);
    }
}
