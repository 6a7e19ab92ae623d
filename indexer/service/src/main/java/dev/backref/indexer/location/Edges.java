package dev.backref.indexer.location;

import dev.backref.indexer.contract.Form;
import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.SubjectName;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.facts.SubjectFact.Edge;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the edges of one location. An edge is there when any source asserts it and its referrer is there: a function of
 * the rows alone, and told whenever one of the two changed.
 */
final class Edges {
    private final LocationRows rows;
    private final AssertionRows assertions;
    private final Outbox out;

    Edges(LocationRows rows, AssertionRows assertions, Outbox out) {
        this.rows = rows;
        this.assertions = assertions;
        this.out = out;
    }

    /**
     * Tells how an edge stands. Nothing refers to itself, whatever lists it: who walks the graph would not come to an end.
     * Only what a manifest says of itself, that it is its own evidence, is told.
     */
    void tell(Location location, Digest subject, Digest referrer, Look look) {
        Map<Form, Standing> forms = forms(location, subject, referrer);
        if (subject.equals(referrer)) {
            forms.keySet().removeIf(form -> !form.leadsToItself());
        }
        Optional<EdgeState> state = rows.content(location, referrer)
                .filter(content -> !forms.isEmpty())
                .map(content -> new EdgeState(
                        content.descriptor(), forms.keySet(), lapsed(forms), content.kinds(), content.evidence()));
        out.tell(new Edge(subject, location, referrer, state, look.origin()), look.timestamp());
    }

    /** Tells the edges that follow from an assertion. */
    void tellOf(Location location, Assertion assertion, Look look) {
        subjects(location, assertion.subject(), assertion.referrer())
                .forEach(subject -> tell(location, subject, assertion.referrer(), look));
    }

    /** The subjects that a name may mean: all that its edges can have been told of. */
    Collection<Digest> subjects(Location location, SubjectName name, Digest referrer) {
        if (name.digest().isPresent()) {
            return List.of(name.digest().get());
        }
        Set<Digest> found = new LinkedHashSet<>(rows.fitting(location, name));
        ownSubjects(location, referrer).stream().filter(name::fits).forEach(found::add);
        return found;
    }

    /**
     * Whether the beginning of a digest means this subject. The referrer's own subject tells the rest, or else the manifest
     * that is there: never what is only named, because anybody can name anything.
     */
    private boolean means(Location location, SubjectName beginning, Digest subject, Digest referrer) {
        List<Digest> own =
                ownSubjects(location, referrer).stream().filter(beginning::fits).toList();
        return own.isEmpty() ? rows.content(location, subject).isPresent() : own.contains(subject);
    }

    /** What a manifest says that it refers to. */
    List<Digest> ownSubjects(Location location, Digest referrer) {
        return assertions.ofItself(location, referrer).stream()
                .flatMap(assertion -> assertion.subject().digest().stream())
                .toList();
    }

    private Map<Form, Standing> forms(Location location, Digest subject, Digest referrer) {
        Map<Form, Standing> forms = new EnumMap<>(Form.class);
        add(forms, assertions.about(location, referrer, SubjectName.of(subject)));
        SubjectName.truncated(subject)
                .filter(name -> means(location, name, subject, referrer))
                .ifPresent(name -> add(forms, assertions.about(location, referrer, name)));
        return forms;
    }

    private static void add(Map<Form, Standing> forms, List<AssertionRows.Made> made) {
        made.forEach(each -> forms.merge(
                each.assertion().form(), each.standing(), (one, other) -> one == Standing.HOLDS ? one : other));
    }

    private static Set<Form> lapsed(Map<Form, Standing> forms) {
        Set<Form> lapsed = EnumSet.noneOf(Form.class);
        forms.forEach((form, standing) -> {
            if (standing == Standing.LAPSED) {
                lapsed.add(form);
            }
        });
        return lapsed;
    }
}
