package dev.backref.ingest.examine;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Finding;
import dev.backref.ingest.registry.RegistryProbe;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Examines a registry by a dozen requests of its API, one after the other. */
public final class ApiExaminer implements Examiner {
    private static final Duration LONGEST = Duration.ofSeconds(90);

    /** A subject that nothing refers to. */
    private static final Digest NOBODY = Digest.parse("sha256:" + "0".repeat(64));

    private final RegistryProbe registry;
    private final boolean account;
    private final Duration longest;

    /**
     * @param account whether the registry is asked with credentials
     */
    public ApiExaminer(RegistryProbe registry, boolean account) {
        this(registry, account, LONGEST);
    }

    /**
     * @param longest that an examination may take
     */
    ApiExaminer(RegistryProbe registry, boolean account, Duration longest) {
        this.registry = registry;
        this.account = account;
        this.longest = longest;
    }

    @Override
    public Future<List<Finding>> examine(List<String> known) {
        Limits limits = new Limits(registry);
        Course course = new Course(new Questions(registry, limits, longest), new Report(), account);
        return course.run(known).map(done -> {
            course.report().notChecked(Check.OCI_SUBJECT, "only a push shows it, and Backref writes nothing");
            course.report().notChecked(Check.DELETE, "only a delete shows it, and Backref deletes nothing");
            limits.tell(course.report());
            return course.report().findings();
        });
    }

    /** One examination. */
    private record Course(Questions questions, Report report, boolean account) {
        Future<Boolean> run(List<String> known) {
            return new BaseCheck(questions, report, account)
                    .run(known.stream().findFirst())
                    .compose(goOn -> goOn ? contents(known) : Future.succeededFuture(false))
                    .map(done -> {
                        if (questions.isOver()) {
                            report.stop(questions.inWords());
                        }
                        return done;
                    });
        }

        private Future<Boolean> contents(List<String> known) {
            return new CatalogueCheck(questions, report)
                    .run()
                    .compose(listed -> inTime(() -> new TagsCheck(questions, report, account).run(some(known, listed)))
                            .map(found -> found.flatMap(sample -> sample)))
                    .compose(found -> found.map(this::sample).orElseGet(() -> Future.succeededFuture(false)));
        }

        private Future<Boolean> sample(TagsCheck.Sample sample) {
            return sample.tag()
                    .map(tag -> inTime(() -> new DigestCheck(questions, report).run(sample.repository(), tag))
                            .map(found -> found.flatMap(digest -> digest)))
                    .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                    .compose(digest -> inTime(() ->
                            new ReferrersCheck(questions, report).run(sample.repository(), digest.orElse(NOBODY))))
                    .map(Optional::isPresent);
        }

        /** What a step gives; absent where the time is over before it. */
        private <T> Future<Optional<T>> inTime(Supplier<Future<T>> step) {
            return questions.isOver()
                    ? Future.succeededFuture(Optional.empty())
                    : step.get().map(Optional::of);
        }

        private static List<String> some(Collection<String> known, Collection<String> listed) {
            Set<String> all = new LinkedHashSet<>();
            known.stream().limit(Examiner.MOST_REPOSITORIES).forEach(all::add);
            all.addAll(listed);
            return List.copyOf(all);
        }
    }
}
