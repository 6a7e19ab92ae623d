package dev.backref.query.oci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.query.FakeIndex;
import dev.backref.query.Pages;
import dev.backref.query.TestServer;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ServedByTest {
    private static final String PATH = "/v2/local/app/referrers/sha256:" + "a".repeat(64);

    private final FakeIndex index = new FakeIndex();

    @Test
    void saysThatAnAnswerComesFromAStandby() throws Exception {
        try (TestServer server = OciServer.of(index, Instant.EPOCH, Set.of("local"))) {
            answerFrom(ServedBy.ACTIVE);
            assertThat(server.get(PATH).headers().firstValue("backref-served-by"))
                    .isEmpty();
            answerFrom(ServedBy.STANDBY);
            assertThat(server.get(PATH).headers().firstValue("backref-served-by"))
                    .contains("standby");
        }
    }

    private void answerFrom(ServedBy servedBy) {
        index.atLocation = query -> CompletableFuture.completedStage(new LocationAnswer(
                new LocationKnowledge(Optional.of(Instant.EPOCH), Optional.empty(), Optional.empty()),
                Pages.of(),
                Optional.empty(),
                new Position(1, 0, 7, Instant.EPOCH),
                servedBy));
    }
}
