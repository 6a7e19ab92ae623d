package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {
    @ParameterizedTest
    @CsvSource({
        "http://proxy:3128, proxy, 3128, , ''",
        "http://proxy:3128/, proxy, 3128, , ''",
        "http://proxy, proxy, 80, , ''",
        "proxy:3128, proxy, 3128, , ''",
        "http://my_proxy.example.com:1, my_proxy.example.com, 1, , ''",
        "http://[::1]:3128, ::1, 3128, , ''",
        "http://bob:hunter2@proxy:3128, proxy, 3128, bob, hunter2",
        "http://bob:p@ss:word@proxy:3128, proxy, 3128, bob, p@ss:word",
        "http://b%40b:%3A%2F+%C3%A4@proxy:3128, proxy, 3128, b@b, ':/+ä'",
        "http://bob@proxy:3128, proxy, 3128, bob, ''",
    })
    void isReadFromItsUrl(String url, String host, int port, String user, String password) {
        assertThat(Proxy.parse(url)).isEqualTo(new Proxy(host, port, Optional.ofNullable(user), password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://",
                "https://bob:hunter2@proxy:3128",
                "socks5://bob:hunter2@proxy:3128",
                "http://bob:hunter2@proxy:0",
                "http://bob:hunter2@proxy:65536",
                "http://bob:hunter2@proxy:3128/path",
                "http://bob:hunter2%@proxy:3128",
                "http://bob:hunter2@pro xy:3128",
            })
    void isNothingElseAndShowsNothingOfIt(String url) {
        assertThatThrownBy(() -> Proxy.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void doesNotShowItsPassword() {
        assertThat(Proxy.parse("http://bob:hunter2@proxy:3128")).hasToString("Proxy[proxy:3128]");
    }
}
