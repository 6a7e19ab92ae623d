package dev.backref.launcher.standalone;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.launcher.topics.Topics;
import dev.backref.launcher.topics.TopicsUnreachable;
import java.util.List;

/** The topics of a cluster, as they must be before anything is done with them. */
public final class PreparedTopics {
    private PreparedTopics() {}

    /**
     * Makes those that are missing, and gives their names.
     *
     * @throws StartupFailure when the broker does not answer, or those that are there are otherwise than they must be
     */
    public static List<String> on(StandaloneSettings.Broker broker, KafkaCluster cluster) {
        try (Topics topics = new Topics(cluster)) {
            List<String> created = topics.create();
            List<String> differences = topics.differences();
            if (!differences.isEmpty()) {
                throw new StartupFailure("the topics are not as they must be:\n" + String.join("\n", differences));
            }
            return created;
        } catch (TopicsUnreachable unreachable) {
            throw new StartupFailure(broker.refusal(unreachable.reason()));
        }
    }
}
