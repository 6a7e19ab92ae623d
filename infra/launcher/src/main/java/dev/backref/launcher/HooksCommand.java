package dev.backref.launcher;

import dev.backref.ingest.contract.Location;
import dev.backref.ingest.receive.ConfiguredHook;
import dev.backref.ingest.receive.HookTrial;
import dev.backref.ingest.receive.ShownProof;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.launcher.config.ConfigProblems;
import dev.backref.launcher.hooks.FollowedDelivery;
import dev.backref.launcher.hooks.GivenHeaders;
import dev.backref.launcher.hooks.SentDelivery;
import dev.backref.launcher.hooks.TrialLines;
import dev.backref.launcher.server.Pace;
import dev.backref.launcher.server.Refused;
import dev.backref.launcher.server.RunningServer;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.standalone.StandaloneSettings;
import io.vertx.core.MultiMap;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
            "With --test, shows what a body would become. sender: whether its headers prove it. read: its events, by what"
                    + " they are; refused and dropped ones too. unknown: types that nobody here knows. event: what one"
                    + " names. left out: what the rules of a registry do not let pass. look: what would be looked at."
                    + " dead letter: why the body would be kept as one as well.",
            "With --send, sends it to a running Backref with the proof that the registry would send, and waits until the"
                    + " index has what it names.",
            "A secret is named by where it stands, as the configuration does, and never shown."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the sender is not proved, or the body is kept as a dead letter, or would be",
            "2:the command line cannot be understood",
            "69:a file cannot be read, no Backref answers, or what was sent did not come to the index in time",
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

    @ArgGroup
    private @Nullable Body body;

    private static final class Body {
        @Option(
                names = "--test",
                paramLabel = "FILE",
                description = "a body as a registry sends it, or - for standard input; nothing is sent")
        private @Nullable Path test;

        @Option(names = "--send", paramLabel = "FILE", description = "the same, to be sent to --url")
        private @Nullable Path send;
    }

    @Option(
            names = "--header",
            paramLabel = "NAME:VALUE|@FILE",
            description = "a header that comes with it, or a file of such lines; may be given again")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = "--proof",
            paramLabel = "WAY",
            description =
                    "with --send, how the secret is shown, where the kind has several ways (default: as the printed"
                            + " setup has it)")
    private @Nullable String way;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "with --send, where lookups are served (default: --url)")
    private @Nullable URI server;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "with --send, how long to wait for the index (default: ${DEFAULT-VALUE})",
            converter = TimeConverter.class,
            defaultValue = "1m")
    private Duration timeout = Duration.ZERO;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final InputStream stdin;

    /** As the program is started. */
    @SuppressWarnings("unused") // By picocli.
    HooksCommand() {
        this(System.in);
    }

    HooksCommand(InputStream stdin) {
        this.stdin = stdin;
    }

    @Override
    public Integer call() throws InterruptedException {
        StandaloneSettings settings = config.readWithoutSecrets();
        ConfiguredHook hook = hook(settings);
        if (body != null && body.test != null) {
            return test(hook, body.test);
        }
        if (body != null && body.send != null) {
            requireOpen(hook);
            return send(
                    hook,
                    body.send,
                    address(
                            settings.http(),
                            ServerOption.reachable(settings.http().host())));
        }
        return hook.isOpen()
                ? show(hook, address(settings.http(), settings.http().host()))
                : showTopic(hook);
    }

    private int showTopic(ConfiguredHook hook) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(TrialLines.place(hook) + ", of the kind " + hook.kind().word());
        out.println("takes       events of " + String.join(", ", hook.registries()));
        out.println("proved by   " + hook.proof());
        out.println();
        hook.setup(URI.create("")).forEach(out::println);
        out.flush();
        return Exit.DONE;
    }

    private int show(ConfiguredHook hook, URI backref) {
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

    private int test(ConfiguredHook hook, Path file) {
        byte[] body = body(file);
        MultiMap given = given();
        HookTrial trial = secretly(hook, () -> hook.trial(given, body, Instant.now()));
        PrintWriter out = spec.commandLine().getOut();
        out.println(TrialLines.place(hook) + ", of the kind " + hook.kind().word() + ", for "
                + String.join(", ", hook.registries()));
        TrialLines.of(hook, trial).forEach(out::println);
        out.flush();
        boolean taken = trial.proved().orElse(true) && trial.refusal().isEmpty();
        return taken ? Exit.DONE : Exit.FAILED;
    }

    private int send(ConfiguredHook hook, Path file, URI backref) throws InterruptedException {
        byte[] body = body(file);
        MultiMap given = given();
        SentDelivery delivery = new SentDelivery(hook, given, proof(hook, given, body), body);
        HookTrial trial = hook.trial(delivery.sent(), body, Instant.now());
        RunningServer lookups = new RunningServer(
                server == null ? backref : ServerOption.requireHttp(spec.commandLine(), "--server", server));
        PrintWriter out = spec.commandLine().getOut();
        out.println("hook        " + backref.resolve(hook.path())
                + delivery.proof().map(shown -> ", proved by " + shown).orElse(""));
        TrialLines.read(trial).forEach(out::println);
        FollowedDelivery followed = FollowedDelivery.of(trial, lookups, out::println);
        out.println("answered    " + delivery.to(new RunningServer(backref)));
        if (followed.isEmpty()) {
            out.println(
                    "nothing to follow: taken; whether it became a dead letter there, `backref dead-letters` tells");
        }
        out.flush();
        long began = System.nanoTime();
        followed.await(timeout, Pace.DEFAULT, seen -> {
            out.println(
                    "indexed     " + seen + ", after " + Progress.seconds(Duration.ofNanos(System.nanoTime() - began)));
            out.flush();
        });
        return trial.refusal().isEmpty() ? Exit.DONE : Exit.FAILED;
    }

    /** Tokens only their issuer makes: one has to be given. */
    private Optional<ShownProof> proof(ConfiguredHook hook, MultiMap given, byte[] body) {
        if (!hook.hasSecret()) {
            if (!given.contains("Authorization")) {
                throw new Refused("webhooks of " + hook.registry() + " are proved by " + hook.proof()
                        + ": give one with --header \"Authorization: Bearer …\"");
            }
            return Optional.empty();
        }
        String named = way == null ? hook.ways().get(0) : way;
        if (!hook.ways().contains(named)) {
            throw new ParameterException(
                    spec.commandLine(), "--proof is none of " + String.join(", ", hook.ways()) + ": \"" + named + "\"");
        }
        return Optional.of(secretly(hook, () -> hook.shown(named, body)));
    }

    private byte[] body(Path file) {
        Input input = new Input(file, stdin);
        byte[] body = input.read(ConfiguredHook.LARGEST_BODY);
        if (body.length > ConfiguredHook.LARGEST_BODY) {
            throw new Refused(input.name() + " has more than " + ConfiguredHook.LARGEST_BODY
                    + " bytes, and a hook answers 413 to that");
        }
        return body;
    }

    private static void requireOpen(ConfiguredHook hook) {
        if (!hook.isOpen()) {
            throw new ConfigProblems(
                    List.of(
                            "registries[" + hook.registry()
                                    + "].webhook.secret: is missing, so that no hook is open for it; it is told of by its topic alone"));
        }
    }

    private MultiMap given() {
        try {
            return GivenHeaders.read(headers);
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(spec.commandLine(), String.valueOf(malformed.getMessage()));
        }
    }

    /** Where the secret is needed, and is not here, the configuration cannot be used for that. */
    private static <T> T secretly(ConfiguredHook hook, Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException absent) {
            throw new ConfigProblems(
                    List.of("registries[" + hook.registry() + "].webhook.secret: " + absent.getMessage()));
        }
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

    private URI address(StandaloneSettings.Http http, String host) {
        if (url != null) {
            return ServerOption.requireHttp(spec.commandLine(), "--url", url);
        }
        if (http.port() == 0) {
            throw new ParameterException(
                    spec.commandLine(), "http.port is 0, for any free port: say with --url where Backref is");
        }
        return StandaloneSettings.Http.address(host, http.port());
    }
}
