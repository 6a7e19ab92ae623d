package dev.backref.containers;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A broker in a container, for the tests of a class: with the configuration that the image comes with, and the replication
 * factors of a cluster of one, which Testcontainers sets as an operator would have to.
 */
final class Broker implements BeforeAllCallback, AfterAllCallback {
    private final KafkaContainer container = new KafkaContainer(Images.kafka());

    /** Where clients on this machine reach it. */
    String bootstrap() {
        return container.getBootstrapServers();
    }

    @Override
    public void beforeAll(ExtensionContext tests) {
        container.start();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        container.stop();
    }
}
