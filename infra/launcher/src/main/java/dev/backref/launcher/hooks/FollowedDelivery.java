package dev.backref.launcher.hooks;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.receive.HookTrial;
import dev.backref.launcher.server.NotNow;
import dev.backref.launcher.server.Pace;
import dev.backref.launcher.server.RunningServer;
import dev.backref.launcher.standalone.StartupFailure;
import io.vertx.core.MultiMap;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The manifests that a delivery names, on their way to the index. What the index knew before it was sent is asked first,
 * because what is there already shows nothing.
 */
public final class FollowedDelivery {
    private static final int OK = 200;
    private static final byte[] NOTHING = {};

    /** Without it registries answer with other manifests, or with none. */
    private static final String MANIFESTS = "application/vnd.oci.image.manifest.v1+json,"
            + "application/vnd.oci.image.index.v1+json,application/vnd.docker.distribution.manifest.v2+json,"
            + "application/vnd.docker.distribution.manifest.list.v2+json";

    private final Homes homes;
    private final List<Expected> waiting = new ArrayList<>();

    /**
     * A manifest that is to come to a registry, or to go.
     *
     * @param before at how many locations there it was
     */
    private record Expected(Digest digest, String registry, boolean there, long before) {
        boolean cannotBeSeen() {
            return there == before > 0;
        }

        boolean isMetBy(long now) {
            return there ? now > 0 : now < before;
        }

        @Override
        public String toString() {
            return digest + (there ? " at " : " no more at ") + registry;
        }
    }

    private FollowedDelivery(Homes homes) {
        this.homes = homes;
    }

    /**
     * Finds out what there is to follow; to be called before the delivery is sent.
     *
     * @param server that serves lookups
     * @param say is told what cannot be followed, and why
     * @throws StartupFailure when it does not answer
     */
    public static FollowedDelivery of(HookTrial trial, RunningServer server, Consumer<String> say)
            throws InterruptedException {
        FollowedDelivery followed = new FollowedDelivery(new Homes(server));
        try {
            Set<Expected> seen = new LinkedHashSet<>();
            for (RegistryEvent event : trial.looks()) {
                if (isShownByNone(event)) {
                    say.accept("not followed: " + event.cause().kind().word() + " of "
                            + event.source().key() + ", which no lookup shows");
                    continue;
                }
                Optional<Digest> digest = digest(event, server, say);
                if (digest.isPresent()) {
                    String registry = event.source().location().registry();
                    boolean there = event.cause().kind() != Cause.Kind.DELETE;
                    seen.add(new Expected(digest.get(), registry, there, followed.homes.of(digest.get(), registry)));
                }
            }
            seen.stream()
                    .filter(Expected::cannotBeSeen)
                    .forEach(each -> say.accept("not followed: " + each + " is so already"));
            seen.stream().filter(each -> !each.cannotBeSeen()).forEach(followed.waiting::add);
            return followed;
        } catch (NotNow unavailable) {
            throw new StartupFailure(String.valueOf(unavailable.getMessage()));
        }
    }

    /** Lookups know manifests: one is shown by what it names, or by a tag that was pushed and points to it. */
    private static boolean isShownByNone(RegistryEvent event) {
        Cause.Kind kind = event.cause().kind();
        if (event.source() instanceof Source.Manifest) {
            return !kind.reported();
        }
        return event.expected().isEmpty() && !(kind == Cause.Kind.PUSH && event.source() instanceof Source.Tag);
    }

    /** Of a pushed tag of which nothing says what it points to, the registry is asked, through Backref and as nobody. */
    private static Optional<Digest> digest(RegistryEvent event, RunningServer server, Consumer<String> say)
            throws NotNow, InterruptedException {
        if (event.source() instanceof Source.Manifest manifest) {
            return Optional.of(manifest.digest());
        }
        if (event.expected().isPresent() || !(event.source() instanceof Source.Tag tag)) {
            return event.expected();
        }
        Location location = tag.location();
        MultiMap accept = MultiMap.caseInsensitiveMultiMap().add("Accept", MANIFESTS);
        String path = "/v2/" + location.registry() + "/" + location.repository() + "/manifests/" + tag.tag();
        HttpResponse<byte[]> answer = server.request("GET", path, accept, NOTHING);
        if (answer.statusCode() != OK) {
            say.accept("not followed: what the tag " + tag.key() + " points to; " + answer.statusCode()
                    + " is what one who is not logged in is told");
            return Optional.empty();
        }
        return Optional.of(Digest.sha256(answer.body()));
    }

    /** Whether there is anything that can be seen to come. */
    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Waits until all of it is so in the index.
     *
     * @param said each as it comes
     * @throws StartupFailure when not all has come by then, or Backref does not answer for too long
     */
    public void await(Duration timeout, Pace pace, Consumer<String> said) throws InterruptedException {
        long began = System.nanoTime();
        for (Expected each : waiting) {
            Duration left = timeout.minusNanos(System.nanoTime() - began);
            pace.await(
                    left,
                    () -> each.isMetBy(homes.of(each.digest(), each.registry())) ? Optional.of(each) : Optional.empty(),
                    "not so in the index in time: " + each + "; /api/v1/registries/" + each.registry()
                            + "/repositories?failing=true says what could not be looked at there");
            said.accept(each.toString());
        }
    }
}
