package dev.backref.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Goes round the same things again and again, in an order that a seed gives: a few draws would leave some of them out. */
final class Turns<T> {
    private final List<T> order;
    private int taken;

    Turns(List<T> all, long seed) {
        order = new ArrayList<>(all);
        // Random by itself begins alike for all small seeds.
        Collections.shuffle(order, new Random(new SplittableRandom(seed).nextLong()));
    }

    T next() {
        return order.get(taken++ % order.size());
    }
}
