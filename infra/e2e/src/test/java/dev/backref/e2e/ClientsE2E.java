package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that are given Backref's address in the place of a registry's, of which Backref knows everything. */
@SuppressWarnings("NullAway.Init") // Started before all tests.
class ClientsE2E {
    private static ClientRig rig;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        rig = ClientRig.start(folder, ClientRig.Setup.open("none"), (clients, host) -> {});
        rig.awaitIndexed();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource
    void findWhatTheyFindAtTheRegistryAndTheReferrersAreTheIndexs(ClientCommand command) throws Exception {
        ClientRig.Asked asked = rig.asked(command);
        assertThat(asked.requests()).as("all else is the registry's").isNotEmpty();
        assertThat(asked.forFallbackTags()).isEmpty();
        assertThat(asked.sentToTheTag()).isZero();
        if (command.asksForReferrers()) {
            assertThat(asked.fromTheIndex()).isPositive();
        } else {
            assertThat(asked.fromTheIndex()).isZero();
        }
    }

    @Test
    void discoverReferrersOfReferrersAndOfOneTypeOnly() {
        String all = ClientCommand.ORAS_DISCOVER
                .run(rig.clients, rig.here() + "@" + rig.image)
                .printed();
        assertThat(all).contains(rig.sbom.toString(), rig.aboutSbom.toString());
        String ofOneType = ClientCommand.ORAS_DISCOVER_OF_A_TYPE
                .run(rig.clients, rig.here() + "@" + rig.image)
                .printed();
        assertThat(ofOneType).contains(rig.sbom.toString()).doesNotContain(rig.aboutSbom.toString());
    }

    @Test
    void pullAReferrerWithItsContent() throws Exception {
        rig.clients.run("oras", "pull", "--plain-http", "--output", "pulled", rig.here() + "@" + rig.sbom);
        Path pulled = rig.clients.folder().resolve("pulled").resolve("evidence-application-spdx-json.json");
        assertThat(Files.readString(pulled)).contains("app@" + rig.image);
    }

    @Test
    void listTags() {
        assertThat(rig.clients.run("crane", "ls", rig.here()))
                .isEqualTo(rig.clients.run("crane", "ls", rig.there()))
                .contains("v1");
    }

    @Test
    void pushNothingThroughBackref() throws Exception {
        int before = rig.registry.log().mark();
        Kit.Ran pushed = rig.clients.attempt("crane", List.of("tag", rig.here() + "@" + rig.image, "v2"));
        assertThat(pushed.exitCode()).isNotZero();
        assertThat(pushed.printed()).contains("Backref only reads: push to the registry itself");
        assertThat(rig.registry.log().ofClients(before, rig.registry.log().mark()))
                .allMatch(request ->
                        request.method().equals("GET") || request.method().equals("HEAD"));
    }
}
