package dev.backref.ingest.registry;

import dev.backref.ingest.registry.ListingPage.Failed;
import dev.backref.ingest.registry.ListingPage.Gone;
import dev.backref.ingest.registry.ListingPage.NameUnknown;
import dev.backref.ingest.registry.ListingPage.Taken;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes pages of listings, authorized as looks are. A link is followed as it stands, but to the registry's own origin only. */
final class Pages {
    private final URI registry;
    private final NotFound requests;
    private final Duration timeout;
    private final Clock clock;

    /**
     * @param timeout for a whole page
     */
    Pages(URI registry, NotFound requests, Duration timeout, Clock clock) {
        this.registry = registry;
        this.requests = requests;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** As {@link RegistryListing#page}. */
    Future<ListingPage> take(PageAddress address, long most, Consumer<List<String>> taker) {
        PageReader reader = address.reader(most);
        PageBody body = new PageBody(reader, taker);
        Ask ask = new Ask(
                RequestClass.TAGS, HttpMethod.GET, address.in(registry), "application/json", Optional.empty(), body);
        return send(ask, address)
                .map(answer -> outcome(address, answer, body, reader))
                .recover(failure -> failure instanceof Unanswered unanswered
                        ? Future.succeededFuture(failed(unanswered.look()))
                        : Future.failedFuture(failure))
                .transform(ended -> body.settled()
                        .transform(settled -> body.thrown()
                                .map(Future::<ListingPage>failedFuture)
                                .orElseGet(() -> ended.succeeded()
                                        ? Future.succeededFuture(ended.result())
                                        : Future.failedFuture(ended.cause()))));
    }

    private Future<Answer> send(Ask ask, PageAddress address) {
        return address.isHarbors()
                ? requests.sendShowing(ask, Deadline.in(timeout))
                : requests.send(ask, address.repository().orElse(Authentication.CATALOGUE), Deadline.in(timeout));
    }

    private ListingPage outcome(PageAddress address, Answer answer, PageBody body, PageReader reader) {
        if (answer.status() == 404) {
            return address.what() == PageAddress.What.TAGS
                            && ErrorBody.says(
                                    ErrorBody.NAME_UNKNOWN,
                                    answer.body().content().getBytes())
                    ? new NameUnknown()
                    : new Gone();
        }
        if (answer.status() != 200) {
            return failed(answer.trouble(clock.instant()));
        }
        return body.problem().map(problem -> bad(answer, problem)).orElseGet(() -> taken(address, answer, reader));
    }

    private ListingPage taken(PageAddress address, Answer answer, PageReader page) {
        NextPage next = NextPage.of(answer, registry);
        return next.problem()
                .map(problem -> bad(answer, problem))
                .orElseGet(() -> new Taken(address.next(next.url(), page), page.names(), page.refused()));
    }

    private static ListingPage bad(Answer answer, String problem) {
        return new Failed(
                LookFailure.BAD_ANSWER,
                "a page that is had by " + answer.to() + " " + problem,
                Optional.empty(),
                false);
    }

    private static ListingPage failed(Look look) {
        if (look instanceof Look.Later later) {
            // Asking again would be refused again, and can lock the account.
            boolean passing = later.reason() != LookFailure.UNAUTHORIZED;
            return new Failed(later.reason(), later.detail(), later.retryAfter(), passing);
        }
        if (look instanceof Look.Doubtful doubtful) {
            return new Failed(doubtful.reason(), doubtful.detail(), doubtful.retryAfter(), false);
        }
        throw new IllegalStateException("not a trouble: " + look);
    }
}
