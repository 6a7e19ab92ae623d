package dev.backref.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.launcher.standalone.StandaloneSettings;
import dev.backref.query.requirement.Requirement;
import dev.backref.query.requirement.Requirements;
import dev.backref.query.requirement.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads the requirements that have a name. */
final class RequirementsBinding {
    private static final String REQUIREMENTS = "requirements";

    private final Set<String> verifiers;
    private final List<String> problems;

    /** @param verifiers that are configured: what nobody else can meet is refused */
    RequirementsBinding(List<StandaloneSettings.Verifier> verifiers, List<String> problems) {
        this.verifiers =
                verifiers.stream().map(StandaloneSettings.Verifier::name).collect(Collectors.toSet());
        this.problems = problems;
    }

    Requirements read(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return Requirements.UNNAMED;
        }
        if (!given.isObject()) {
            problems.add(
                    REQUIREMENTS + ": has names as keys, and is " + (given.isArray() ? "no list" : "no single value"));
            return Requirements.UNNAMED;
        }
        Map<String, Requirement> named = new TreeMap<>();
        given.properties().forEach(each -> {
            String path = REQUIREMENTS + "." + each.getKey();
            if (!Requirements.isName(each.getKey())) {
                problems.add(path + ": is no name of small letters, digits, dots, - and _");
            }
            requirement(each.getValue(), path).ifPresent(found -> named.put(each.getKey(), found));
        });
        return new Requirements(named);
    }

    /** One text, or a list of them. */
    private Optional<Requirement> requirement(JsonNode given, String path) {
        List<List<Term>> terms = new ArrayList<>();
        Iterable<JsonNode> each = given.isArray() ? given : List.of(given);
        try {
            each.forEach(text -> terms.add(terms(text)));
            Requirement requirement = Requirement.of(terms);
            requirement
                    .terms()
                    .forEach(term -> term.whyNobodyCanMeetIt(verifiers)
                            .ifPresent(why -> problems.add(path + ": " + why + ": \"" + term + "\"")));
            return Optional.of(requirement);
        } catch (IllegalArgumentException wrong) {
            problems.add(path + ": " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private static List<Term> terms(JsonNode text) {
        if (!text.isTextual()) {
            throw new IllegalArgumentException("is no term, and no list of terms");
        }
        if (text.textValue().contains("@")) {
            throw new IllegalArgumentException("has a name, and may have terms alone: \"" + text.textValue() + "\"");
        }
        return Requirements.UNNAMED.terms(text.textValue());
    }
}
