package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.EnumerationFailed;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.LocationSignal.SweepFailed;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.SweepRequest;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.ingest.sweep.SweepRow.Going;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The sweeps of one registry: what is listed next, and what becomes of the listing. One listing at a time. It knows no
 * Kafka, no clock and no network: requests, listings and times go in, signals come out.
 */
public final class RegistrySweep implements AutoCloseable {
    private static final int MOST_ALONE = 1_000;

    private final String registry;
    private final RegistryHistory history;
    private final SweepSettings settings;
    private final RandomGenerator random;
    private final Schedule schedule;
    private final Pause pause;
    private final Catalogue catalogue;
    private final Tries tries = new Tries();
    private SweepRow row = SweepRow.NOTHING;
    private Optional<Enlisting> enlisting = Optional.empty();
    private Optional<Handing> handing = Optional.empty();
    private Optional<Target> listing = Optional.empty();
    private Basis basis = Basis.TAGS;
    private boolean passIsNext;

    public RegistrySweep(String registry, RegistryHistory history, SweepSettings settings, RandomGenerator random) {
        this.registry = registry;
        this.history = history;
        this.settings = settings;
        this.random = random;
        this.schedule = new Schedule(settings, random);
        this.pause = new Pause(random);
        this.catalogue = new Catalogue(random);
    }

    /** What is being listed: a location, or else the repositories. */
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
            row = row.asked(request.repository().get(), request.at());
        }
    }

    /** Whether it lists every manifest, also one to which nothing leads. */
    public boolean listsDigests() {
        return settings.storage().isPresent();
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
            passIsNext = !passIsNext;
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
        return schedule.next(row, row.unlisted().map(since -> catalogue.due()), now);
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
            repositories(answer, known, now, out);
        }
    }

    @Override
    public void close() {
        enlisting.ifPresent(Enlisting::close);
        handing.ifPresent(Handing::close);
    }

    private Optional<Going> alone(Instant now) {
        return schedule.alone(row, now).map(repository -> begin(repository, now, false));
    }

    private Optional<Target> ofPass(Instant now) {
        if (row.pass().isEmpty() && schedule.isPassDue(row, now)) {
            row = row.begin(now);
            catalogue.begin();
        }
        if (row.pass().isEmpty()) {
            boolean again = row.unlisted().isPresent() && catalogue.isDue(now);
            return again ? Optional.of(repositories(now)) : Optional.empty();
        }
        if (enlisting.isEmpty()) {
            return catalogue.isNext(now) ? Optional.of(repositories(now)) : ofKnown(now);
        }
        if (!enlisting.get().isOver()) {
            return Optional.empty();
        }
        Optional<String> next = enlisting.get().after(row.pass().get().done());
        return orEndPass(next).map(repository -> Target.of(begin(repository, now, true)));
    }

    private Target repositories(Instant now) {
        catalogue.ask(now);
        return new Target(Optional.empty());
    }

    /** What is swept as long as the registry does not tell which repositories it has. */
    private Optional<Target> ofKnown(Instant now) {
        return orEndPass(catalogue.next()).map(repository -> Target.of(begin(repository, now, false)));
    }

    private Optional<String> orEndPass(Optional<String> next) {
        if (next.isEmpty()) {
            enlisting.ifPresent(Enlisting::close);
            enlisting = Optional.empty();
            row = row.due(schedule.behind(row.pass().orElseThrow()));
        }
        return next;
    }

    private Going begin(String repository, Instant now, boolean ofPass) {
        String id = location(repository) + "@" + now.toEpochMilli() + "-" + Integer.toHexString(random.nextInt());
        boolean listed =
                ofPass && enlisting.filter(pass -> pass.lists(repository)).isPresent();
        return new Going(repository, new Sweep(id, now, basis, history == RegistryHistory.NONE), 0, "", ofPass, listed);
    }

    private void repositories(Listed answer, Collection<String> known, Instant now, Consumer<LocationSignal> out) {
        if (answer instanceof Listed.Failed failed && failed.isOfTheRegistry()) {
            unlisted(failed, known, now, out);
            return;
        }
        pause.end();
        catalogue.told();
        // Not added to what was told halfway, which can name what is not there any more, nor to a failure told since.
        boolean told = row.unlisted().isEmpty()
                && row.pass().filter(SweepRow.Pass::announced).isPresent();
        row = (told ? row : row.begin(catalogue.asked())).unlisted(Optional.empty());
        basis = answer instanceof Listed.All all ? all.basis() : basis;
        Enlisting.Known others = new Enlisting.Known(registry, known, settings.repositories());
        enlisting = Optional.of(Enlisting.of(answer, others, basis, row.pass().orElseThrow()));
    }

    /** Says so, and lets those be swept that are known. What the registry told last is not touched by it. */
    private void unlisted(Listed.Failed why, Collection<String> known, Instant now, Consumer<LocationSignal> out) {
        Instant since = row.unlisted().orElse(catalogue.asked());
        row = row.unlisted(Optional.of(since));
        catalogue.failed(new Repositories(Optional.empty(), known, settings.repositories()), now, why.retryAfter());
        out.accept(new EnumerationFailed(registry, why.reason().word(), why.detail(), since, catalogue.asked()));
    }

    private void sources(Going going, Listed answer, Instant now, Consumer<LocationSignal> out) {
        if (answer instanceof Listed.All all) {
            basis = all.basis();
            enlisting.ifPresent(pass -> pass.rests(basis, out));
            handOn(going, all.lines());
            return;
        }
        if (answer instanceof Listed.NameUnknown && going.listed()) {
            handOn(going, SortedLines.none());
            return;
        }
        row = row.going(Optional.empty());
        if (answer instanceof Listed.Failed failed) {
            out.accept(failure(going, failed.reason().word(), failed.detail(), now));
            failed(going, failed, now);
        } else {
            pause.end();
            out.accept(failure(going, SweepFailed.NOT_FOUND, "the registry knows no such repository", now));
            over(going);
        }
    }

    private SweepFailed failure(Going going, String reason, String detail, Instant now) {
        return new SweepFailed(location(going.repository()), going.sweep(), reason, detail, now);
    }

    private void handOn(Going going, SortedLines lines) {
        pause.end();
        handing = Optional.of(new Handing(lines, going.after()));
        row = row.going(Optional.of(going.on(basis)));
    }

    /** One location that always fails must not hold up the others for ever, nor be asked for again and again. */
    private void failed(Going going, Listed.Failed failure, Instant now) {
        boolean more = tries.more(going.repository());
        if (failure.isOfTheRegistry()) {
            pause.begin(now, failure.retryAfter());
            if (more) {
                return; // It is the next again.
            }
        }
        over(going);
        if (row.alone().size() < MOST_ALONE) { // Otherwise the next pass comes to it.
            row = row.alone(going.repository(), now.plus(Pause.LONGEST));
        }
    }

    private void over(Going going) {
        handing.ifPresent(Handing::close);
        handing = Optional.empty();
        catalogue.over(going.repository());
        if (going.ofPass() && row.pass().isPresent()) {
            row = row.with(row.pass().get().doneTo(going.repository()));
        }
        row = row.listed(going.repository(), going.sweep().began());
    }

    private Location location(String repository) {
        return new Location(registry, repository);
    }
}
