package dev.backref.ingest.registry;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who is at the other end: credentials belong to one origin (distribution-spec, end of §API: a client must not forward
 * Authorization across hosts).
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case; an IPv6 address in its brackets
 * @param port always told, also where it is the scheme's own
 */
record Origin(String scheme, String host, int port) {
    // Not URI.getHost(): it knows no underscore, and container networks have hosts such as "my_registry".
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");
    private static final int LAST_PORT = 65_535;

    /**
     * The origin of an absolute URL.
     *
     * @throws IllegalArgumentException for anything but http and https with a host and without a user
     */
    static Origin of(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("neither http nor https: \"" + scheme + "\"");
        }
        Matcher authority = AUTHORITY.matcher(url.getRawAuthority() == null ? "" : url.getRawAuthority());
        if (!authority.matches()) {
            throw new IllegalArgumentException("the URL names no host, or more than a host");
        }
        int port = authority.group(2) == null ? ownPort(scheme) : Integer.parseInt(authority.group(2));
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException("not a port: \"" + port + "\"");
        }
        return new Origin(scheme, authority.group(1).toLowerCase(Locale.ROOT), port);
    }

    boolean secure() {
        return scheme.equals("https");
    }

    /** Whether nobody on the way can answer in its place: there is TLS, or no way. */
    boolean answersForItself() {
        return secure() || LOOPBACK.matcher(host).matches();
    }

    /** Whether going there from here keeps at least the protection there is. */
    boolean mayLeadTo(Origin target) {
        return target.secure() || !secure();
    }

    /** Whether this is that origin, or the same host's https, to which it redirects who comes without. */
    boolean isOrSecures(Origin other) {
        boolean secures = secure() && port == ownPort(scheme) && other.port == ownPort("http") && !other.secure();
        return equals(other) || (secures && host.equals(other.host));
    }

    /** Whether one of these names, {@code host:port} or {@code host} for the scheme's own port, means this origin. */
    boolean isAmong(Set<String> names) {
        String full = hostAndPort();
        return names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.equals(full) || (name.equals(host) && port == ownPort(scheme)));
    }

    String hostAndPort() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return scheme + "://" + (port == ownPort(scheme) ? host : hostAndPort());
    }

    private static int ownPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }
}
