package dev.backref.ingest.receive;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads CloudEvents about images from whoever writes them: {@code data} names the repository and a tag, a digest or both,
 * and the last word of the type says what happened (argocd-image-updater's convention).
 */
final class CloudEventParser implements HookParser {
    private static final Set<String> PUSHED = Set.of("push", "pushed", "created", "updated", "published", "uploaded");
    private static final Set<String> DELETED = Set.of("delete", "deleted", "removed");

    @Override
    public ParsedHook parse(Delivery delivery) {
        return CloudEvents.sorted(delivery, (event, collector) -> sort(delivery, event, collector));
    }

    @Override
    public boolean answersOptions() {
        return true;
    }

    private static void sort(Delivery delivery, CloudEvent event, ParsedHook.Collector collector) {
        String word = lastWord(event.type());
        if (PUSHED.contains(word)) {
            collector.event("push", image(delivery, event.data()).pushed(event.report()));
        } else if (DELETED.contains(word)) {
            collector.event("delete", image(delivery, event.data()).untagged(event.report()));
        } else if (word.equals("pull") || word.equals("pulled")) {
            collector.dropped("pull");
        } else {
            collector.unknown("unknown-type", event.type());
        }
    }

    private static NamedImage image(Delivery delivery, EventFields data) {
        String host = data.text("registry").or(() -> data.text("registryUrl")).orElse("");
        NamedImage image = new NamedImage(
                data,
                data.parsed("repository", name -> delivery.location(host, name))
                        .orElseGet(() -> data.required("repositoryName", name -> delivery.location(host, name))));
        return image.digest("digest").digest("imageDigest").tag("tag").tag("imageTag");
    }

    /** Without what says a version behind it. */
    private static String lastWord(String type) {
        List<String> words = List.of(type.toLowerCase(Locale.ROOT).split("[._/:-]+", -1));
        Optional<String> last =
                words.stream().filter(word -> !word.matches("v?\\d*")).reduce((one, next) -> next);
        return last.orElse("");
    }
}
