package dev.backref.launcher.standalone;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import dev.backref.launcher.topics.Topics;
import dev.backref.launcher.topics.TopicsUnreachable;
import java.util.List;

/** The topics of a cluster, as they must be before anything is done with them. */
public final class PreparedTopics {
    private PreparedTopics() {}

    /**
     * Whether one is there. None is made.
     *
     * @throws StartupFailure when the broker does not answer
     */
    public static boolean has(StandaloneSettings.Broker broker, KafkaCluster cluster, Topic topic) {
        try (Topics topics = new Topics(cluster)) {
            return topics.has(topic);
        } catch (TopicsUnreachable unreachable) {
            throw new StartupFailure(broker.refusal(unreachable.reason()));
        }
    }

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
