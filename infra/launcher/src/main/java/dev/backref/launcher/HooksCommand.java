package dev.backref.launcher;

import dev.backref.ingest.contract.Location;
import dev.backref.ingest.receive.ConfiguredHook;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.launcher.config.ConfigProblems;
import dev.backref.launcher.standalone.StandaloneSettings;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "hooks",
        description = {
            "Prints what to set up at a registry so that it notifies Backref, and what it will not tell.",
            "A secret is named by where it stands, as the configuration does, and never shown."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "2:the command line cannot be understood",
            "78:the configuration cannot be used, or has no such registry, or no hook for it"
        })
final class HooksCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "REGISTRY", description = "as the configuration calls it")
    private String registry = "";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "the address at which the registry reaches Backref (default: made from http.host and http.port)")
    private @Nullable URI url;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        StandaloneSettings settings = config.readWithoutSecrets();
        ConfiguredHook hook = hook(settings);
        URI backref = address(settings.http());
        PrintWriter out = spec.commandLine().getOut();
        out.println("hook        " + backref.resolve(hook.path()) + ", of the kind "
                + hook.kind().word());
        out.println("takes       events of " + String.join(", ", hook.registries()));
        out.println("proved by   " + hook.proof());
        out.println();
        hook.setup(backref).forEach(out::println);
        out.flush();
        if (url == null) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("backref: " + backref + " is made from http.host and http.port: say with --url at which address"
                    + " the registry reaches Backref, where that is another");
            err.flush();
        }
        return Exit.DONE;
    }

    private ConfiguredHook hook(StandaloneSettings settings) {
        if (!Location.isRegistryName(registry)) {
            throw new ParameterException(spec.commandLine(), "not a registry name: \"" + registry + "\"");
        }
        RegistrySettings named = settings.registries().stream()
                .filter(each -> each.name().equals(registry))
                .findFirst()
                .orElseThrow(() -> new ConfigProblems(List.of("registries: none is called \"" + registry + "\"")));
        return ConfiguredHook.of(named, settings.registries())
                .orElseThrow(() -> new ConfigProblems(
                        List.of("registries[" + registry + "].webhook: is missing, so that no hook is open for it")));
    }

    private URI address(StandaloneSettings.Http http) {
        if (url != null) {
            return ServerOption.requireHttp(spec.commandLine(), "--url", url);
        }
        if (http.port() == 0) {
            throw new ParameterException(
                    spec.commandLine(), "http.port is 0, for any free port: say with --url where Backref is");
        }
        return StandaloneSettings.Http.address(http.host(), http.port());
    }
}
