package dev.backref.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import picocli.CommandLine.Option;

/** By what they hold referrers are chosen. */
final class ContentOptions {
    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "Only evidence of that kind, such as sbom; given again, of any of these.")
    private List<String> kinds = new ArrayList<>();

    @Option(
            names = "--predicate-type",
            paramLabel = "TYPE",
            description = "Only with an in-toto predicate of that type; given again, of any of these.")
    private List<String> predicateTypes = new ArrayList<>();

    @Option(
            names = "--annotation",
            paramLabel = "NAME=VALUE",
            description = "Only with that annotation; given again with the same name, with any of these values.")
    private List<String> annotations = new ArrayList<>();

    /** Gives each to whoever makes a query of it, by the name that it has in the API. */
    void each(BiConsumer<String, String> query) {
        kinds.forEach(kind -> query.accept("kind", kind));
        predicateTypes.forEach(type -> query.accept("predicateType", type));
        annotations.forEach(annotation -> query.accept("annotation", annotation));
    }
}
