package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.Account;
import dev.backref.ingest.registry.Proxies;
import dev.backref.ingest.registry.Proxy;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.RegistrySettings.Budget;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.Route;
import dev.backref.ingest.registry.SweepSettings;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueryRoleTest {
    @Test
    void handsThroughOnTheRouteOfTheRegistryAndWithoutItsAccount() {
        Route route =
                new Route(Optional.of(Path.of("ca.pem")), Proxies.always(Proxy.parse("http://bob:hunter2@proxy:3128")));
        Account account = new Account.Named("backref", () -> {
            throw new AssertionError("nobody may ask for the password");
        });
        RequestOptions asked = QueryRole.upstream(new RegistrySettings(
                        "local",
                        URI.create("https://registry.example.com"),
                        Kind.DISTRIBUTION,
                        RegistryHistory.UNKNOWN,
                        Optional.empty(),
                        new Access(Optional.of(account), Budget.DEFAULT, Set.of(), route),
                        SweepSettings.ON_REQUEST))
                .way()
                .over(
                        new RequestOptions()
                                .setHost("registry.example.com")
                                .setPort(443)
                                .setSsl(true),
                        Duration.ofSeconds(1));

        assertThat(asked.getProxyOptions().getHost()).isEqualTo("proxy");
        assertThat(asked.getProxyOptions().getPassword()).isEqualTo("hunter2");
        assertThat(asked.getSslOptions().getTrustOptions()).isNotNull();
        assertThat(asked.getHeaders()).isNull();
    }
}
