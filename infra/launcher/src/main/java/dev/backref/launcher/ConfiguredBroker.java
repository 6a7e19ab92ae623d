package dev.backref.launcher;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.kafka.EmbeddedKafka;
import dev.backref.launcher.standalone.StandaloneSettings;
import dev.backref.launcher.standalone.StartupFailure;
import java.util.Optional;

/** Where the broker of a configuration is, for commands that go to it themselves. */
final class ConfiguredBroker {
    private ConfiguredBroker() {}

    /** Its address; absent for an embedded one that has never run. */
    static Optional<String> address(StandaloneSettings settings) {
        return settings.broker()
                .bootstrap()
                .or(() -> EmbeddedKafka.bootstrapOf(StandaloneSettings.brokerData(settings.data())));
    }

    /**
     * The cluster.
     *
     * @throws StartupFailure when it is an embedded one that has never run
     */
    static KafkaCluster of(StandaloneSettings settings) {
        return settings.broker()
                .at(address(settings)
                        .orElseThrow(() -> new StartupFailure("the embedded broker has never run on " + settings.data()
                                + ": start backref standalone first")));
    }
}
