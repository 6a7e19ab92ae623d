package dev.backref.ingest.sweep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Sorted lines, few enough for memory. */
final class LinesInMemory implements SortedLines.Held {
    private final List<String> lines;

    /**
     * @param distinct in any order
     */
    LinesInMemory(Collection<String> distinct) {
        lines = new ArrayList<>(distinct);
        lines.sort(LineOrder.UTF_8);
    }

    @Override
    public long size() {
        return lines.size();
    }

    @Override
    public List<String> after(String line, int most) {
        int found = Collections.binarySearch(lines, line, LineOrder.UTF_8);
        int from = found < 0 ? -found - 1 : found + 1;
        return List.copyOf(lines.subList(from, from + Math.min(most, lines.size() - from)));
    }

    @Override
    public void close() {
        lines.clear();
    }
}
