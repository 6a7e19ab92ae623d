package dev.backref.launcher.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names under which somebody keeps a secret, whether or not a key is called so. */
final class SecretNames {
    private static final Pattern TELLING =
            Pattern.compile(".*(?:pass|pwd|secret|jaas|key|token|credential|auth|login).*");
    private static final List<String> MISSPELT = List.of("password", "secret", "token", "credentials");

    private SecretNames() {}

    /** Whether what stands under this name may be a secret: it is written so, or almost. */
    static boolean mayBe(String name) {
        return TELLING.matcher(name.toLowerCase(Locale.ROOT)).matches()
                || MISSPELT.stream().anyMatch(secret -> Spelling.isClose(secret, name));
    }
}
