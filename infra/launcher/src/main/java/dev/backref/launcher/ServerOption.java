package dev.backref.launcher;

import dev.backref.launcher.config.ConfigFile;
import dev.backref.launcher.config.LogVariables;
import dev.backref.launcher.standalone.StandaloneSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a running Backref is: at an address, or where a configuration has it listen. */
final class ServerOption {
    @ArgGroup
    private @Nullable Where where;

    private static final class Where {
        @Option(
                names = "--server",
                paramLabel = "URL",
                description = "a running Backref (default: http://127.0.0.1:8080)")
        private @Nullable URI server;

        @Option(names = "--config", paramLabel = "FILE", description = "the configuration of a running Backref")
        private @Nullable Path config;
    }

    /** The address; one that is none of HTTP, or that the configuration leaves open, is the fault of the command line. */
    URI address(CommandLine command) {
        if (where != null && where.config != null) {
            StandaloneSettings.Http http =
                    ConfigFile.readWithoutSecrets(where.config, System.getenv()).http();
            if (http.port() == 0) {
                throw new ParameterException(
                        command,
                        "http.port in " + where.config
                                + " is 0, for any free port: say with --server where Backref is");
            }
            return StandaloneSettings.Http.address(reachable(http.host()), http.port());
        }
        LogVariables.require(System.getenv());
        if (where != null && where.server != null) {
            return requireHttp(command, "--server", where.server);
        }
        return URI.create("http://127.0.0.1:8080");
    }

    /** The address that an option gives; one that is none of HTTP, or of more than a host, is the fault of the command line. */
    static URI requireHttp(CommandLine command, String option, URI address) {
        if (String.valueOf(address.getRawAuthority()).contains("@")) { // Not quoted: it can hold a password.
            throw new ParameterException(command, option + " has a login in it, which nobody asks for: leave it out");
        }
        if (!isHttp(address)) {
            throw new ParameterException(
                    command, option + " is no http or https URL of a host alone: \"" + address + "\"");
        }
        return address;
    }

    private static boolean isHttp(URI address) {
        boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        // Below a path nothing is served: what is asked would be asked at the root without a word.
        boolean alone = address.getRawQuery() == null && List.of("", "/").contains(address.getRawPath());
        return http && address.getHost() != null && alone;
    }

    /** A host to connect to, where the configuration has one to listen on. */
    static String reachable(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }
}
