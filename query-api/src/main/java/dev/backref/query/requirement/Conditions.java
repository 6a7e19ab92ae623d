package dev.backref.query.requirement;

import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.contract.SubjectQuery.Scope;
import dev.backref.query.Parameters;
import dev.backref.query.ScopeParameter;
import dev.backref.query.Span;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Under which a requirement is to be met.
 *
 * @param filter where evidence has to be
 * @param scope of which all has to be known before its absence is believed
 * @param maxAge how long ago the listings that this rests on may have begun
 */
public record Conditions(Filter filter, Scope scope, Optional<Duration> maxAge, Caller caller) {
    private static final String MAX_AGE = "maxAge";

    /** The parameters that {@link #read} reads. */
    public static final Set<String> PARAMETERS = Set.of("registry", "repository", ScopeParameter.NAME, MAX_AGE);

    /**
     * Reads them, as a lookup does.
     *
     * @param registries the names of those that are configured
     * @throws Parameters.Refused when something is wrong with one
     */
    public static Conditions read(Parameters parameters, Set<String> registries, Caller caller) {
        Filter filter = new Filter(
                Set.of(),
                parameters.each("registry", name -> Parameters.configuredRegistry(name, registries)),
                parameters.one("repository", Parameters::repositoryName));
        return new Conditions(
                filter, ScopeParameter.read(parameters, filter), parameters.one(MAX_AGE, Conditions::age), caller);
    }

    private static Duration age(String text) {
        return Span.read(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("not an age, such as 90m, 12h, 7d or 4w: \"" + text + "\""));
    }
}
