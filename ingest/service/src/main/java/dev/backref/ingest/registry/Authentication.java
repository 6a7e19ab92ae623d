package dev.backref.ingest.registry;

import io.vertx.core.Future;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * Sends requests to a registry and answers its challenges. What a repository asked for is remembered, so that only the
 * first look there costs a refusal. Only the registry itself is answered, not whoever a redirect led to.
 */
final class Authentication {
    private static final int MOST_REPOSITORIES = 10_000;
    /** One that was kept, one made with credentials that were kept, and one with others. */
    private static final int MOST_GRANTS = 3;

    /** Stands for the catalogue where otherwise a repository stands, and is no repository's name. */
    static final String CATALOGUE = "*";

    /** The scope of a token for the catalogue (Distribution, auth/scope §Resource Class). */
    private static final String CATALOGUE_SCOPE = "registry:catalog:*";

    private final Origin home;
    private final Redirects redirects;
    private final Grants grants;
    private final Map<String, Challenge> known = Collections.synchronizedMap(new Recent<>(MOST_REPOSITORIES));

    Authentication(Origin home, Redirects redirects, Grants grants) {
        this.home = home;
        this.redirects = redirects;
        this.grants = grants;
    }

    /**
     * The answer with whatever authorization it takes, or the last 401. Fails with {@link Unanswered}.
     *
     * @param repository that the request is about, or {@link #CATALOGUE}
     */
    Future<Answer> send(Ask ask, String repository, Deadline deadline) {
        Turn turn = new Turn(ask, repository, deadline, 0);
        return Optional.ofNullable(known.get(repository))
                .map(challenge -> meet(turn, challenge))
                .orElseGet(() -> redirects
                        .follow(ask, deadline)
                        .compose(answer ->
                                refusedHere(answer) ? challenged(turn, answer) : Future.succeededFuture(answer)));
    }

    /**
     * The answer with the account's password shown at once, for what asks nobody who they are. Fails with
     * {@link Unanswered}.
     */
    Future<Answer> sendShowing(Ask ask, Deadline deadline) {
        return showing(ask, deadline, MOST_GRANTS);
    }

    private Future<Answer> showing(Ask ask, Deadline deadline, int most) {
        return deadline.apart(grants.unasked())
                .compose(grant -> redirects
                        .follow(ask.authorizedBy(grant.map(Grant::header)), deadline)
                        .compose(answer -> {
                            if (!refusedHere(answer)) {
                                return Future.succeededFuture(answer);
                            }
                            grant.ifPresent(grants::drop);
                            return most == 1 || grant.map(Grant::fresh).orElse(true)
                                    ? Future.succeededFuture(answer)
                                    : showing(ask, deadline, most - 1);
                        }));
    }

    private Future<Answer> challenged(Turn turn, Answer answer) {
        Optional<Challenge> challenge =
                grants.choose(Challenge.parse(answer.headers().getAll("WWW-Authenticate")));
        if (challenge.isEmpty()) {
            known.remove(turn.repository());
            return Future.succeededFuture(answer);
        }
        Challenge scoped =
                turn.repository().equals(CATALOGUE) ? challenge.get().withScope(CATALOGUE_SCOPE) : challenge.get();
        known.put(turn.repository(), scoped);
        return meet(turn, scoped);
    }

    private Future<Answer> meet(Turn turn, Challenge challenge) {
        // A token request has a time of its own, which another look that waits for the same may have begun.
        return turn.deadline()
                .apart(grants.get(challenge, turn.repository()))
                // The registry may have changed its mind about whom to ask; the next look hears it anew.
                .onFailure(failure -> known.remove(turn.repository()))
                .compose(grant -> tryWith(turn, grant));
    }

    private Future<Answer> tryWith(Turn turn, Grant grant) {
        Ask ask = turn.ask().authorizedBy(Optional.of(grant.header()));
        return redirects.follow(ask, turn.deadline()).compose(answer -> {
            if (!refusedHere(answer)) {
                return Future.succeededFuture(answer);
            }
            grants.drop(grant);
            if (grant.fresh() || turn.grants() + 1 == MOST_GRANTS) {
                known.remove(turn.repository());
                return Future.succeededFuture(answer);
            }
            return challenged(turn.afterGrant(), answer);
        });
    }

    private boolean refusedHere(Answer answer) {
        return answer.status() == 401 && answer.to().origin().equals(home);
    }

    /**
     * How far a request has come.
     *
     * @param ask without authorization
     * @param grants sent so far
     */
    private record Turn(Ask ask, String repository, Deadline deadline, int grants) {
        Turn afterGrant() {
            return new Turn(ask, repository, deadline, grants + 1);
        }
    }
}
