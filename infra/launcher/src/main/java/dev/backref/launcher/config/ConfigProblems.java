package dev.backref.launcher.config;

import java.util.List;
import java.util.stream.Stream;

/** Everything that is wrong with a configuration, one line each: the key's path, and the value quoted. */
public final class ConfigProblems extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> problems;

    /** One line each. */
    public ConfigProblems(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** These and more. */
    ConfigProblems and(List<String> more) {
        return new ConfigProblems(
                Stream.concat(problems.stream(), more.stream()).toList());
    }

    /** The lines. */
    public List<String> problems() {
        return problems;
    }
}
