package dev.backref.launcher.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Readers of single values; each says what it would have taken. */
public final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Map<String, Duration> TIMES = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");
    private static final Map<String, Long> BYTES = Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
    private static final int LARGEST_PORT = 65_535;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern BOOTSTRAP = Pattern.compile(
            "(?:[A-Za-z0-9.-]+|\\[[0-9a-fA-F:]+]):\\d{1,5}(?:,(?:[A-Za-z0-9.-]+|\\[[0-9a-fA-F:]+]):\\d{1,5})*");
    /** Underscores as well: container networks have hosts such as "my_registry". */
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::\\d{1,5})?");

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]*");
    private static final int LONGEST_TOPIC = 249;
    private static final Set<String> DOTS = Set.of(".", "..");

    /** Names of topics have 249 characters at most, and some of Kafka Streams put more before and behind this. */
    private static final int LONGEST_PREFIX = 100;

    private Values() {}

    /**
     * A time such as {@code 800ms} or {@code 30s}, not zero.
     *
     * @throws IllegalArgumentException saying what it would have taken
     */
    public static Duration duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches() || Long.parseLong(parts.group(1)) == 0) {
            throw new IllegalArgumentException("is no time such as 800ms, 30s, 5m, 1h or 7d");
        }
        return TIMES.getOrDefault(parts.group(2), Duration.ZERO).multipliedBy(Long.parseLong(parts.group(1)));
    }

    /** A time of at least a minute, or {@code never}. */
    static Optional<Duration> durationOrNever(String text) {
        if (text.equals("never")) {
            return Optional.empty();
        }
        Duration duration = duration(text);
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("is shorter than 1m, and not never");
        }
        return Optional.of(duration);
    }

    /** The same, with a longest one. */
    static Function<String, Duration> duration(Duration longest) {
        return text -> {
            Duration duration = duration(text);
            if (duration.compareTo(longest) > 0) {
                throw new IllegalArgumentException("is longer than " + longest.toSeconds() + "s");
            }
            return duration;
        };
    }

    /** The same, with a shortest one as well. */
    static Function<String, Duration> duration(Duration shortest, Duration longest) {
        return text -> {
            Duration duration = duration(longest).apply(text);
            if (duration.compareTo(shortest) < 0) {
                throw new IllegalArgumentException("is shorter than " + shortest.toSeconds() + "s");
            }
            return duration;
        };
    }

    /** A size such as {@code 8MiB}, in bytes, not zero. */
    static long size(String text) {
        Matcher parts = SIZE.matcher(text);
        if (!parts.matches() || Long.parseLong(parts.group(1)) == 0) {
            throw new IllegalArgumentException("is no size such as 512B, 64KiB, 8MiB or 1GiB");
        }
        return BYTES.getOrDefault(parts.group(2), 0L) * Long.parseLong(parts.group(1));
    }

    /** The same within bounds, in bytes. */
    static Function<String, Long> size(long least, long most) {
        return text -> {
            long bytes = size(text);
            if (bytes < least || bytes > most) {
                throw new IllegalArgumentException(
                        "is not between " + (least >> 20) + "MiB and " + (most >> 20) + "MiB");
            }
            return bytes;
        };
    }

    /** A whole number within bounds. */
    static Function<String, Integer> number(int least, int most) {
        return text -> {
            if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
                throw new IllegalArgumentException("is no whole number from " + least + " to " + most);
            }
            return Integer.parseInt(text);
        };
    }

    /** The address of a registry: http or https, without path, query, fragment or credentials. */
    static URI registryUrl(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            boolean bare = (url.getRawPath() == null
                            || url.getRawPath().isEmpty()
                            || url.getRawPath().equals("/"))
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && url.getRawUserInfo() == null;
            if (http && bare && url.getHost() != null && url.getPort() != 0 && url.getPort() <= LARGEST_PORT) {
                return url.resolve("/");
            }
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("is no URL: " + malformed.getReason(), malformed);
        }
        throw new IllegalArgumentException("is no http or https URL of a host alone");
    }

    /** The address of another process of Backref: http, a host and a port. */
    static URI httpAddress(String text) {
        URI url = registryUrl(text);
        if (!"http".equals(url.getScheme()) || url.getPort() < 1) {
            throw new IllegalArgumentException("is no http://host:port");
        }
        return url;
    }

    /** Addresses of brokers. */
    static String bootstrap(String text) {
        if (!BOOTSTRAP.matcher(text).matches()
                || !Arrays.stream(text.split(",")).allMatch(Values::endsInAPort)) {
            throw new IllegalArgumentException("is neither \"embedded\" nor host:port,host:port,…");
        }
        return text;
    }

    /** Another host, alone for the scheme's own port. */
    static String hostOrHostAndPort(String text) {
        boolean port = text.indexOf(':', text.lastIndexOf(']') + 1) >= 0;
        if (!HOST_AND_PORT.matcher(text).matches() || (port && !endsInAPort(text))) {
            throw new IllegalArgumentException("is neither host nor host:port");
        }
        return text;
    }

    private static boolean endsInAPort(String address) {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        return port >= 1 && port <= LARGEST_PORT;
    }

    /** A name or address to listen on; that of IPv6 may be written as in a URL. */
    static String host(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("is no host");
        }
        boolean bracketed = text.startsWith("[") && text.endsWith("]") && text.contains(":");
        return bracketed ? text.substring(1, text.length() - 1) : text;
    }

    /** The name of a topic. */
    static String topic(String text) {
        if (text.isEmpty() || !TOPIC.matcher(text).matches() || text.length() > LONGEST_TOPIC || DOTS.contains(text)) {
            throw new IllegalArgumentException(
                    "is no name of a topic: up to " + LONGEST_TOPIC + " letters, digits, dots, - and _");
        }
        return text;
    }

    /** What may stand before a topic's name. */
    static String topicPrefix(String text) {
        if (!TOPIC.matcher(text).matches()) {
            throw new IllegalArgumentException("holds more than the letters, digits, dots, - and _ of topic names");
        }
        if (text.length() > LONGEST_PREFIX) {
            throw new IllegalArgumentException("is longer than " + LONGEST_PREFIX + " characters");
        }
        return text;
    }
}
