package dev.backref.ingest.examine;

import dev.backref.ingest.registry.Probed.Answered;
import dev.backref.ingest.registry.RegistryProbe;
import dev.backref.ingest.registry.RequestClass;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a registry tells of how much it lets be asked. */
final class Limits {
    private static final int TOO_MANY_REQUESTS = 429;

    /** Of the drafts of the IETF, and what was there before them. */
    private static final List<String> HEADERS = List.of(
            "RateLimit",
            "RateLimit-Policy",
            "RateLimit-Limit",
            "RateLimit-Remaining",
            "RateLimit-Reset",
            "X-RateLimit-Limit",
            "X-RateLimit-Remaining",
            "X-RateLimit-Reset",
            "Retry-After");

    private final RegistryProbe registry;
    private final Map<String, String> seen = new LinkedHashMap<>();
    private boolean throttled;

    Limits(RegistryProbe registry) {
        this.registry = registry;
    }

    void note(Answered answer) {
        HEADERS.forEach(name -> answer.header(name).ifPresent(value -> seen.put(name, value)));
        throttled |= answer.status() == TOO_MANY_REQUESTS;
    }

    /** Tells what was noted, and how often Backref was refused before. */
    void tell(Report report) {
        String headers = seen.entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue())
                .collect(Collectors.joining(", "));
        String refused = Arrays.stream(RequestClass.values())
                .filter(kind -> registry.throttled(kind) > 0)
                .map(kind -> registry.throttled(kind) + " of " + kind.word())
                .collect(Collectors.joining(", "));
        String detail = (headers.isEmpty() ? "no answer tells of any" : headers)
                + (refused.isEmpty() ? "" : "; answered 429 since Backref started: " + refused);
        if (throttled) {
            report.wrong(Check.LIMITS, "throttles Backref now: " + detail);
        } else {
            report.ok(Check.LIMITS, detail);
        }
    }
}
