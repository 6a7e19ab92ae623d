package dev.backref.query.requirement;

import dev.backref.indexer.contract.Kind;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What has to be there of a subject: each of these terms.
 *
 * @param terms at least one, each once
 */
public record Requirement(List<Term> terms) {
    /** Terms, at most: each is compared with every referrer that is looked at. */
    static final int MOST = 32;

    public Requirement {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("requires nothing");
        }
        if (terms.size() > MOST) {
            throw new IllegalArgumentException("has " + terms.size() + " terms, and may have " + MOST);
        }
    }

    /** The terms of several together. */
    public static Requirement of(Collection<List<Term>> parts) {
        return new Requirement(parts.stream().flatMap(List::stream).distinct().toList());
    }

    /** What of a subject's referrers can count. */
    Set<Kind> kinds() {
        return terms.stream().map(Term::kind).collect(Collectors.toSet());
    }

    /** What of any manifest's referrers can change whether it is met. */
    public Set<Kind> watched() {
        Set<Kind> kinds = new HashSet<>(kinds());
        if (terms.stream().anyMatch(Term::signed)) {
            kinds.add(Kind.SIGNATURE);
        }
        return Kind.inOrder(kinds);
    }
}
