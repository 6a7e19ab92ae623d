package dev.backref.launcher.config;

import dev.backref.ingest.registry.Account;
import dev.backref.ingest.registry.CaBundle;
import dev.backref.ingest.registry.DockerAuths;
import dev.backref.ingest.registry.Proxies;
import dev.backref.ingest.registry.Proxy;
import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.RegistrySettings.Budget;
import dev.backref.ingest.registry.RequestClass;
import dev.backref.ingest.registry.Route;
import dev.backref.ingest.registry.SearchPath;
import dev.backref.ingest.registry.Secret;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads how a registry is asked: with what account, at what cost, and on what way. */
final class AccessBinding {
    private static final String DIRECTLY = "none";

    private final Secrets secrets;
    private final List<String> problems;
    private final SearchPath programs;
    private final ProxyVariables variables;

    AccessBinding(Environment environment, Secrets secrets, List<String> problems) {
        this.secrets = secrets;
        this.problems = problems;
        this.programs = SearchPath.of(environment.value("PATH").orElse(""));
        this.variables = new ProxyVariables(environment, problems);
    }

    Access read(Section registry) {
        Section budget = registry.section("budget");
        Budget most = new Budget(
                budget.value("concurrent", Values.number(1, 1_000)).orElse(Budget.DEFAULT.concurrent()),
                budget.value("perSecond", Values.number(1, 100_000)).orElse(Budget.DEFAULT.perSecond()),
                classes(budget.section("classes")));
        budget.refuseOthers();
        return new Access(
                account(registry.hiddenSection("credentials")),
                most,
                Set.copyOf(registry.list("tokenHosts", Values::hostOrHostAndPort)),
                route(registry));
    }

    private static Map<RequestClass, Integer> classes(Section classes) {
        Map<RequestClass, Integer> limits = new EnumMap<>(RequestClass.class);
        for (RequestClass kind : RequestClass.values()) {
            Section limit = classes.section(kind.word());
            limit.value("perSecond", Values.number(1, 100_000)).ifPresent(most -> limits.put(kind, most));
            limit.refuseOthers();
        }
        classes.refuseOthers();
        return limits;
    }

    private Optional<Account> account(Section credentials) {
        int before = problems.size();
        Optional<String> username = credentials.value("username", text -> text);
        Optional<Secret> password = credentials.value("password", secrets::parse);
        Optional<Path> file =
                credentials.value("dockerConfig", text -> secrets.files().check(text, DockerAuths::read));
        Optional<Account.Helper> helper = credentials.value("helper", this::helper);
        credentials.refuseOthers();
        boolean named = username.isPresent() || password.isPresent();
        List<String> forms = Stream.of(
                        Optional.of("username and password").filter(form -> named),
                        file.map(form -> "dockerConfig"),
                        helper.map(form -> "helper"))
                .flatMap(Optional::stream)
                .toList();
        if (problems.size() > before) {
            return Optional.empty();
        }
        if (forms.size() > 1) {
            credentials.problem("", "take one of their forms", String.join(", ", forms));
        } else if (named && (username.isEmpty() || password.isEmpty())) {
            credentials.problem("", "need both username and password", username.orElse(""));
        } else if (forms.isEmpty() && credentials.isGiven()) {
            credentials.problem("", "need username and password, dockerConfig or helper");
        }
        return username.<Account>flatMap(name -> password.map(secret -> new Account.Named(name, secret)))
                .or(() -> file.map(config -> new Account.DockerConfig(config, programs)))
                .or(() -> helper);
    }

    private Account.Helper helper(String name) {
        if (!Account.Helper.isName(name)) {
            throw new IllegalArgumentException("is no name of a credential helper, such as ecr-login");
        }
        Account.Helper helper = new Account.Helper(name, programs);
        if (secrets.files().areNeeded() && programs.find(helper.program()).isEmpty()) {
            throw new IllegalArgumentException(
                    "names a helper whose program, " + helper.program() + ", is nowhere on the PATH");
        }
        return helper;
    }

    private Route route(Section registry) {
        Section tls = registry.section("tls");
        Optional<Path> ca = tls.value("ca", text -> secrets.files().check(text, CaBundle::read));
        tls.refuseOthers();
        return new Route(ca, registry.value("proxy", AccessBinding::proxies).orElseGet(variables::proxies));
    }

    private static Proxies proxies(String text) {
        return text.equals(DIRECTLY) ? Proxies.NONE : Proxies.always(Proxy.parse(text));
    }
}
