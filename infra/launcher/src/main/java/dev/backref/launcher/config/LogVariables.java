package dev.backref.launcher.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the program logs, by variables of their own. Log4j begins before any configuration is read, and of a word that it
 * does not know it shows a stack trace and goes on: so the words are checked here, and Log4j has only what passed.
 */
public final class LogVariables {
    private static final List<Variable> ALL = List.of(
            new Variable("BACKREF_LOG", "backref.log.form", List.of("text", "json")),
            new Variable(
                    "BACKREF_LOG_LEVEL",
                    "backref.log.level",
                    List.of("off", "fatal", "error", "warn", "info", "debug", "trace", "all")));

    private LogVariables() {}

    /**
     * A variable.
     *
     * @param property that log4j2.xml reads, and has a default for
     * @param words that it may be, in any case
     */
    private record Variable(String name, String property, List<String> words) {
        Optional<String> word(Map<String, String> environment) {
            return Optional.ofNullable(environment.get(name))
                    .map(text -> text.toLowerCase(Locale.ROOT))
                    .filter(words::contains);
        }

        boolean isWrong(Map<String, String> environment) {
            return environment.containsKey(name) && word(environment).isEmpty();
        }
    }

    /** Hands on to Log4j what it may have. It must not have begun: it reads this once. */
    public static void handOn(Map<String, String> environment) {
        for (Variable variable : ALL) {
            variable.word(environment)
                    .ifPresentOrElse(
                            word -> System.setProperty(variable.property(), word),
                            () -> System.clearProperty(variable.property()));
        }
    }

    /**
     * For a command that reads no configuration.
     *
     * @throws ConfigProblems when one says what it must not
     */
    public static void require(Map<String, String> environment) {
        List<String> problems = problems(environment);
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
    }

    /** What is wrong with them, one line each. */
    static List<String> problems(Map<String, String> environment) {
        return ALL.stream()
                .filter(variable -> variable.isWrong(environment))
                .map(variable -> variable.name() + ": is none of " + variable.words() + ": \""
                        + environment.get(variable.name()) + "\"")
                .toList();
    }

    static boolean isOne(String name) {
        return ALL.stream().anyMatch(variable -> variable.name().equals(name));
    }
}
