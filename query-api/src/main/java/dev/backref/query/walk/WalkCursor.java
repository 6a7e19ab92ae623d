package dev.backref.query.walk;

import dev.backref.ingest.contract.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a page of a walk begins: the way there from the subject. It is as long as the walk is deep, however much was told
 * before, and fits into a URL.
 *
 * @param steps from the subject on, at least one; the last is the first that the page tells
 */
public record WalkCursor(List<Step> steps) {
    private static final String BETWEEN = " ";
    private static final String WITHIN = "/";
    private static final String MARK = "w";
    private static final int PARTS = 3;
    private static final int HEAD = 3;

    public WalkCursor {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a page begins somewhere");
        }
    }

    /**
     * A place in a listing of the manifest that the step before led to.
     *
     * @param page the index's cursor of the page of that listing; absent for the first
     * @param to the manifest in that page; absent for the first, which only the last step may leave open
     */
    public record Step(Way way, Optional<String> page, Optional<Digest> to) {
        private String text() {
            return way.word()
                    + WITHIN
                    + page.orElse("")
                    + WITHIN
                    + to.map(Digest::toString).orElse("");
        }

        private static Step read(String text) {
            String[] parts = text.split(WITHIN, -1);
            if (parts.length != PARTS) {
                throw new IllegalArgumentException("a step of " + parts.length + " parts");
            }
            return new Step(
                    Way.parse(parts[0]), given(parts[1]), given(parts[2]).map(Digest::parse));
        }

        private static Optional<String> given(String part) {
            return Optional.of(part).filter(text -> !text.isEmpty());
        }
    }

    /** As its reader gets it. Subject and route are in it, so that the cursor of one walk is not taken for that of another. */
    public String text(Digest subject, Route route) {
        String text = Stream.concat(
                        head(subject, route).stream(), steps.stream().map(Step::text))
                .collect(Collectors.joining(BETWEEN));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads what {@link #text} wrote for a walk from this subject by this route.
     *
     * @throws IllegalArgumentException quoting what is no such cursor
     */
    public static WalkCursor read(String text, Digest subject, Route route) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(BETWEEN, -1);
            if (parts.length <= HEAD || !List.of(parts).subList(0, HEAD).equals(head(subject, route))) {
                throw new IllegalArgumentException("of something else");
            }
            return new WalkCursor(Stream.of(parts).skip(HEAD).map(Step::read).toList()).within(route);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("not a cursor of this listing: \"" + text + "\"", malformed);
        }
    }

    private static List<String> head(Digest subject, Route route) {
        return List.of(MARK, route.mark(), subject.toString());
    }

    private WalkCursor within(Route route) {
        Set<Way> allowed = route.ways();
        for (Step step : steps) {
            if (!allowed.contains(step.way())) {
                throw new IllegalArgumentException("by a way that is not followed");
            }
            allowed = route.behind(step.way(), allowed);
        }
        boolean open = steps.subList(0, steps.size() - 1).stream()
                .anyMatch(step -> step.to().isEmpty());
        if (open || steps.size() > route.depth()) {
            throw new IllegalArgumentException("not one that was given out");
        }
        return this;
    }
}
