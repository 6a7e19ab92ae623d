package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {
    @ParameterizedTest
    @CsvSource({
        "https://Reg.Example/v2/, https, reg.example, 443",
        "http://reg.example, http, reg.example, 80",
        "HTTP://my_registry:5000/x?y, http, my_registry, 5000",
        "http://[::1]:5000, http, [::1], 5000"
    })
    void isSchemeHostAndPort(URI url, String scheme, String host, int port) {
        assertThat(Origin.of(url)).isEqualTo(new Origin(scheme, host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://reg.example",
                "file:///etc/passwd",
                "/relative",
                "http:opaque",
                "https://user@reg.example",
                "https://reg.example@evil.example",
                "http://reg.example:0",
                "http://reg.example:70000",
                "http://reg.example:999999"
            })
    void isNothingElse(String url) {
        assertThatThrownBy(() -> Origin.of(URI.create(url))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void neverLeadsFromHttpsToHttp() {
        Origin secure = Origin.of(URI.create("https://a"));
        Origin plain = Origin.of(URI.create("http://a"));

        assertThat(secure.mayLeadTo(plain)).isFalse();
        assertThat(plain.mayLeadTo(secure)).isTrue();
        assertThat(secure.mayLeadTo(secure)).isTrue();
        assertThat(plain.mayLeadTo(plain)).isTrue();
    }

    @Test
    void securesOnlyTheSameHostAndOnlyOnOwnPorts() {
        Origin plain = Origin.of(URI.create("http://a"));

        assertThat(Origin.of(URI.create("https://a")).isOrSecures(plain)).isTrue();
        assertThat(plain.isOrSecures(plain)).isTrue();
        assertThat(plain.isOrSecures(Origin.of(URI.create("https://a")))).isFalse();
        assertThat(Origin.of(URI.create("https://b")).isOrSecures(plain)).isFalse();
        assertThat(Origin.of(URI.create("https://a:8443")).isOrSecures(plain)).isFalse();
        assertThat(Origin.of(URI.create("https://a")).isOrSecures(Origin.of(URI.create("http://a:5000"))))
                .isFalse();
    }

    @Test
    void isAmongNamesWithItsPortOrOnItsSchemesOwn() {
        Origin own = Origin.of(URI.create("https://auth.example"));
        Origin other = Origin.of(URI.create("https://auth.example:8443"));

        assertThat(own.isAmong(Set.of("Auth.example"))).isTrue();
        assertThat(own.isAmong(Set.of("auth.example:443"))).isTrue();
        assertThat(own.isAmong(Set.of("example", "evil-auth.example", "auth.example:8443")))
                .isFalse();
        assertThat(other.isAmong(Set.of("auth.example"))).isFalse();
        assertThat(other.isAmong(Set.of("auth.example:8443"))).isTrue();
    }

    @Test
    void isWrittenAsAUrlWritesIt() {
        assertThat(Origin.of(URI.create("https://a:443"))).hasToString("https://a");
        assertThat(Origin.of(URI.create("http://[::1]:443"))).hasToString("http://[::1]:443");
    }
}
