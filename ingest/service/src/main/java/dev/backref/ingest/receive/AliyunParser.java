package dev.backref.ingest.receive;

import java.util.List;
import java.util.Locale;

/** Reads the webhooks of Alibaba Cloud Container Registry: pushes of tags. Times have no zone. */
final class AliyunParser implements HookParser {
    @Override
    public ParsedHook parse(Delivery delivery) {
        return JsonEvents.sorted(delivery, AliyunParser::sort);
    }

    @Override
    public List<HookProof> proofs() {
        return List.of(HeaderProof.AUTHORIZATION, QueryProof.SECRET);
    }

    private static void sort(JsonEvent event, ParsedHook.Collector collector) {
        EventFields push = event.fields().below("push_data");
        EventFields repository = event.fields().below("repository");
        String host = "registry." + repository.said("region") + ".aliyuncs.com";
        NamedImage image = new NamedImage(
                push,
                repository.required(
                        "repo_full_name", name -> event.delivery().location(host, name.toLowerCase(Locale.ROOT))));
        Report report = event.report("", push.said("pushed_at").replace(' ', 'T'));
        collector.event("push", image.digest("digest").tag("tag").pushed(report));
    }
}
