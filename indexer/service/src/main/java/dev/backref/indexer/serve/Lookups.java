package dev.backref.indexer.serve;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.remote.Lookup;
import dev.backref.indexer.contract.remote.LookupReply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.CompletionStage;

/**
 * Gives each lookup to the part of the index that answers its kind.
 *
 * @param context on which replies arrive
 */
record Lookups(SubjectIndex subjects, RegistryIndex registries, Context context) {
    /** The answer as a reply; fails as the lookup does. */
    Future<LookupReply> reply(int number, Lookup lookup, Ask ask) {
        if (lookup instanceof Lookup.AtLocation location) {
            return here(subjects.referrers(location.query(ask))).map(answer -> LookupReply.of(number, answer));
        }
        if (lookup instanceof Lookup.OfSubject subject) {
            return here(subjects.subject(subject.query(ask))).map(answer -> LookupReply.of(number, answer));
        }
        if (lookup instanceof Lookup.OfRelations relations) {
            return here(subjects.relations(relations.query(ask))).map(answer -> LookupReply.of(number, answer));
        }
        if (lookup instanceof Lookup.OfPlaces places) {
            return here(subjects.places(places.query(ask))).map(answer -> LookupReply.of(number, answer));
        }
        if (lookup instanceof Lookup.OfChecks checks) {
            return here(subjects.checks(checks.query(ask))).map(answer -> LookupReply.of(number, answer));
        }
        if (lookup instanceof Lookup.OfEdges edges) {
            return here(subjects.edges(edges.query(ask))).map(answer -> LookupReply.of(number, answer));
        }
        if (lookup instanceof Lookup.OfRepositories repositories) {
            return here(registries.repositories(repositories.query(ask))).map(answer -> LookupReply.of(number, answer));
        }
        return here(registries.registries(ask)).map(answer -> LookupReply.of(number, answer));
    }

    /** Not composed before it is here: a composed stage wraps its failure, and failures are told apart. */
    private <A> Future<A> here(CompletionStage<A> answer) {
        return Future.fromCompletionStage(answer, context);
    }
}
