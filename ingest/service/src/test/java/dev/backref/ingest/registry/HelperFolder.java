package dev.backref.ingest.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A folder with credential helpers that are real programs, and that count how often they are asked. */
record HelperFolder(Path folder) {
    /** A helper that does what the lines of a shell say; {@code $asked} is what it was asked for. */
    Account.Helper helper(String name, String... lines) throws IOException {
        Account.Helper helper = new Account.Helper(name, programs());
        String script = "#!/bin/sh\nasked=$(cat)\necho \"$1 $asked\" >> '" + calls(name) + "'\n"
                + String.join("\n", lines) + "\n";
        Path fresh = Files.writeString(folder.resolve("fresh"), script);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
        Files.move(fresh, folder.resolve(helper.program()), StandardCopyOption.REPLACE_EXISTING);
        return helper;
    }

    /** The same, which answers with a user and a secret. */
    Account.Helper answering(String name, String user, String secret) throws IOException {
        return helper(name, "echo '" + answer(user, secret) + "'");
    }

    static String answer(String user, String secret) {
        return "{\"ServerURL\":\"s\",\"Username\":\"" + user + "\",\"Secret\":\"" + secret + "\"}";
    }

    SearchPath programs() {
        return SearchPath.of(folder.toString());
    }

    /** The argument and the input of each call so far. */
    List<String> callsOf(String name) throws IOException {
        return Files.exists(calls(name)) ? Files.readAllLines(calls(name)) : List.of();
    }

    static RegistrySettings.Access access(Account account) {
        return new RegistrySettings.Access(Optional.of(account), new RegistrySettings.Budget(50, 1_000), Set.of());
    }

    private Path calls(String name) {
        return folder.resolve(name + ".calls");
    }
}
