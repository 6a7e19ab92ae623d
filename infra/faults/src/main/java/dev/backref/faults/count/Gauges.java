package dev.backref.faults.count;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** What Backref says of itself in its metrics. */
public final class Gauges {
    private final URI metrics;

    public Gauges(URI metrics) {
        this.metrics = metrics;
    }

    /**
     * The sum of a gauge over its labels.
     *
     * @param name as in the Prometheus text format
     */
    public double sum(String name) {
        return lines().filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private Stream<String> lines() {
        try (var in = metrics.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException failed) {
            throw new UncheckedIOException("no metrics at " + metrics, failed);
        }
    }
}
