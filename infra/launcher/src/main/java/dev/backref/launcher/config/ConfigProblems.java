package dev.backref.launcher.config;

import java.util.List;

/** Everything that is wrong with a configuration, one line each: the key's path, and the value quoted. */
public final class ConfigProblems extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> problems;

    /** One line each. */
    public ConfigProblems(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** The lines. */
    public List<String> problems() {
        return problems;
    }
}
