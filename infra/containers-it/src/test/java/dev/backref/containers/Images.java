package dev.backref.containers;

import java.util.Optional;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import org.testcontainers.utility.DockerImageName;

/** The images that the tests run: the official ones, unless the environment names others that serve the same way. */
final class Images {
    private static final String KAFKA = "apache/kafka";
    private static final String REGISTRY = "registry";

    private Images() {}

    /** Kafka, of the version of our clients. */
    static DockerImageName kafka() {
        return image("CONTAINERS_KAFKA", KAFKA + ":" + AppInfoParser.getVersion())
                .asCompatibleSubstituteFor(KAFKA);
    }

    /** CNCF Distribution, as it is most often run. */
    static DockerImageName registry() {
        return image("CONTAINERS_REGISTRY", REGISTRY + ":2.8.3");
    }

    private static DockerImageName image(String variable, String official) {
        return DockerImageName.parse(
                Optional.ofNullable(System.getenv(variable)).orElse(official));
    }
}
