package dev.backref.fuzz;

import dev.backref.ingest.contract.Digest;
import java.util.List;

/** Chooses what comes beside an input by the input's digest: the same for the same bytes, so that these say all. */
record Choice(Digest input) {
    /** @param which choice it is, so that one does not go with another */
    <T> T of(int which, List<T> some) {
        int at = 4 * which;
        return some.get(Integer.parseInt(input.encoded().substring(at, at + 4), 16) % some.size());
    }
}
