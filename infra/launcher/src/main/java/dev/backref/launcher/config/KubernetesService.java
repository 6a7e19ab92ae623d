package dev.backref.launcher.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A service of Kubernetes, as the variables tell that it sets in every container beside it. Those of a service whose name
 * begins with {@code backref} look like overrides of keys, and {@code backref-kafka} has the very name of one.
 *
 * @param name as variables have it, in upper case and with underscores
 * @param address of the cluster, without which a service has no variables
 */
record KubernetesService(String name, String address) {
    private static final String HOST = "_SERVICE_HOST";
    private static final String URL = "_PORT";
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");
    private static final Pattern NUMBERED = Pattern.compile("_SERVICE_PORT(?:_[A-Z0-9_]+)?");
    private static final Pattern FIRST_URL = Pattern.compile("(tcp|udp|sctp)://(.+):(\\d{1,5})");
    private static final Pattern OF_A_PORT = Pattern.compile("_PORT_(\\d{1,5})_(TCP|UDP|SCTP)(_PROTO|_PORT|_ADDR|)");

    /** The names of those variables that Kubernetes has set for services: the name alone does not tell, the value does too. */
    static Set<String> variablesIn(Map<String, String> variables) {
        List<KubernetesService> services = variables.entrySet().stream()
                .filter(each -> each.getKey().endsWith(HOST))
                .filter(each -> ADDRESS.matcher(each.getValue()).matches())
                .map(each -> new KubernetesService(
                        each.getKey().substring(0, each.getKey().length() - HOST.length()), each.getValue()))
                .toList();
        return variables.entrySet().stream()
                .filter(each -> services.stream().anyMatch(service -> service.sets(each.getKey(), each.getValue())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean sets(String variable, String value) {
        if (!variable.startsWith(name)) {
            return false;
        }
        String what = variable.substring(name.length());
        if (what.equals(HOST)) {
            return value.equals(address);
        }
        if (what.equals(URL)) {
            return isFirstUrl(value);
        }
        if (NUMBERED.matcher(what).matches()) {
            return NUMBER.matcher(value).matches();
        }
        Matcher port = OF_A_PORT.matcher(what);
        return port.matches()
                && value.equals(ofPort(port.group(1), port.group(2).toLowerCase(Locale.ROOT), port.group(3)));
    }

    private boolean isFirstUrl(String value) {
        Matcher url = FIRST_URL.matcher(value);
        return url.matches() && value.equals(url(url.group(1), url.group(3)));
    }

    private String ofPort(String number, String protocol, String what) {
        return switch (what) {
            case "_PROTO" -> protocol;
            case "_PORT" -> number;
            case "_ADDR" -> address;
            default -> url(protocol, number);
        };
    }

    private String url(String protocol, String number) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return protocol + "://" + host + ":" + number;
    }
}
