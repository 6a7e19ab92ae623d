package dev.backref.ingest.receive;

import java.util.List;
import java.util.Locale;

/**
 * Reads the event {@code package} of Gitea and Forgejo (Gitea {@code modules/structs/hook.go}). A version is a tag or a
 * digest, as it was pushed.
 */
final class GiteaParser implements HookParser {
    @Override
    public ParsedHook parse(Delivery delivery) {
        return JsonEvents.sorted(delivery, GiteaParser::sort);
    }

    @Override
    public List<HookProof> proofs() {
        return List.of(
                HeaderProof.AUTHORIZATION,
                SignatureProof.sha256("x-gitea-signature"),
                SignatureProof.sha256("x-forgejo-signature"),
                SignatureProof.GITHUB);
    }

    private static void sort(JsonEvent event, ParsedHook.Collector collector) {
        Delivery delivery = event.delivery();
        EventFields fields = event.fields();
        EventFields named = fields.below("package");
        String kind = delivery.header("x-gitea-event", "x-forgejo-event", "x-gogs-event", "x-github-event");
        if (!named.object().isObject() && !kind.isEmpty() && !kind.equals("package")) {
            collector.unknown("unknown-type", kind);
            return;
        }
        if (!named.said("type").isEmpty() && !named.said("type").equals("container")) {
            collector.dropped("other-package");
            return;
        }
        String id = delivery.header("x-gitea-delivery", "x-forgejo-delivery", "x-gogs-delivery", "x-github-delivery");
        String action = fields.required("action", word -> word);
        switch (action) {
            case "created" -> collector.event("push", image(event).pushed(event.report(id, named.said("created_at"))));
            // Its time is when the package was created.
            case "deleted" -> collector.event("delete", image(event).deleted(event.report(id, "")));
            default -> collector.unknown("unknown-action", action);
        }
    }

    private static NamedImage image(JsonEvent event) {
        EventFields named = event.fields().below("package");
        String owner = named.below("owner").required("login", login -> login);
        String host = ImageName.of(named.text("html_url").orElse("")).host();
        return new NamedImage(
                        named,
                        named.required(
                                "name",
                                name -> event.delivery().location(host, (owner + "/" + name).toLowerCase(Locale.ROOT))))
                .reference("version");
    }
}
