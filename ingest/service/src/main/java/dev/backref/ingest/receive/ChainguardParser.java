package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Location;
import java.util.List;

/** Reads the CloudEvents of Chainguard's registry, cgr.dev ("Chainguard events"). Blobs and failures are reported too. */
final class ChainguardParser implements HookParser {
    private static final String HOST = "cgr.dev";

    @Override
    public ParsedHook parse(Delivery delivery) {
        return CloudEvents.sorted(delivery, (event, collector) -> sort(delivery, event, collector));
    }

    @Override
    public List<HookProof> proofs() {
        return List.of(HeaderProof.AUTHORIZATION, QueryProof.SECRET);
    }

    private static void sort(Delivery delivery, CloudEvent event, ParsedHook.Collector collector) {
        switch (event.type()) {
            case "dev.chainguard.registry.push.v1" -> sortPush(delivery, event, collector);
            case "dev.chainguard.registry.pull.v1" -> collector.dropped("pull");
            default -> collector.unknown("unknown-type", event.type());
        }
    }

    private static void sortPush(Delivery delivery, CloudEvent event, ParsedHook.Collector collector) {
        EventFields data = event.data();
        EventFields body = new EventFields(data.object().path("body"), data.prefix() + "body.");
        JsonNode error = body.object().path("error");
        if (error.isContainerNode() ? !error.isEmpty() : !error.asText("").isEmpty()) {
            collector.dropped("failed");
        } else if (body.said("type").equals("blob")) {
            collector.dropped("blob");
        } else {
            NamedImage image = new NamedImage(body, body.required("repository", name -> location(delivery, name)));
            collector.event("push", image.digest("digest").tag("tag").pushed(event.report()));
        }
    }

    private static Location location(Delivery delivery, String name) {
        return delivery.location(HOST, name.startsWith(HOST + "/") ? name.substring(HOST.length() + 1) : name);
    }
}
