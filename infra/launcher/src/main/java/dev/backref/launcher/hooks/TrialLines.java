package dev.backref.launcher.hooks;

import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.receive.ConfiguredHook;
import dev.backref.ingest.receive.HookTrial;
import dev.backref.launcher.terminal.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a hook would make of a delivery, in words and in order: a line for each step. */
public final class TrialLines {
    private TrialLines() {}

    public static List<String> of(ConfiguredHook hook, HookTrial trial) {
        List<String> lines = new ArrayList<>();
        lines.add("sender      "
                + trial.proved()
                        .map(proved -> proved ? "proved" : "not proved: the hook answers 401, and nothing else is done")
                        .orElseGet(() -> unjudged(hook)));
        lines.addAll(read(trial));
        if (hook.isOpen() && trial.proved().orElse(true)) {
            lines.add("answer      "
                    + Line.of(trial.answer().map(json -> "200 " + json).orElse("202")));
        }
        return lines;
    }

    private static String unjudged(ConfiguredHook hook) {
        if (!hook.isOpen()) {
            return "not asked: who may write to the topic is for its broker to say";
        }
        return hook.hasSecret()
                ? "not looked at: the headers hold nothing that could prove it"
                : "not judged: only its issuer can tell";
    }

    /** Where a delivery comes to. */
    public static String place(ConfiguredHook hook) {
        return hook.isOpen()
                ? "hook        " + hook.path()
                : "topic       " + hook.topic().orElseThrow();
    }

    /** The steps between: what is read in it, and what becomes of that. */
    public static List<String> read(HookTrial trial) {
        List<String> lines = new ArrayList<>();
        lines.add("read        " + counted(trial.actions()));
        new TreeMap<>(trial.unknown())
                .forEach((name, times) -> lines.add("unknown     \"" + name + "\", " + times + " times"));
        trial.named().forEach(event -> lines.add("event       " + named(event)));
        trial.named().stream()
                .filter(event -> !trial.looks().contains(event))
                .forEach(event -> lines.add("left out    " + what(event.source()) + ": registries["
                        + event.source().location().registry() + "].repositories does not let it pass"));
        trial.looks().forEach(event -> lines.add("look        " + what(event.source())));
        if (trial.looks().isEmpty()) {
            lines.add("look        at nothing");
        }
        trial.refusal().ifPresent(why -> {
            lines.add("dead letter " + why.reason() + ": " + why.detail());
            if (trial.lost()) {
                lines.add("lost        what that may have told: from then on webhooks are known to be missing");
            }
        });
        return lines.stream().map(Line::of).toList();
    }

    private static String counted(Map<String, Integer> actions) {
        return actions.isEmpty()
                ? "no event"
                : new TreeMap<>(actions)
                        .entrySet().stream()
                                .map(each -> each.getKey() + " " + each.getValue())
                                .collect(Collectors.joining(", "));
    }

    private static String named(RegistryEvent event) {
        return event.cause().kind().word() + " " + event.source().key()
                + event.expected().map(digest -> ", which pointed to " + digest).orElse("")
                + event.reported().map(time -> ", of " + time).orElse("") + ", id "
                + event.cause().id();
    }

    private static String what(Source source) {
        String where = " of " + source.location();
        if (source instanceof Source.Manifest manifest) {
            return "the manifest " + manifest.digest() + where;
        }
        return source instanceof Source.Tag tag ? "the tag " + tag.tag() + where : "all" + where;
    }
}
