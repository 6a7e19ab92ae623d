package dev.backref.query.decisions;

import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.contract.SubjectQuery.Scope;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.ScopeParameter;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What the lookups of a subject showed to who decided about it. Used on one event loop only. */
public final class Seen {
    /** Referrers that are remembered of a subject. */
    static final int MOST = 100;

    private final Digest subject;
    private final List<Shown> referrers = new ArrayList<>();
    private String query = "";
    private boolean more;

    /** A referrer, in few words. */
    record Shown(Digest digest, Optional<String> artifactType) {
        static Shown of(Referrer referrer) {
            return new Shown(
                    referrer.descriptor().digest(), referrer.descriptor().artifactType());
        }
    }

    public Seen(Digest subject) {
        this.subject = subject;
    }

    /** The same index, of which answers about the subject are remembered. */
    public Function<SubjectQuery, Future<SubjectAnswer>> over(Function<SubjectQuery, Future<SubjectAnswer>> index) {
        return asked -> asked.subject().equals(subject)
                ? index.apply(asked).onSuccess(answer -> take(asked, answer))
                : index.apply(asked);
    }

    private void take(SubjectQuery asked, SubjectAnswer answer) {
        if (asked.after().isEmpty()) { // Who waits begins anew.
            referrers.clear();
        }
        query = path(asked);
        for (Referrer each : answer.referrers()) {
            if (referrers.size() < MOST) {
                referrers.add(Shown.of(each));
            }
        }
        more = answer.next().isPresent() || referrers.size() == MOST;
    }

    /** The lookup as anybody can repeat it: its path and query. */
    private static String path(SubjectQuery asked) {
        Filter filter = asked.filter();
        List<String> parameters = new ArrayList<>();
        filter.content().kinds().stream().map(Kind::word).forEach(kind -> parameters.add("kind=" + kind));
        filter.registries().stream().sorted().forEach(name -> parameters.add("registry=" + name));
        filter.repository()
                .ifPresent(name -> parameters.add("repository=" + URLEncoder.encode(name, StandardCharsets.UTF_8)));
        if (asked.scope() != Scope.FILTERED) {
            parameters.add(ScopeParameter.NAME + "=" + asked.scope().name().toLowerCase(Locale.ROOT));
        }
        return "/api/v1/subjects/" + asked.subject() + "?" + String.join("&", parameters);
    }

    /** The path and query of the lookup. */
    public String query() {
        return query;
    }

    List<Shown> referrers() {
        return List.copyOf(referrers);
    }

    /** Whether there are more than these, or may be. */
    boolean more() {
        return more;
    }
}
