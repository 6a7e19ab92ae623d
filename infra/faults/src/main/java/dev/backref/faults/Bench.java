package dev.backref.faults;

import dev.backref.faults.count.Announcement;
import dev.backref.faults.count.Announcement.What;
import dev.backref.faults.count.Answers;
import dev.backref.faults.count.Counts;
import dev.backref.faults.count.Edge;
import dev.backref.faults.count.FeedReader;
import dev.backref.faults.count.Gauges;
import dev.backref.faults.count.Kcat;
import dev.backref.faults.count.Ledger;
import dev.backref.faults.count.Storage;
import dev.backref.faults.count.Verdict;
import dev.backref.faults.load.Load;
import dev.backref.faults.load.RegistryClient;
import dev.backref.faults.parts.Backref;
import dev.backref.faults.parts.Parts;
import dev.backref.faults.plan.Plan;
import dev.backref.faults.report.Findings;
import dev.backref.faults.report.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The parts of a run, the load on them, and the count. */
final class Bench implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration IDLE = Duration.ofMinutes(2);

    private final Parts parts;
    private final Plan plan;
    private final double perSecond;
    private final Load load;
    private final Storage storage;
    private final Ledger ledger = new Ledger();
    private final FeedReader feed;
    private final Answers answers;
    private final Gauges gauges;
    private final List<String> held = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> tables = new ArrayList<>();

    private Bench(Parts parts, RegistryClient registry, long seed, double perSecond) {
        this.parts = parts;
        this.plan = new Plan(seed);
        this.perSecond = perSecond;
        this.load = new Load(registry, perSecond);
        this.storage = new Storage(parts.registry().storage(), Plan.REPOSITORIES);
        this.feed = new FeedReader(parts.backref().uri("/api/v1/changes"));
        this.answers = new Answers(parts.backref().uri("/v2/" + Backref.REGISTRY + "/"));
        this.gauges = new Gauges(parts.hooks().uri("/metrics"));
    }

    /** Starts all parts, and returns when Backref is ready and the registry can be pushed to. */
    static Bench start(Parts.Setup setup, double perSecond) throws InterruptedException {
        Parts parts = Parts.start(setup);
        RegistryClient registry = new RegistryClient(parts.registry().url());
        for (String repository : Plan.REPOSITORIES) {
            registry.prepare(repository);
        }
        return new Bench(parts, registry, setup.seed(), perSecond);
    }

    Parts parts() {
        return parts;
    }

    Answers answers() {
        return answers;
    }

    Ledger ledger() {
        return ledger;
    }

    FeedReader feed() {
        return feed;
    }

    /** Begins the next round of the plan; it takes so long. */
    Load.Running begin(Duration duration) {
        return load.begin(plan.round((int) (duration.toMillis() * perSecond / 1000)));
    }

    /**
     * Waits until a round is carried out, and until Backref has taken and announced all of it; then asks for the referrers
     * of each subject that it touched. Whatever is not as it must be becomes a problem.
     */
    Round.Outcome settle(Load.Running running, Duration patience) throws InterruptedException {
        Load.Done done = running.join();
        long begun = System.nanoTime();
        Set<Edge> changed = ledger.note(storage.edges());
        boolean settled = await(() -> isTaken() && isAnnounced(), patience);
        Duration settling = Duration.ofNanos(System.nanoTime() - begun);
        if (settled) {
            check(changed);
        } else {
            problem("not settled after %d s: %d deliveries pending; not announced: %s; too often: %s"
                    .formatted(
                            patience.toSeconds(),
                            parts.registry().deliveries().pending(),
                            ledger.expected().minus(feed.heard().whats()),
                            feed.heard().whats().minus(ledger.expected())));
        }
        return new Round.Outcome(done, settling, changed.size(), settled);
    }

    /** Waits until Backref has nothing more to look at, and then a moment for what should not come. */
    void awaitIdle() throws InterruptedException {
        if (!await(() -> isTaken() && gauges.sum("backref_resolver_pending") == 0, IDLE)) {
            problem("still looks at sources after " + IDLE.toSeconds() + " s");
        }
        Thread.sleep(QUIET.toMillis());
    }

    /** Counts everything, at the end. */
    Verdict verdict() throws InterruptedException {
        awaitIdle();
        return Verdict.of(ledger, answers.of(ledger.ever()), Kcat.read(parts.bootstrap()), feed.heard());
    }

    /** The sum of one of Backref's own metrics over its labels. */
    double metric(String name) {
        return gauges.sum(name);
    }

    /** Notes something that must be so. */
    void claim(String what, boolean holds) {
        System.out.println((holds ? "  holds: " : "  DOES NOT HOLD: ") + what);
        if (holds) {
            held.add(what);
        } else {
            problems.add("does not hold: " + what);
        }
    }

    /** Notes what was measured. */
    void measured(String table) {
        System.out.println("\n" + table);
        tables.add(table);
    }

    /** Notes something that must not be. */
    void problem(String what) {
        System.out.println("  PROBLEM: " + what);
        problems.add(what);
    }

    /** What was noted. */
    Findings findings() {
        Findings noted = new Findings(held, problems, tables);
        return feed.trouble().isEmpty() ? noted : noted.with("the feed's reader was told: " + feed.trouble());
    }

    @Override
    public void close() {
        load.close();
        feed.close();
        parts.close();
    }

    private boolean isTaken() {
        return parts.registry().deliveries().pending() == 0;
    }

    private boolean isAnnounced() {
        Counts<What> expected = ledger.expected();
        return feed.heard().count(Announcement.Type.ADDED) + feed.heard().count(Announcement.Type.REMOVED)
                        >= expected.total()
                && expected.minus(feed.heard().whats()).total() == 0;
    }

    /** A lookup is never behind the feed: what was announced is answered at once. */
    private void check(Set<Edge> changed) throws InterruptedException {
        Answers.Found found = answers.of(changed);
        found.refusals().forEach(refusal -> problem("not answered: " + refusal));
        Set<String> subjects = new HashSet<>();
        changed.forEach(edge -> subjects.add(edge.repository() + edge.subject()));
        for (Edge edge : ledger.edges()) {
            if (subjects.contains(edge.repository() + edge.subject())
                    && !found.edges().contains(edge)) {
                problem("announced and not answered: " + edge);
            }
        }
        for (Edge edge : found.edges()) {
            if (!ledger.edges().contains(edge)) {
                problem("answered and not there: " + edge);
            }
        }
    }

    /** Waits until something is so, and says whether it became so in time. */
    boolean await(BooleanSupplier condition, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        return true;
    }
}
