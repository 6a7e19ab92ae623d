package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesServiceTest {
    /** As the kubelet makes them of a service with two ports, the first of which it names once more without its number. */
    private static final Map<String, String> OF_A_SERVICE = Map.ofEntries(
            Map.entry("BACKREF_INGEST_SERVICE_HOST", "10.96.3.7"),
            Map.entry("BACKREF_INGEST_SERVICE_PORT", "8080"),
            Map.entry("BACKREF_INGEST_SERVICE_PORT_HTTP", "8080"),
            Map.entry("BACKREF_INGEST_SERVICE_PORT_DNS_UDP", "53"),
            Map.entry("BACKREF_INGEST_PORT", "tcp://10.96.3.7:8080"),
            Map.entry("BACKREF_INGEST_PORT_8080_TCP", "tcp://10.96.3.7:8080"),
            Map.entry("BACKREF_INGEST_PORT_8080_TCP_PROTO", "tcp"),
            Map.entry("BACKREF_INGEST_PORT_8080_TCP_PORT", "8080"),
            Map.entry("BACKREF_INGEST_PORT_8080_TCP_ADDR", "10.96.3.7"),
            Map.entry("BACKREF_INGEST_PORT_53_UDP", "udp://10.96.3.7:53"),
            Map.entry("BACKREF_INGEST_PORT_53_UDP_PROTO", "udp"),
            Map.entry("BACKREF_INGEST_PORT_53_UDP_PORT", "53"),
            Map.entry("BACKREF_INGEST_PORT_53_UDP_ADDR", "10.96.3.7"));

    @Test
    void knowsEveryVariableOfAService() {
        assertThat(KubernetesService.variablesIn(OF_A_SERVICE))
                .containsExactlyInAnyOrderElementsOf(OF_A_SERVICE.keySet());
    }

    @Test
    void knowsThoseOfServicesWhoseNamesBeginAlikeAndOfIpv6() {
        Map<String, String> variables = Map.of(
                "BACKREF_SERVICE_HOST", "10.96.0.1",
                "BACKREF_SERVICE_SERVICE_HOST", "fd00:10:96::1",
                "BACKREF_SERVICE_PORT", "tcp://[fd00:10:96::1]:80",
                "BACKREF_PORT", "tcp://10.96.0.1:80",
                "BACKREF_SERVICE_PORT_80_TCP", "tcp://[fd00:10:96::1]:80",
                "BACKREF_SERVICE_PORT_80_TCP_ADDR", "fd00:10:96::1");
        assertThat(KubernetesService.variablesIn(variables)).isEqualTo(variables.keySet());
    }

    /** Beside the variables above, of which all but this one are a service's. */
    @ParameterizedTest
    @CsvSource({
        "BACKREF_INGEST_PORT, 8080",
        "BACKREF_INGEST_PORT, tcp://10.96.3.8:8080",
        "BACKREF_INGEST_PORT, http://10.96.3.7:8080",
        "BACKREF_INGEST_SERVICE_PORT, tcp://10.96.3.7:8080",
        "BACKREF_INGEST_SERVICE_PORT_HTTP, http",
        "BACKREF_INGEST_SERVICE_NAME, ingest",
        "BACKREF_INGEST_PORT_8080_TCP, tcp://10.96.3.7:8081",
        "BACKREF_INGEST_PORT_8080_TCP_PROTO, udp",
        "BACKREF_INGEST_PORT_8080_TCP_PORT, 8081",
        "BACKREF_INGEST_PORT_8080_TCP_ADDR, 10.96.3.8",
        "BACKREF_INGEST_PORT_8080_TCP_HOST, 10.96.3.7",
        "BACKREF_INGEST_PORT_8080_QUIC, quic://10.96.3.7:8080",
        "BACKREF_QUERY_PORT, tcp://10.96.3.7:8080",
        "BACKREF_QUERY_SERVICE_PORT, 8080",
        "BACKREF_QUERY_SERVICE_HOST, query.example.com",
        "BACKREF_QUERY_SERVICE_HOST, ''",
    })
    void isNotDeceivedByWhatOnlyLooksLikeOne(String name, String value) {
        Map<String, String> variables = new HashMap<>(OF_A_SERVICE);
        variables.put(name, value);
        assertThat(KubernetesService.variablesIn(variables)).doesNotContain(name);
    }
}
