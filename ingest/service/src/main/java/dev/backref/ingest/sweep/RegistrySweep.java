package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.LocationSignal.SweepFailed;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.SweepRequest;
import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.ingest.sweep.SweepRow.Going;
import dev.backref.ingest.sweep.SweepRow.Pass;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The sweeps of one registry: what is listed next, and what becomes of the listing. One listing at a time. It knows no
 * Kafka, no clock and no network: requests, listings and times go in, signals come out.
 */
public final class RegistrySweep implements AutoCloseable {
    private static final int MOST_ALONE = 1_000;

    /** Failures that say that the registry as a whole cannot be asked now, or not by us. */
    private static final Set<LookFailure> OF_THE_REGISTRY = Set.of(
            LookFailure.UNREACHABLE,
            LookFailure.TIMED_OUT,
            LookFailure.THROTTLED,
            LookFailure.SERVER_ERROR,
            LookFailure.UNPROVEN_404);

    private static final int TRIES_OF_A_LOCATION = 3;

    private final String registry;
    private final RegistryHistory history;
    private final SweepSettings settings;
    private final RandomGenerator random;
    private final Pause pause;
    private SweepRow row = SweepRow.NOTHING;
    private Optional<Enlisting> enlisting = Optional.empty();
    private Optional<Handing> handing = Optional.empty();
    private Optional<Target> listing = Optional.empty();
    private Basis basis = Basis.TAGS;
    private String tried = "";
    private int tries;
    private boolean passIsNext;

    public RegistrySweep(String registry, RegistryHistory history, SweepSettings settings, RandomGenerator random) {
        this.registry = registry;
        this.history = history;
        this.settings = settings;
        this.random = random;
        this.pause = new Pause(random);
    }

    /**
     * What is being listed.
     *
     * @param going of a location; absent where the repositories are listed
     */
    private record Target(Optional<Going> going) {
        static Target of(Going going) {
            return new Target(Optional.of(going));
        }
    }

    /** Takes over what an earlier owner left. */
    public void restore(SweepRow left) {
        row = left;
    }

    public SweepRow row() {
        return row;
    }

    /** Somebody asks for a sweep. What has begun before does not answer that. */
    public void asked(SweepRequest request) {
        if (request.repository().isEmpty() || row.alone().size() >= MOST_ALONE) {
            row = row.asked(request.at());
        } else {
            row = row.alone(request.repository().get(), request.at());
        }
    }

    /** Begins what is to be listed next, if anything is. */
    public Optional<ListingTask> next(Instant now) {
        if (listing.isPresent() || pause.lasts(now) || handing.isPresent()) {
            return Optional.empty();
        }
        listing = row.going().map(Target::of);
        if (listing.isEmpty()) {
            // In turn: neither may keep the other from coming to its end.
            listing = passIsNext
                    ? ofPass(now).or(() -> alone(now).map(Target::of))
                    : alone(now).map(Target::of).or(() -> ofPass(now));
            passIsNext = listing.flatMap(Target::going)
                    .filter(going -> !going.ofPass())
                    .isPresent();
        }
        return listing.map(target -> new ListingTask(registry, target.going().map(Going::repository)));
    }

    /** When something could begin that cannot now; absent as long as only an answer, a request or more room can tell. */
    public Optional<Instant> nextTurn(Instant now) {
        if (listing.isPresent() || isHandingOn()) {
            return Optional.empty();
        }
        if (pause.lasts(now)) {
            return Optional.of(pause.until());
        }
        if (row.going().isPresent() || row.pass().isPresent()) {
            return Optional.of(now);
        }
        Stream<Instant> times = Stream.of(row.alone().values().stream(), row.asked().stream(), duePass(now))
                .flatMap(each -> each);
        return times.min(Instant::compareTo).map(then -> then.isBefore(now) ? now : then);
    }

    /** Whether something was listed that is not handed on yet. */
    public boolean isHandingOn() {
        return handing.isPresent() || enlisting.filter(each -> !each.isOver()).isPresent();
    }

    /** Hands on the next piece of what was listed. */
    public void handOn(Consumer<LocationSignal> out) {
        if (enlisting.filter(each -> !each.isOver()).isPresent()) {
            enlisting.get().step(out);
            if (enlisting.get().isOver()) {
                row = row.with(row.pass().orElseThrow().allEnlisted());
            }
        } else if (handing.isPresent()) {
            Going going = row.going().orElseThrow();
            Optional<Going> left = handing.get().step(location(going.repository()), going, out);
            row = row.going(left);
            if (left.isEmpty()) {
                over(going);
            }
        }
    }

    /**
     * Takes what was listed.
     *
     * @param known repositories that are known although nobody may list them
     */
    public void listed(Listed answer, Collection<String> known, Instant now, Consumer<LocationSignal> out) {
        Target target = listing.orElseThrow();
        listing = Optional.empty();
        if (target.going().isPresent()) {
            sources(target.going().get(), answer, now, out);
        } else {
            repositories(answer, known, now);
        }
    }

    @Override
    public void close() {
        enlisting.ifPresent(Enlisting::close);
        handing.ifPresent(Handing::close);
    }

