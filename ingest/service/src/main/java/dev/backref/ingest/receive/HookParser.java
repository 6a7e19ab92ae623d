package dev.backref.ingest.receive;

import dev.backref.ingest.registry.RegistrySettings;
import java.util.List;

/** Reads the webhooks of one vendor. What it cannot read is said in its answer, never thrown: senders repeat for ever. */
@FunctionalInterface
interface HookParser {
    ParsedHook parse(Delivery delivery);

    /** The ways in which the vendor's registries can prove themselves; last the one for which {@link HookSetup} is. */
    default List<HookProof> proofs() {
        return List.of(HeaderProof.AUTHORIZATION);
    }

    /** The word for how they show the last of these, of {@link HookProof#ways()}. */
    default String way() {
        return proofs().get(proofs().size() - 1).ways().get(0);
    }

    /** Whether they ask by OPTIONS before they send anything (CloudEvents "Web hooks for event delivery" §4). */
    default boolean answersOptions() {
        return false;
    }

    /** The parser for registries of a kind: the one place that a new kind is entered in, beside {@code Kind} itself. */
    static HookParser of(RegistrySettings.Kind kind) {
        return switch (kind) {
            case DISTRIBUTION, GITLAB -> new DistributionParser();
            case ZOT -> new ZotParser();
            case HARBOR -> new HarborParser();
            case ECR -> new EcrParser();
            case GHCR -> new GhcrParser();
            case QUAY -> new QuayParser();
            case ACR -> new AcrParser();
            case ACR_EVENTGRID -> new AcrEventGridParser();
            case GAR -> new GarParser();
            case DOCKERHUB -> new DockerHubParser();
            case GITEA -> new GiteaParser();
            case CLOUDEVENTS -> new CloudEventParser();
            case JFROG -> new JfrogParser();
            case NEXUS -> new NexusParser();
            case CLOUDSMITH -> new CloudsmithParser();
            case ALIYUN -> new AliyunParser();
            case CHAINGUARD -> new ChainguardParser();
            case CDEVENTS -> new CdEventsParser();
        };
    }
}
