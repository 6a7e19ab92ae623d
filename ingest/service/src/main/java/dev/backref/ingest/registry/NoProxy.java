package dev.backref.ingest.registry;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Servers that no proxy is for, as the variable {@code NO_PROXY} lists them. It has no specification: this is how programs in
 * Go read it, docker, oras, cosign and containerd among them (golang.org/x/net/http/httpproxy). The machine itself, by the
 * name {@code localhost} or a loopback address, is always one of them.
 */
public final class NoProxy {
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:\\[(?<v6>[^]]+)]|(?<host>[^:]+))(?::(?<port>[0-9]{1,5}))?");
    private static final String LOOPBACKS = "localhost,127.0.0.0/8,::1/128";

    private final List<Rule> rules;

    /** One entry of the list. */
    @FunctionalInterface
    private interface Rule {
        /**
         * @param address of the host; null for a name
         */
        boolean covers(String host, byte @Nullable [] address, int port);
    }

    private NoProxy(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * Reads a list with commas: {@code *} for all; an address or a block of them ({@code 10.0.0.0/8}); a domain, which stands
     * for all below it too, or with a dot before it for those alone. All but blocks may end in a port. What is none of these
     * is passed over.
     */
    public static NoProxy of(String list) {
        return new NoProxy(Arrays.stream((LOOPBACKS + "," + list).split(","))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .flatMap(entry -> rule(entry).stream())
                .toList());
    }

    /**
     * Whether this server is to be asked directly.
     *
     * @param host a name, or an address, an IPv6 one in its brackets
     */
    public boolean covers(String host, int port) {
        String plain = host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]|\\.$", "");
        byte @Nullable [] address = NetUtil.createByteArrayFromIpAddressString(plain);
        return rules.stream().anyMatch(rule -> rule.covers(plain, address, port));
    }

    private static Optional<Rule> rule(String entry) {
        if (entry.equals("*")) {
            return Optional.of((host, address, port) -> true);
        }
        int slash = entry.indexOf('/');
        if (slash >= 0) {
            return block(entry.substring(0, slash), entry.substring(slash + 1));
        }
        if (NetUtil.isValidIpV6Address(entry)) {
            return block(entry, "128");
        }
        Matcher parts = HOST_AND_PORT.matcher(entry);
        return parts.matches() ? Optional.of(server(parts)) : Optional.empty();
    }

    private static Optional<Rule> block(String first, String bits) {
        byte @Nullable [] network = NetUtil.createByteArrayFromIpAddressString(first);
        if (network == null || !bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > network.length * Byte.SIZE) {
            return Optional.empty();
        }
        int length = Integer.parseInt(bits);
        return Optional.of((host, address, port) -> address != null && sameStart(network, address, length));
    }

    private static boolean sameStart(byte[] network, byte[] address, int bits) {
        if (network.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((network[bit / Byte.SIZE] ^ address[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Rule server(Matcher parts) {
        Optional<Integer> only = Optional.ofNullable(parts.group("port")).map(Integer::parseInt);
        String name = Optional.ofNullable(parts.group("host"))
                .orElseGet(() -> parts.group("v6"))
                .replaceFirst("^\\*\\.", ".");
        byte @Nullable [] fixed = NetUtil.createByteArrayFromIpAddressString(name);
        return (host, address, port) -> {
            boolean same = fixed == null
                    ? host.equals(name) || host.endsWith(name.startsWith(".") ? name : "." + name)
                    : Arrays.equals(fixed, address);
            return same && only.filter(number -> number != port).isEmpty();
        };
    }
}
