package dev.backref.ingest.sweep;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often locations have failed since each was put off last. One that always fails must not hold up the others, and
 * neither may several that fail in turn.
 */
final class Tries {
    private static final int MOST = 3;

    /** Locations that are remembered. More fail together only where the registry itself does. */
    private static final int MOST_LOCATIONS = 1_000;

    private final Map<String, Integer> failed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MOST_LOCATIONS;
        }
    };

    /** Counts a failure, and says whether the location may be the next again, rather than be put off. */
    boolean more(String repository) {
        if (failed.merge(repository, 1, Integer::sum) < MOST) {
            return true;
        }
        failed.remove(repository);
        return false;
    }
}
