package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A registry that wants tokens, which clients have from another server: the challenge that leads them there is the
 * registry's, and names the repository as the registry does.
 */
@SuppressWarnings("NullAway.Init") // Started before all tests.
class ClientsWithTokensE2E {
    private static final String READER = "reader";
    private static final String OF_THE_READER = "readers-own-password";
    private static final String OF_BACKREF = "backrefs-own-password";

    private static TokenServer tokens;
    private static ClientRig rig;
    private static Clients strangers;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        tokens = TokenServer.start(folder, Map.of(READER, OF_THE_READER, "backref", OF_BACKREF), "app");
        Path password = Files.writeString(folder.resolve("password"), OF_BACKREF);
        ClientRig.Setup setup = new ClientRig.Setup(
                tokens.auth(),
                List.of(
                        "history: none",
                        "credentials: {username: backref, password: \"file:" + password + "\"}",
                        "tokenHosts: [\"" + tokens.host() + "\"]"),
                List.of());
        rig = ClientRig.start(folder, setup, (clients, host) -> clients.login(host, READER, OF_THE_READER));
        rig.awaitIndexed();
        rig.clients.login(rig.backref.host(), READER, OF_THE_READER);
        strangers = new Clients(folder.resolve("strangers")).withKeys();
    }

    @AfterAll
    static void stop() {
        rig.close();
        tokens.close();
    }

    @ParameterizedTest
    @EnumSource
    void findWhatTheyFindAtTheRegistryByTheirOwnTokens(ClientCommand command) throws Exception {
        ClientRig.Asked asked = rig.asked(command);
        assertThat(asked.accounts()).containsExactly(READER);
        assertThat(asked.forFallbackTags()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void haveNoTokenWithoutAnAccountAlthoughBackrefHasOne(ClientCommand command) throws Exception {
        assertThat(rig.registry.log().accountsOfBackref()).containsExactly("backref");
        int from = rig.registry.log().mark();
        Kit.Ran ran = command.run(strangers, rig.here() + "@" + rig.image);
        assertThat(ran.exitCode()).as(ran.printed()).isNotZero();
        assertThat(rig.registry.log().accountsOfClients(from, rig.registry.log().mark()))
                .isEmpty();
    }
}
