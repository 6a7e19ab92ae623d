package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;
import java.util.Optional;

/**
 * A line of a listing: {@code :tag} or {@code @sha256:…}, each optionally followed by a space and the digest that it
 * points to.
 *
 * @param name as {@link Source#name()} gives it, never empty
 * @param target where the lister learnt it for nothing
 */
public record Entry(String name, Optional<Digest> target) {
    public Entry {
        boolean tag = name.startsWith(":") && Source.Tag.isTag(name.substring(1));
        boolean manifest =
                name.startsWith("@") && Digest.tryParse(name.substring(1)).isPresent();
        if (!tag && !manifest) {
            throw new IllegalArgumentException("neither :tag nor @digest: \"" + name + "\"");
        }
    }

    /**
     * Reads a {@link #line()}.
     *
     * @throws IllegalArgumentException quoting the part that is wrong
     */
    public static Entry parse(String line) {
        int space = line.indexOf(' ');
        return space < 0
                ? new Entry(line, Optional.empty())
                : new Entry(line.substring(0, space), Optional.of(Digest.parse(line.substring(space + 1))));
    }

    public String line() {
        return name + target.map(digest -> " " + digest).orElse("");
    }
}
