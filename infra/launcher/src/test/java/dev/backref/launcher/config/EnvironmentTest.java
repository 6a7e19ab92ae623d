package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    private static final Map<String, String> OF_SERVICES = Map.of(
            "BACKREF_SERVICE_HOST", "10.96.0.1",
            "BACKREF_PORT", "tcp://10.96.0.1:8080",
            "BACKREF_PORT_8080_TCP_ADDR", "10.96.0.1",
            "BACKREF_KAFKA_SERVICE_HOST", "10.96.0.2",
            "BACKREF_KAFKA_PORT", "tcp://10.96.0.2:9092",
            "BACKREF_QUERY_API_SERVICE_HOST", "10.96.0.3",
            "BACKREF_QUERY_API_PORT_8080_TCP", "tcp://10.96.0.3:8080");

    @Test
    void overridesNothingByAServicesVariableAlsoWhereItHasTheNameOfAKey() {
        Environment environment = new Environment(OF_SERVICES);
        assertThat(environment.override("kafka.port")).isEmpty();
        assertThat(environment.overrides("kafka")).isEmpty();
        assertThat(environment.problems()).isEmpty();
    }

    @Test
    void overridesAKeyBesideAServicesVariables() {
        Environment environment =
                new Environment(Map.of("BACKREF_KAFKA_SERVICE_HOST", "10.96.0.2", "BACKREF_KAFKA_PORT", "9092"));
        assertThat(environment.override("kafka.port")).contains("9092");
        assertThat(environment.problems()).isEmpty();
    }

    @Test
    void refusesWhatIsNeitherAKeyNorAServicesVariable() {
        Environment environment = new Environment(Map.of(
                "BACKREF_SERVICE_HOST", "10.96.0.1",
                "BACKREF_SERVICE_NAME", "backref",
                "BACKREF_PORT", "8080",
                "BACKREF_SERVICES", "2"));
        assertThat(environment.problems())
                .containsExactly(
                        "BACKREF_PORT: no such key to override",
                        "BACKREF_SERVICES: no such key to override",
                        "BACKREF_SERVICE_NAME: no such key to override");
    }
}
