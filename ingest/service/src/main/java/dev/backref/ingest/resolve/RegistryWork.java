package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.RegistrySettings;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Everything that is to do at one registry. It knows no Kafka and no clock: events, answers and times go in, what is to
 * be written goes into a batch. Dropped and made anew from {@code resolve-state} whenever its partition is assigned.
 */
final class RegistryWork {
    private final RegistrySettings settings;
    private final Budget budget;
    private final RandomGenerator random;
    private final Answers answers;
    private final Absence absence = new Absence();
    private final Backlog backlog;
    private final LookQueue queue = new LookQueue();
    private final Map<String, Task> tasks = new HashMap<>();
    private final GoneRepositories gone = new GoneRepositories();
    private final FetchedBeside beside = new FetchedBeside();
    private final SweepWork sweeps;
    private final Webhooks webhooks;
    private final ExaminationWork examinations;
    private final Set<String> stored = new HashSet<>();

    RegistryWork(RegistrySettings settings, Budget budget, Backlog backlog, SweepWork sweeps, RandomGenerator random) {
        this.settings = settings;
        this.budget = budget;
        this.random = random;
        this.answers = new Answers(random);
        this.backlog = backlog;
        this.sweeps = sweeps;
        this.webhooks = new Webhooks(settings);
        this.examinations = new ExaminationWork(settings.name());
    }

    String name() {
        return settings.name();
    }

    Budget budget() {
        return budget;
    }

    /** Sources at which something is left to do. */
    int pending() {
        return tasks.size();
    }

    /** Takes over what an earlier owner left. */
    void restore(String key, Row row, Instant now) {
        stored.add(key);
        row.todo().ifPresent(todo -> add(new Task(Source.parse(key), todo), now));
        row.gone().ifPresent(at -> gone.add(key, at));
        backlog.restore(row);
        sweeps.restore(key, row);
        webhooks.restore(row);
        examinations.restore(row);
    }

    /** Says how the registry is configured; due once after everything is restored. */
    void introduce(Instant now, Batch out) {
        webhooks.introduce(sweeps, now, out);
    }

    /** What it left in the log. */
    Backlog backlog() {
        return backlog;
    }

    SweepWork sweeps() {
        return sweeps;
    }

    Webhooks webhooks() {
        return webhooks;
    }

    ExaminationWork examinations() {
        return examinations;
    }

    /** Whether what a sweep listed may be handed on. */
    boolean hasRoomForSweeps() {
        return backlog.mark(Lane.WANTED).isEmpty() && SweepWork.hasRoomBeside(tasks.values());
    }

    /** What is left to do at a source. */
    Optional<Task> task(Source source) {
        return Optional.ofNullable(tasks.get(source.key()));
    }

    /** Whether taking the event leaves nothing more to do than there is already. */
    boolean takesNoRoom(RegistryEvent event) {
        return task(event.source()).isPresent() || gone.before(event).isPresent();
    }

    void accept(RegistryEvent event, Instant now, Batch out) {
        if (event.cause().kind() == Cause.Kind.PUSH) {
            inUse(event.source().location(), out);
            sweeps.remember(event.source().location(), out);
        }
        Task task = tasks.get(event.source().key());
        Optional<Instant> seenGone = task == null ? gone.before(event) : Optional.empty();
        if (seenGone.isPresent()) {
            out.observe(GoneRepositories.answer(event, seenGone.get()));
            beside.gone(event.source(), now);
            return;
        }
        if (task == null) {
            add(new Task(event.source(), Todo.at(Causes.of(event), now)), now);
        } else {
            more(task, event, now);
        }
        out.changed(event.source().key());
    }

    /** Something was pushed or seen there: the repository is not gone, whatever a look that is under way will say. */
    void inUse(Location location, Batch out) {
        String key = location.toString();
        if (gone.remove(key)) {
            out.changed(key);
        }
        Task repository = tasks.get(key);
        if (repository != null) {
            repository.overtake();
        }
    }

    /** Begins the next look, if one is due and the budget allows it. */
    Optional<Attempt> next(Instant now) {
        if (!queue.hasDue(now) || !budget.tryBegin(now)) {
            return Optional.empty();
        }
        return queue.take(now).map(task -> {
            task.begin(now);
            return new Attempt(this, task, now);
        });
    }

    /** Takes the answer to a look that this began. */
    void answered(Attempt attempt, Look answer, Instant now, Batch out) {
        Task task = attempt.task();
        Look look = beside.take(attempt, answer, tasks.keySet(), out);
        task.end();
        hear(task, now, out);
        Optional<Todo> left = answers.apply(attempt, look, now, out);
        if (left.isEmpty() && look instanceof Look.Gone) {
            beside.gone(task.source(), now);
            if (task.source() instanceof Source.Repository repository) {
                gone.add(task.key(), attempt.started());
                sweeps.forget(repository.location());
            }
        } else if (look instanceof Look.Found || look instanceof Look.PointsTo || look instanceof Look.Present) {
            seen(attempt, now, out);
        }
        proceed(task, left, now);
        out.changed(task.key());
        if (absence.endsWith(look, now)) {
            lookAgain(now);
        }
    }

