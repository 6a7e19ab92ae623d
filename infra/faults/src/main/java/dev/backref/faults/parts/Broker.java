package dev.backref.faults.parts;

import dev.backref.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A Kafka broker in a process of its own: {@code <folder> <port>}. It runs until it is killed. */
final class Broker {
    private Broker() {}

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedKafka.Settings settings = new EmbeddedKafka.Settings(
                Path.of(arguments[0]), Optional.of(Integer.parseInt(arguments[1])), Map.of());
        try (EmbeddedKafka broker = EmbeddedKafka.start(settings)) {
            System.out.println("serves at " + broker.bootstrap());
            Thread.currentThread().join();
        }
    }
}
