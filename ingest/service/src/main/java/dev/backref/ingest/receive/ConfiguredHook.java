package dev.backref.ingest.receive;

import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Webhook;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A hook as it is configured, for people who set it up or try it: it takes nothing, and no Backref has to run. */
public final class ConfiguredHook {
    private final RegistrySettings own;
    private final Webhook webhook;
    private final HookTargets targets;

    private ConfiguredHook(RegistrySettings own, Webhook webhook, HookTargets targets) {
        this.own = own;
        this.webhook = webhook;
        this.targets = targets;
    }

    /** The hook by which a registry is reported, its own or that of another; empty where none is open. */
    public static Optional<ConfiguredHook> of(RegistrySettings registry, Collection<RegistrySettings> all) {
        RegistrySettings own = registry.scope()
                .via()
                .flatMap(via ->
                        all.stream().filter(each -> each.name().equals(via)).findFirst())
                .orElse(registry);
        return own.webhook().map(webhook -> new ConfiguredHook(own, webhook, HookTargets.of(own, all)));
    }

    /** Where it is served. */
    public String path() {
        return "/hooks/" + own.name();
    }

    public RegistrySettings.Kind kind() {
        return own.kind();
    }

    /** Names of the registries whose events it takes, in the order in which they are asked whether an event is theirs. */
    public List<String> registries() {
        return targets.registries();
    }

    /** What proves a sender, in words that show no secret. */
    public String proof() {
        return webhook.tokens()
                .map(tokens -> "a token of " + tokens.issuer() + " for the audience \"" + tokens.audience() + "\"")
                .or(() -> webhook.secret().map(HookSetup::inWords))
                .orElseThrow();
    }

    /**
     * What to paste at the registry, which events it is to send, and what it does not tell, as lines.
     *
     * @param backref the address at which the registry reaches it
     */
    public List<String> setup(URI backref) {
        return HookSetup.of(own.kind()).lines(webhook, backref.resolve(path()).toString());
    }
}
