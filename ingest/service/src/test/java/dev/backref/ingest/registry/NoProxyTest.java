package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {
    @ParameterizedTest
    @CsvSource({
        "'', localhost, 443",
        "'', LOCALHOST, 5000",
        "'', 127.0.0.1, 5000",
        "'', 127.9.9.9, 5000",
        "'', [::1], 5000",
        "*, registry.example.com, 443",
        "'a.example.com, registry.example.com', registry.example.com, 443",
        "example.com, registry.example.com, 443",
        "example.com, example.com, 443",
        "Example.COM, registry.EXAMPLE.com, 443",
        "example.com, registry.example.com., 443",
        ".example.com, registry.example.com, 443",
        "*.example.com, registry.example.com, 443",
        "example.com:5000, registry.example.com, 5000",
        "10.0.0.0/8, 10.1.2.3, 443",
        "10.1.2.3, 10.1.2.3, 443",
        "10.1.2.3:5000, 10.1.2.3, 5000",
        "10.1.2.0/23, 10.1.3.255, 443",
        "fd00::/8, [fd12::1], 443",
        "fd12::1, [fd12:0::1], 443",
        "[fd12::1]:5000, [fd12::1], 5000",
    })
    void covers(String list, String host, int port) {
        assertThat(NoProxy.of(list).covers(host, port)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', registry.example.com, 443",
        "',,', registry.example.com, 443",
        "example.com, registry.example.org, 443",
        "example.com, notexample.com, 443",
        ".example.com, example.com, 443",
        "*.example.com, example.com, 443",
        "example.com:5000, registry.example.com, 443",
        "10.0.0.0/8, 11.1.2.3, 443",
        "10.1.2.0/23, 10.1.4.0, 443",
        "10.0.0.0/33, 10.0.0.0, 443",
        "10.0.0.0/x, 10.0.0.0, 443",
        "10.1.2.3, 10.1.2.33, 443",
        "10.1.2.3:5000, 10.1.2.3, 443",
        "10.0.0.0/8, ten.example.com, 443",
        "fd00::/8, 253.0.0.1, 443",
        "'', localhost.example.com, 443",
        "'', 128.0.0.1, 443",
    })
    void doesNotCover(String list, String host, int port) {
        assertThat(NoProxy.of(list).covers(host, port)).isFalse();
    }
}
