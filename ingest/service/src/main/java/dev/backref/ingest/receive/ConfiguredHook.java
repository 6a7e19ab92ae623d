package dev.backref.ingest.receive;

import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Webhook;
import dev.backref.ingest.registry.Secret;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A hook as it is configured, for people who set it up or try it: it takes nothing, and no Backref has to run. */
public final class ConfiguredHook {
    /** Bytes of a body that a hook takes; more are refused with 413. */
    public static final int LARGEST_BODY = HookLimits.LARGEST_BODY;

    private final RegistrySettings own;
    private final Webhook webhook;
    private final HookTargets targets;

    private ConfiguredHook(RegistrySettings own, Webhook webhook, HookTargets targets) {
        this.own = own;
        this.webhook = webhook;
        this.targets = targets;
    }

    /** The hook or topic by which a registry is reported, its own or that of another; empty where there is neither. */
    public static Optional<ConfiguredHook> of(RegistrySettings registry, Collection<RegistrySettings> all) {
        RegistrySettings own = registry.scope()
                .via()
                .flatMap(via ->
                        all.stream().filter(each -> each.name().equals(via)).findFirst())
                .orElse(registry);
        return own.webhook().map(webhook -> new ConfiguredHook(own, webhook, HookTargets.of(own, all)));
    }

    /** The name of the registry whose it is. */
    public String registry() {
        return own.name();
    }

    /** Whether it takes requests; one that does not takes records of its topic alone. */
    public boolean isOpen() {
        return webhook.isOpen();
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
                .orElse("nothing: the broker's ACLs say who may write to its topic");
    }

    /** The topic by which it comes, beside requests or alone. */
    public Optional<String> topic() {
        return webhook.topic();
    }

    /**
     * What it would make of a delivery with these headers, whose names may be written in any case. The secret is asked for
     * only where something in them could prove the sender; a token is not judged, because its issuer would have to be asked.
     *
     * @param body at most {@link #LARGEST_BODY} bytes: larger ones are not taken
     */
    public HookTrial trial(MultiMap headers, byte[] body, Instant at) {
        HookParser parser = HookParser.of(own.kind());
        Optional<SecretGuard> guard = webhook.secret().map(secret -> new SecretGuard(parser.proofs(), present(secret)));
        HookProof.Head head = new HookProof.Head(headers, "");
        Delivery delivery = new Delivery(
                own.name(),
                Delivery.headers(
                        headers,
                        name -> guard.map(each -> each.hides(name)).orElseGet(() -> TokenGuard.holdsToken(name))),
                body,
                at,
                targets);
        Optional<Boolean> proved = guard.filter(
                        each -> each.mayAdmit(head) || headers.names().stream().anyMatch(each::hides))
                .map(each -> each.admits(head) || each.admits(head, body));
        return HookTrial.of(proved, delivery, ReadDelivery.of(parser, delivery));
    }

    /** A secret without the one before it, where that is not here: it proves nobody then, and is needed by nobody. */
    private static Secret present(Secret secret) {
        Secret current = () -> secret.reveal();
        return secret.previous()
                .filter(ConfiguredHook::isPresent)
                .map(current::replacing)
                .orElse(current);
    }

    private static boolean isPresent(Secret secret) {
        try {
            return !secret.reveal().isBlank();
        } catch (IllegalArgumentException absent) {
            return false;
        }
    }

    /** Whether a secret proves its senders: nobody else can make the tokens of an issuer. */
    public boolean hasSecret() {
        return webhook.secret().isPresent();
    }

    /** The words for the ways in which a sender can show the secret; first that of a registry which is set up as is said. */
    public List<String> ways() {
        HookParser parser = HookParser.of(own.kind());
        Stream<String> all = parser.proofs().stream().flatMap(proof -> proof.ways().stream());
        return Stream.concat(Stream.of(parser.way()), all).distinct().toList();
    }

    /**
     * The proof with which a registry would send a body.
     *
     * @param way one of {@link #ways()}
     */
    public ShownProof shown(String way, byte[] body) {
        HookProof proof = HookParser.of(own.kind()).proofs().stream()
                .filter(each -> each.ways().contains(way))
                .findFirst()
                .orElseThrow();
        return proof.shown(way, webhook.secret().orElseThrow(), body);
    }

    /** Whether a header can hold what proves a sender. */
    public boolean canProve(String header) {
        return TokenGuard.holdsToken(header)
                || HookParser.of(own.kind()).proofs().stream()
                        .anyMatch(proof -> proof.secretHeader().equalsIgnoreCase(header)
                                || proof.ways().contains(header.toLowerCase(Locale.ROOT)));
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
