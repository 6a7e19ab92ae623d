package dev.backref.launcher.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Environment variables that override keys: {@code http.port} is {@code BACKREF_HTTP_PORT}, {@code http.hookDeadline} both
 * {@code BACKREF_HTTP_HOOKDEADLINE} and {@code BACKREF_HTTP_HOOK_DEADLINE}, and the URL of the registry {@code local}
 * {@code BACKREF_REGISTRIES_LOCAL_URL}. One that overrides nothing is a mistake that somebody wants to know of, unless it is
 * a {@linkplain KubernetesService service's}.
 */
final class Environment {
    private static final String PREFIX = "BACKREF_";
    private static final String JAVA_OPTIONS = "BACKREF_JAVA_OPTS"; // Read by ./backref.

    private final Map<String, String> variables;
    private final Map<String, String> overriding;
    private final Set<String> unused = new TreeSet<>();

    Environment(Map<String, String> variables) {
        this.variables = variables;
        this.overriding = new TreeMap<>(variables);
        overriding.keySet().removeAll(KubernetesService.variablesIn(variables));
        overriding.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !isOther(name))
                .forEach(unused::add);
    }

    private static boolean isOther(String name) {
        return name.equals(JAVA_OPTIONS) || LogVariables.isOne(name);
    }

    /** The value that overrides the key at this path of segments. */
    Optional<String> override(String path) {
        Optional<String> found = Optional.empty();
        for (String name : new TreeSet<>(List.of(name(path), name(splitWords(path))))) {
            unused.remove(name);
            found = found.or(() -> Optional.ofNullable(overriding.get(name)));
        }
        return found;
    }

    /** The entries that override or add to the map at this path; an underscore stands for a dot. */
    Map<String, String> overrides(String path) {
        String prefix = name(path) + "_";
        Map<String, String> found = new TreeMap<>();
        overriding.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                unused.remove(name);
                found.put(
                        name.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        return found;
    }

    /** The value of a variable that a secret names. */
    Optional<String> value(String name) {
        unused.remove(name);
        return Optional.ofNullable(variables.get(name));
    }

    /** What is wrong with variables when all keys are read: those that look like overrides and override nothing, and others. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        unused.forEach(name -> problems.add(name + ": no such key to override"));
        problems.addAll(LogVariables.problems(variables));
        return problems;
    }

    /** Whether variables cannot tell keys below one path from those below another. */
    static boolean areAlike(String path, String other) {
        return name(path).equals(name(other));
    }

    private static String name(String path) {
        return PREFIX
                + path.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_").replaceAll("_$", "");
    }

    private static String splitWords(String path) {
        return path.replaceAll("([a-z])([A-Z])", "$1_$2");
    }
}