    /** What failed while the registry was away need not wait for minutes now. The rows keep the later times. */
    private void lookAgain(Instant now) {
        for (Task task : queue.waiting()) {
            if (task.todo().failedUnanswered()) {
                task.update(task.todo().sooner(now.plus(Patience.back(random))));
                queue.put(task, now);
            }
        }
    }

    /** Signals webhooks that have waited too long for a first answer: their location must not be called complete. */
    void tellUnanswered(Instant now, Batch out) {
        Instant then = now.minus(Patience.UNANSWERED);
        Optional<Task> next = nextUnanswered(then);
        while (next.isPresent() && !out.isFull()) {
            Task task = next.get();
            Instant since =
                    task.todo().causes().reported().map(RegistryEvent::at).orElse(now);
            LocationSignal.Unresolved news = Trouble.waiting(task.source(), Trouble.waiting(since, now));
            task.update(Answers.signalled(task.source(), task.todo(), news, out));
            out.changed(task.key());
            next = nextUnanswered(then);
        }
    }

    /** When something can be begun that cannot be now; none when only an answer can change that. */
    Optional<Instant> nextTurn(Instant now) {
        return queue.hasDue(now) ? budget.freeAt(now) : queue.nextDue();
    }

    boolean isLookingAt(String key) {
        Task task = tasks.get(key);
        return task != null && task.looking();
    }

    /** What has to be written under this key of {@code resolve-state}: a row, a tombstone, or nothing. */
    Optional<RowChange> change(String key) {
        Row row = key.equals(name())
                ? Row.ofRegistry(this)
                : Row.ofSource(
                        Optional.ofNullable(tasks.get(key)).map(Task::durable), gone.at(key), sweeps.remembers(key));
        if (!row.isEmpty()) {
            stored.add(key);
            return Optional.of(new RowChange(key, row.json()));
        }
        return stored.remove(key) ? Optional.of(new RowChange(key, null)) : Optional.empty();
    }

    private Optional<Task> nextUnanswered(Instant then) {
        return queue.unansweredSince(
                then, task -> !task.answered() && task.todo().trouble().isEmpty());
    }

    private void add(Task task, Instant now) {
        tasks.put(task.key(), task);
        queue.put(task, now);
        if (task.todo().causes().live()) {
            queue.watch(task, now);
        }
    }

    private void more(Task task, RegistryEvent event, Instant now) {
        if (task.looking()) {
            task.lookOnceMore(event);
            return;
        }
        boolean watched = task.todo().causes().live();
        task.update(task.todo().more(Causes.of(event), now));
        queue.put(task, now);
        if (!watched && task.todo().causes().live()) {
            queue.watch(task, now);
        }
    }

    /**
     * A look that began before the repository was seen to be gone does not tell that it is back; what it found was
     * perhaps written too late for those who take away what was in the repository.
     */
    private void seen(Attempt attempt, Instant now, Batch out) {
        Task task = attempt.task();
        Source source = task.source();
        Optional<Instant> seenGone = gone.at(source.location().toString());
        if (seenGone.filter(at -> !attempt.started().isAfter(at)).isEmpty()) {
            inUse(source.location(), out);
        } else {
            Cause why = new Cause(
                    Cause.Kind.CASCADE, task.todo().causes().newest().cause().id());
            task.lookOnceMore(RegistryEvent.wanted(source, why, now));
        }
    }

    /** Puts a task back with what is left to do and what arrived during the look, or takes it from the list. */
    private void proceed(Task task, Optional<Todo> left, Instant now) {
        Optional<Causes> behind = task.takeBehind();
        Optional<Trouble> open = task.takeOpen();
        if (left.isPresent()) {
            Todo all = behind.map(more -> left.get().more(more, now)).orElse(left.get());
            task.update(open.map(all::troubled).orElse(all));
            queue.put(task, now);
            queue.awaitAgain(task);
            return;
        }
        tasks.remove(task.key());
        behind.map(more -> Todo.at(more, now))
                .map(todo -> open.map(todo::troubled).orElse(todo))
                .ifPresent(todo -> add(new Task(task.source(), todo), now));
    }

    /** A registry has been heard from once its first webhook led to a look, whatever that gave. */
    private void hear(Task task, Instant now, Batch out) {
        if (task.todo().causes().live()) {
            webhooks.workedOff(now, out);
        }
    }
}
