package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * The topics that make the resolver look, and that of requests for sweeps. Partitions of the same number hold the same
 * registries.
 */
record Inputs(String reported, String wanted, String requests) {
    static Inputs on(KafkaCluster cluster) {
        return new Inputs(
                cluster.name(IngestTopics.REGISTRY_EVENTS),
                cluster.name(IngestTopics.WANTED),
                cluster.name(IngestTopics.REQUESTS));
    }

    /** Whether the topic is that of requests; on all others are events. */
    boolean isRequests(String topic) {
        return topic.equals(requests);
    }

    /** By which of the two an event came. */
    Lane lane(String topic) {
        return topic.equals(reported) ? Lane.REPORTED : Lane.WANTED;
    }

    TopicPartition partition(Lane lane, int number) {
        return new TopicPartition(lane == Lane.REPORTED ? reported : wanted, number);
    }

    List<String> topics() {
        return List.of(reported, wanted, requests);
    }

    /**
     * The numbers of which all partitions are assigned. They are assigned together, except for a moment in which the
     * group has not yet seen one of the topics; some of them have to wait, because their rows have another owner.
     */
    Set<Integer> whole(Collection<TopicPartition> assigned) {
        return assigned.stream()
                .filter(partition -> partition.topic().equals(reported))
                .map(TopicPartition::partition)
                .filter(number -> assigned.contains(new TopicPartition(wanted, number))
                        && assigned.contains(new TopicPartition(requests, number)))
                .collect(Collectors.toUnmodifiableSet());
    }

    Set<TopicPartition> partitions(Collection<Integer> numbers) {
        return numbers.stream()
                .flatMap(number -> topics().stream().map(topic -> new TopicPartition(topic, number)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
