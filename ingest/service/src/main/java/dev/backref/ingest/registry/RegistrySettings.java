package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A registry as the operator configured it.
 *
 * @param name the short name in every path and key
 * @param url where its {@code /v2/} stands; http or https, without a path
 * @param kind how it notifies
 * @param history what it held before Backref began to listen
 * @param webhook how its webhooks come; without one no hook is open
 * @param access how Backref may ask it
 * @param sweep how it is swept
 * @param scope what of it there is for Backref
 */
public record RegistrySettings(
        String name,
        URI url,
        Kind kind,
        RegistryHistory history,
        Optional<Webhook> webhook,
        Access access,
        SweepSettings sweep,
        Scope scope) {
    public RegistrySettings {
        if (!Location.isRegistryName(name)) {
            throw new IllegalArgumentException("not a registry name: \"" + name + "\"");
        }
    }

    /** One of which there is everything, and whose hook is its own. */
    public RegistrySettings(
            String name,
            URI url,
            Kind kind,
            RegistryHistory history,
            Optional<Webhook> webhook,
            Access access,
            SweepSettings sweep) {
        this(name, url, kind, history, webhook, access, sweep, Scope.ALL);
    }

    /** Whether its webhooks are listened for, at its own hook, at its topic or at another registry's. */
    public boolean hasHook() {
        return webhook.isPresent() || scope.via().isPresent();
    }

    /** What may be said of its past: that all was announced only of one that can announce it. */
    public RegistryHistory announced() {
        return hasHook() ? history : RegistryHistory.UNKNOWN;
    }

    /** The secret that its webhooks prove themselves with, where it is one. */
    public Optional<Secret> hookSecret() {
        return webhook.flatMap(Webhook::secret);
    }

    /**
     * What of a registry there is for Backref, and by whose hook it comes.
     *
     * @param repositories that may be looked at
     * @param via the name of the registry by whose hook this one is reported too; absent for none but its own
     * @param managed the repositories of a manager such as Nexus that are all of this registry, at a port or a host of its own,
     *     several where that is a group of them: events say one before the names that the registry has; none where the registry
     *     has them in its names too
     */
    public record Scope(RepositoryRule repositories, Optional<String> via, Set<String> managed) {
        public static final Scope ALL = new Scope(RepositoryRule.ALL, Optional.empty());

        public Scope {
            managed = Set.copyOf(managed);
        }

        /** One of which events say the same names as the registry. */
        public Scope(RepositoryRule repositories, Optional<String> via) {
            this(repositories, via, Set.of());
        }
    }

    /** The folder that it keeps everything in, where Backref can read that. */
    public Optional<Path> storage() {
        return sweep.storage();
    }

    /**
     * How webhooks of a registry come: by its hook, where they prove themselves by one of two, a secret or tokens of an
     * issuer; or as records of a topic, to which only those write whom its broker lets; or both.
     *
     * @param silentAfter how long none may come before that is shown; absent where it never is
     * @param topic its name on the cluster, with nothing before it
     */
    public record Webhook(
            Optional<Secret> secret,
            Optional<SenderTokens> tokens,
            Optional<Duration> silentAfter,
            Optional<String> topic) {
        /** Longer than a long weekend. */
        public static final Optional<Duration> DEFAULT_SILENCE = Optional.of(Duration.ofDays(7));

        public Webhook {
            if (secret.isPresent() && tokens.isPresent()) {
                throw new IllegalArgumentException("a webhook is proved by a secret or by tokens, by one of them");
            }
            if (secret.isEmpty() && tokens.isEmpty() && topic.isEmpty()) {
                throw new IllegalArgumentException("a webhook without a topic is proved by a secret or by tokens");
            }
        }

        /** One that comes by its hook alone. */
        public Webhook(Optional<Secret> secret, Optional<SenderTokens> tokens, Optional<Duration> silentAfter) {
            this(secret, tokens, silentAfter, Optional.empty());
        }

        public Webhook(Secret secret, Optional<Duration> silentAfter) {
            this(Optional.of(secret), Optional.empty(), silentAfter);
        }

        /** With the usual time without one. */
        public Webhook(Secret secret) {
            this(secret, DEFAULT_SILENCE);
        }

        /** Whether it has a hook that takes requests. */
        public boolean isOpen() {
            return secret.isPresent() || tokens.isPresent();
        }
    }

    /** The vendors whose webhooks are understood. */
    public enum Kind {
        /** CNCF Distribution, {@code docker-registry}: notification envelopes v1 and v2. */
        DISTRIBUTION,
        /** zot: CloudEvents of its events extension. */
        ZOT,
        /** Harbor 2.x: its own format and CloudEvents. */
        HARBOR,
        /** Amazon ECR: events of EventBridge. */
        ECR,
        /** GitHub's ghcr.io: the events {@code package} and {@code registry_package}. */
        GHCR,
        /** Quay and quay.io: {@code repo_push}. */
        QUAY,
        /** GitLab's own registry: Distribution's envelopes. */
        GITLAB,
        /** Azure Container Registry: its webhooks. */
        ACR,
        /** Azure Container Registry by Event Grid, in both schemas. */
        ACR_EVENTGRID,
        /** Google Artifact Registry: pushes of Pub/Sub. */
        GAR,
        /** Docker Hub. */
        DOCKERHUB,
        /** Gitea and Forgejo: the event {@code package}. */
        GITEA,
        /** Whoever writes CloudEvents about images. */
        CLOUDEVENTS,
        /** JFrog Artifactory: the domain {@code docker}. */
        JFROG,
        /** Sonatype Nexus Repository: components and assets. */
        NEXUS,
        /** Cloudsmith: packages of format docker. */
        CLOUDSMITH,
        /** Alibaba Cloud Container Registry. */
        ALIYUN,
        /** Chainguard's cgr.dev. */
        CHAINGUARD,
        /** CDEvents: artifacts that are images. */
        CDEVENTS;

        /** How the configuration names it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * How Backref may ask a registry.
     *
     * @param account that it asks with; absent for nobody
     * @param tokenHosts other hosts ({@code host} or {@code host:port}) to whose token realm the account's credentials
     *     may be sent; the registry's own host always may have them
     * @param route to all of these
     */
    public record Access(Optional<Account> account, Budget budget, Set<String> tokenHosts, Route route) {
        public Access {
            tokenHosts = Set.copyOf(tokenHosts);
        }

        /** On the direct route. */
        public Access(Optional<Account> account, Budget budget, Set<String> tokenHosts) {
            this(account, budget, tokenHosts, Route.DIRECT);
        }
    }

    /**
     * What Backref may cost the registry.
     *
     * @param concurrent requests under way at once, at least 1
     * @param perSecond requests of all classes begun in any second, at least 1
     * @param classes how many of these may be of a class, at least 1, for those that have a limit of their own
     */
    public record Budget(int concurrent, int perSecond, Map<RequestClass, Integer> classes) {
        public static final Budget DEFAULT = new Budget(8, 50);

        public Budget {
            classes = Map.copyOf(classes);
            if (concurrent < 1 || perSecond < 1 || classes.values().stream().anyMatch(most -> most < 1)) {
                throw new IllegalArgumentException("a budget needs at least 1: concurrent \"" + concurrent
                        + "\", perSecond \"" + perSecond + "\", classes \"" + classes + "\"");
            }
        }

        /** One in which only the sum of all is limited. */
        public Budget(int concurrent, int perSecond) {
            this(concurrent, perSecond, Map.of());
        }
    }
}
