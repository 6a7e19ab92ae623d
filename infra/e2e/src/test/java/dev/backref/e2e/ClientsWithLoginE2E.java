package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A registry that lets nobody in without a password, beside one that is open; Backref has an account of its own. */
@SuppressWarnings("NullAway.Init") // Started before all tests.
class ClientsWithLoginE2E {
    private static final String READER = "reader";
    private static final String OF_THE_READER = "readers-own-password";
    private static final String OF_BACKREF = "backrefs-own-password";

    /** Hashes of the two passwords, with bcrypt's lowest cost. */
    private static final String ACCOUNTS = """
            reader:$2y$05$CCCCCCCCCCCCCCCCCCCCC.zd6ghTBCHfNnhh5as0I1tGpwVaNaiku
            backref:$2y$05$DDDDDDDDDDDDDDDDDDDDDOoY3LaM5lRhmkuBM/evK/TeF0GAUsB0i
            """;

    private static ClientRig rig;
    private static DockerRegistry open;
    private static Clients strangers;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path accounts = Files.writeString(folder.resolve("htpasswd"), ACCOUNTS);
        Path password = Files.writeString(folder.resolve("password"), OF_BACKREF);
        open = DockerRegistry.start(
                "docker-registry",
                Files.createDirectories(folder.resolve("open")),
                URI.create("http://127.0.0.1:1/nobody"),
                BackrefProcess.SECRET);
        ClientRig.Setup setup = new ClientRig.Setup(
                "{htpasswd: {realm: e2e, path: \"" + accounts + "\"}}",
                List.of("history: none", "credentials: {username: backref, password: \"file:" + password + "\"}"),
                List.of(BackrefProcess.registry("open", "http://" + open.host(), "history: unknown")));
        rig = ClientRig.start(folder, setup, (clients, host) -> clients.login(host, READER, OF_THE_READER));
        rig.awaitIndexed();
        rig.clients.login(rig.backref.host(), READER, OF_THE_READER);
        strangers = new Clients(folder.resolve("strangers")).withKeys();
    }

    @AfterAll
    static void stop() {
        rig.close();
        open.close();
    }

    @ParameterizedTest
    @EnumSource
    void findWhatTheyFindAtTheRegistryByTheirOwnAccount(ClientCommand command) throws Exception {
        ClientRig.Asked asked = rig.asked(command);
        assertThat(asked.accounts()).containsExactly(READER);
        assertThat(asked.forFallbackTags()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void areTurnedAwayWithoutAnAccountAlthoughBackrefHasOne(ClientCommand command) throws Exception {
        assertThat(rig.registry.log().accountsOfBackref()).containsExactly("backref");
        int from = rig.registry.log().mark();
        Kit.Ran ran = command.run(strangers, rig.here() + "@" + rig.image);
        int to = rig.registry.log().mark();
        assertThat(ran.exitCode()).as(ran.printed()).isNotZero();
        assertThat(ran.printed()).containsPattern("UNAUTHORIZED|authentication required|credential not found");
        assertThat(rig.registry.log().ofClients(from, to)).isNotEmpty().allMatch(request -> request.status() == 401);
        assertThat(rig.registry.log().accountsOfClients(from, to)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CRANE_MANIFEST", "SKOPEO_INSPECT", "ORAS_DISCOVER"})
    void needNoAccountAtTheOpenRegistryBesideIt(ClientCommand command) throws IOException {
        Artifacts artifacts = new Artifacts(strangers, open.host());
        String digest = artifacts.pushImage("app", "v1").toString();
        Kit.Ran ran = command.run(strangers, rig.backref.host() + "/open/app@" + digest);
        assertThat(ran.exitCode()).as(ran.printed()).isZero();
    }
}