    private Optional<Going> alone(Instant now) {
        return row.alone().entrySet().stream()
                .filter(asked -> !asked.getValue().isAfter(now))
                .min(Map.Entry.<String, Instant>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(asked -> begin(asked.getKey(), now, false));
    }

    private Optional<Target> ofPass(Instant now) {
        if (row.pass().isEmpty()
                && Stream.concat(row.asked().stream(), duePass(now)).anyMatch(at -> !at.isAfter(now))) {
            row = row.begin(now);
        }
        if (row.pass().isEmpty()) {
            return Optional.empty();
        }
        if (enlisting.isEmpty()) {
            return Optional.of(new Target(Optional.empty()));
        }
        if (!enlisting.get().isOver()) {
            return Optional.empty();
        }
        Optional<String> next = enlisting.get().after(row.pass().get().done());
        if (next.isEmpty()) {
            endPass();
        }
        return next.map(repository -> Target.of(begin(repository, now, true)));
    }

    private void endPass() {
        enlisting.ifPresent(Enlisting::close);
        enlisting = Optional.empty();
        Instant began = row.pass().orElseThrow().began();
        // Not all registries at the same time for ever.
        Duration every = settings.every().orElse(Duration.ZERO);
        Duration spread = Duration.ofMillis(random.nextLong(every.toMillis() / 10 + 1));
        row = row.due(began.plus(every).minus(spread));
    }

    private Stream<Instant> duePass(Instant now) {
        return settings.every().isEmpty() ? Stream.empty() : Stream.of(row.due().orElse(now));
    }

    private Going begin(String repository, Instant now, boolean ofPass) {
        String id =
                registry + "/" + repository + "@" + now.toEpochMilli() + "-" + Integer.toHexString(random.nextInt());
        return new Going(repository, new Sweep(id, now, basis, history == RegistryHistory.NONE), 0, "", ofPass);
    }

    private void repositories(Listed answer, Collection<String> known, Instant now) {
        if (answer instanceof Listed.Failed failed && OF_THE_REGISTRY.contains(failed.reason())) {
            pause.begin(now, failed.retryAfter());
            return;
        }
        pause.end();
        Pass pass = row.pass().orElseThrow();
        Optional<SortedLines> lines = Optional.empty();
        Optional<String> trouble = Optional.of("the registry has no catalogue");
        if (answer instanceof Listed.All all) {
            lines = Optional.of(all.lines());
            basis = all.basis();
            trouble = all.hiding();
        } else if (answer instanceof Listed.Failed failed) {
            trouble = Optional.of(failed.reason().word() + ": " + failed.detail());
        }
        Repositories found = new Repositories(lines, known, settings.repositories());
        boolean whole = trouble.isEmpty() && settings.repositories().isAll();
        enlisting = Optional.of(new Enlisting(
                found, new Enlisting.Registry(registry, pass.began(), whole, basis, trouble), pass.announced()));
    }

    private void sources(Going going, Listed answer, Instant now, Consumer<LocationSignal> out) {
        if (answer instanceof Listed.All all) {
            basis = all.basis();
            handOn(going, all.lines());
            return;
        }
        // Its own catalogue lists it, as this pass found: then it has no tag.
        boolean isThere = going.ofPass()
                && enlisting.filter(pass -> pass.lists(going.repository())).isPresent();
        if (answer instanceof Listed.NameUnknown && isThere) {
            handOn(going, SortedLines.none());
            return;
        }
        row = row.going(Optional.empty());
        if (answer instanceof Listed.Failed failed) {
            out.accept(new SweepFailed(
                    location(going.repository()), going.sweep(), failed.reason().word(), failed.detail(), now));
            failed(going, failed, now);
        } else {
            pause.end();
            String detail = "the registry knows no such repository";
            out.accept(
                    new SweepFailed(location(going.repository()), going.sweep(), SweepFailed.NOT_FOUND, detail, now));
            over(going);
        }
    }

    private void handOn(Going going, SortedLines lines) {
        pause.end();
        handing = Optional.of(new Handing(lines, going.after()));
        row = row.going(Optional.of(going.on(basis)));
    }

    /** One location that always fails must not hold up the others for ever, nor be asked for again and again. */
    private void failed(Going going, Listed.Failed failure, Instant now) {
        boolean again = tried.equals(going.repository());
        tries = again ? tries + 1 : 1;
        tried = going.repository();
        if (OF_THE_REGISTRY.contains(failure.reason())) {
            pause.begin(now, failure.retryAfter());
        }
        if (tries < TRIES_OF_A_LOCATION && OF_THE_REGISTRY.contains(failure.reason())) {
            return; // It is the next again.
        }
        over(going);
        if (row.alone().size() < MOST_ALONE) { // Otherwise the next pass comes to it.
            row = row.alone(going.repository(), now.plus(Pause.LONGEST));
        }
    }

    private void over(Going going) {
        handing.ifPresent(Handing::close);
        handing = Optional.empty();
        if (going.ofPass() && row.pass().isPresent()) {
            row = row.with(row.pass().get().doneTo(going.repository()));
        }
        row = row.listed(going.repository(), going.sweep().began());
    }

    private Location location(String repository) {
        return new Location(registry, repository);
    }
}
