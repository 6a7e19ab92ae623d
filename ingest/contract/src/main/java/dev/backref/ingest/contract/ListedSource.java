package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * A source as a listing of its location has it.
 *
 * @param name its {@link Source#name()}: {@code @digest} or {@code :tag}, never empty
 * @param target where the tag points, if the listing tells that
 */
public record ListedSource(String name, Optional<Digest> target) {
    private static final char BETWEEN = ' ';

    public ListedSource {
        boolean tag = name.startsWith(":") && Source.Tag.isTag(name.substring(1));
        boolean manifest =
                name.startsWith("@") && Digest.tryParse(name.substring(1)).isPresent();
        if (!tag && !manifest) {
            throw new IllegalArgumentException("neither :tag nor @digest: \"" + name + "\"");
        }
    }

    /** As one line: the name, and behind a space the target. Lines sort as their names do. */
    @JsonValue
    public String line() {
        return target.map(digest -> name + BETWEEN + digest).orElse(name);
    }

    /**
     * Reads a {@link #line()}.
     *
     * @throws IllegalArgumentException quoting the part that is wrong
     */
    @JsonCreator
    public static ListedSource parse(String line) {
        int space = line.indexOf(BETWEEN);
        return space < 0
                ? new ListedSource(line, Optional.empty())
                : new ListedSource(line.substring(0, space), Optional.of(Digest.parse(line.substring(space + 1))));
    }

    /** The source at its location. */
    public Source at(Location location) {
        return Source.parse(location + name);
    }
}
