package dev.backref.faults.report;

import java.util.ArrayList;
import java.util.List;

/**
 * What was seen beside the counts.
 *
 * @param held what had to be so, and was
 * @param wrong what must not have been
 * @param tables what was measured meanwhile
 */
public record Findings(List<String> held, List<String> wrong, List<String> tables) {
    public Findings {
        held = List.copyOf(held);
        wrong = List.copyOf(wrong);
        tables = List.copyOf(tables);
    }

    /** The same with one more thing that must not have been. */
    public Findings with(String problem) {
        List<String> more = new ArrayList<>(wrong);
        more.add(problem);
        return new Findings(held, more, tables);
    }

    /** What held and what was measured; what was wrong stands with the counts. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        held.forEach(each -> text.append("- holds: ").append(each).append('\n'));
        tables.forEach(each -> text.append('\n').append(each));
        return text.toString();
    }
}
