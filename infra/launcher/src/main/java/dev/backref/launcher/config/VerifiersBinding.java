package dev.backref.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.contract.Verification;
import dev.backref.ingest.registry.Secret;
import dev.backref.launcher.standalone.StandaloneSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the list of those who may post verifications; an entry's path has its name, because an index says nothing to anybody. */
final class VerifiersBinding {
    private static final String VERIFIERS = "verifiers";

    private final Environment environment;
    private final Secrets secrets;
    private final List<String> problems;

    VerifiersBinding(Environment environment, Secrets secrets, List<String> problems) {
        this.environment = environment;
        this.secrets = secrets;
        this.problems = problems;
    }

    List<StandaloneSettings.Verifier> read(JsonNode list) {
        if (list.isMissingNode() || list.isNull()) {
            return List.of();
        }
        if (!list.isArray()) {
            // Not quoted: it may hold a secret.
            problems.add(VERIFIERS + ": must be a list, whose entries begin with \"- name:\"");
            return List.of();
        }
        if (list.size() > Verification.MOST) {
            problems.add(VERIFIERS + ": has " + list.size() + " entries, and may have " + Verification.MOST);
        }
        List<StandaloneSettings.Verifier> verifiers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (int at = 0; at < list.size(); at++) {
            Optional<StandaloneSettings.Verifier> verifier = entry(list.get(at), at, names);
            verifier.ifPresent(each -> refuseWhatAnotherHas(each, places));
            verifier.ifPresent(verifiers::add);
        }
        return verifiers;
    }

    /** It would prove neither. */
    private void refuseWhatAnotherHas(StandaloneSettings.Verifier verifier, Set<String> places) {
        Set<String> own = new TreeSet<>();
        own.add(verifier.secret().place());
        verifier.secret().previous().map(Secret::place).ifPresent(own::add);
        own.stream()
                .filter(place -> !places.add(place))
                .forEach(place -> problems.add(VERIFIERS + "[" + verifier.name()
                        + "].secret: is that of another verifier: \"" + place + "\""));
    }

    private Optional<StandaloneSettings.Verifier> entry(JsonNode entry, int at, Set<String> names) {
        String name = entry.path("name").asText("");
        boolean named = Verification.isVerifierName(name);
        String path = VERIFIERS + "[" + (named ? name : at) + "]";
        Section verifier = Section.hidden(path, entry, environment, problems);
        if (!verifier.holdsKeys()) {
            return Optional.empty();
        }
        if (!named) {
            problems.add(path + ".name: is no name of small letters, digits, dots, - and _" + Section.quote(name));
        } else if (!names.add(name)) {
            problems.add(path + ".name: is there twice: \"" + name + "\"");
        }
        verifier.knows("name");
        int before = problems.size();
        Optional<Secret> secret = verifier.value("secret", secrets::parse);
        Optional<Secret> previous = verifier.value("previousSecret", secrets::parse);
        if (secret.isEmpty() && problems.size() == before) {
            verifier.problem("secret", "is missing");
        }
        verifier.refuseOthers();
        return secret.map(current -> previous.map(current::replacing).orElse(current))
                .map(proof -> new StandaloneSettings.Verifier(name, proof));
    }
}
