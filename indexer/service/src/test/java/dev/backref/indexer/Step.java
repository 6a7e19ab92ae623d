package dev.backref.indexer;

import java.util.function.Consumer;

/**
 * One thing that happens in a history. All that is random about it is decided, so that it is the same without any other.
 *
 * @param number its place in the whole history
 * @param what for whoever reads of it
 */
record Step<H>(int number, String what, Consumer<H> happens) {
    @Override
    public String toString() {
        return number + ": " + what;
    }
}
