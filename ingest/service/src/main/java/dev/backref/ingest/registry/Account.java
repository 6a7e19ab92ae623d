package dev.backref.ingest.registry;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** How Backref's own account at a registry is known. It is asked for whenever it is needed, and never kept in a file. */
public sealed interface Account {
    /** A name, and a password where the operator says that it stands. */
    record Named(String username, Secret password) implements Account {}

    /**
     * What a file in the form of docker's {@code config.json} holds for the registry's host: a credential helper, or else an
     * entry of {@code auths}. A host that it does not hold is asked as nobody, as docker does.
     *
     * @param programs where the helpers are that it names
     */
    record DockerConfig(Path file, SearchPath programs) implements Account {}

    /**
     * What a docker credential helper, the program {@code docker-credential-<name>}, answers for the registry's host.
     *
     * @param programs where it is
     */
    record Helper(String name, SearchPath programs) implements Account {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
        private static final String PREFIX = "docker-credential-";

        public Helper {
            if (!isName(name)) {
                throw new IllegalArgumentException("not the name of a credential helper: \"" + name + "\"");
            }
        }

        /** Whether a helper may be called so: a part of a file's name, and no path. */
        public static boolean isName(String text) {
            return NAME.matcher(text).matches();
        }

        /** The name of its program. */
        public String program() {
            return PREFIX + name;
        }
    }
}
