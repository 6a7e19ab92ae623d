package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.launcher.standalone.StandaloneSettings.Peers;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandaloneSettingsTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1, http://127.0.0.1:80", "::1, http://[::1]:80", "indexer-1, http://indexer-1:80"})
    void tellsOthersAnAddressThatTheyCanUse(String host, URI address) {
        Peers peers = new Peers(Optional.empty(), Optional.empty());
        assertThat(peers.address(host, 80))
                .isEqualTo(address)
                .satisfies(uri -> assertThat(uri.getHost()).isNotNull());
    }
}
