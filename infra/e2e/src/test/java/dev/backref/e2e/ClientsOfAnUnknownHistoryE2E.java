package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients at a registry that may have held something before Backref began to listen. */
@SuppressWarnings("NullAway.Init") // Started before all tests.
class ClientsOfAnUnknownHistoryE2E {
    private static ClientRig rig;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        rig = ClientRig.start(folder, ClientRig.Setup.open("unknown"), (clients, host) -> {});
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource
    void areSentToTheFallbackTagAndFindWhatItHas(ClientCommand command) throws Exception {
        ClientRig.Asked asked = rig.asked(command);
        assertThat(asked.fromTheIndex()).isZero();
        if (command.asksForReferrers()) {
            assertThat(asked.sentToTheTag()).isPositive();
            assertThat(asked.forFallbackTags()).isNotEmpty().anyMatch(request -> request.status() == 200);
        }
    }
}
