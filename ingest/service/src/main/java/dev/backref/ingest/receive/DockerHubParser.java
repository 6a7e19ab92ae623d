package dev.backref.ingest.receive;

import java.util.List;

/** Reads the webhooks of Docker Hub ("Docker Hub webhooks"): pushes of tags, without their digests. */
final class DockerHubParser implements HookParser {
    private static final String HOST = "docker.io";

    @Override
    public ParsedHook parse(Delivery delivery) {
        return JsonEvents.sorted(delivery, DockerHubParser::sort);
    }

    @Override
    public List<HookProof> proofs() {
        return List.of(HeaderProof.AUTHORIZATION, QueryProof.SECRET);
    }

    private static void sort(JsonEvent event, ParsedHook.Collector collector) {
        EventFields push = event.fields().below("push_data");
        EventFields repository = event.fields().below("repository");
        NamedImage image = new NamedImage(
                push,
                repository
                        .parsed("repo_name", name -> event.delivery().location(HOST, path(name)))
                        .orElseGet(() -> repository.required(
                                "name",
                                name -> event.delivery()
                                        .location(
                                                HOST,
                                                repository.text("namespace").orElse("library") + "/" + name))));
        collector.event("push", image.tag("tag").pushed(event.report("", push.seconds("pushed_at"))));
    }

    /** Docker's own images stand in {@code library}, and are named without it. */
    private static String path(String name) {
        return name.contains("/") ? name : "library/" + name;
    }
}
