package dev.backref.launcher.doctor;

import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.indexer.contract.RegistryKnowledge.Broken;
import dev.backref.indexer.contract.RegistryKnowledge.Enumeration;
import dev.backref.indexer.contract.RegistryKnowledge.Unlisted;
import dev.backref.indexer.contract.RegistryKnowledge.Webhook;
import dev.backref.ingest.contract.Examination;
import dev.backref.ingest.contract.Finding;
import dev.backref.ingest.contract.Finding.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was found when a registry was examined, and what of it Backref knew before. */
public final class Diagnosis {
    private final List<Finding> findings;

    private Diagnosis(List<Finding> findings) {
        this.findings = List.copyOf(findings);
    }

    /** Of a registry that was examined. */
    public static Diagnosis of(RegistryKnowledge registry) {
        List<Finding> all = new ArrayList<>(
                registry.examination().map(Examination::findings).orElse(List.of()));
        all.add(basis(registry));
        all.add(webhook(registry));
        all.add(sweep(registry));
        if (registry.locations().troubled() > 0) {
            all.add(new Finding("content", Status.WRONG, troubled(registry)));
        }
        return new Diagnosis(all);
    }

    /** The names of those things that somebody must put right. */
    public List<String> wrong() {
        return findings.stream()
                .filter(each -> each.status() == Status.WRONG)
                .map(Finding::check)
                .toList();
    }

    /** A line for each: what it is, what is to be made of it, and what was seen. */
    public List<String> lines() {
        int checks = widest(findings.stream().map(Finding::check).toList());
        int results = widest(findings.stream().map(each -> each.status().word()).toList());
        return findings.stream()
                .map(each -> ("  " + padded(each.check(), checks)
                                + padded(each.status().word(), results) + each.detail())
                        .stripTrailing())
                .toList();
    }

    private static int widest(List<String> words) {
        return words.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String word, int width) {
        return word + " ".repeat(width + 2 - word.length());
    }

    private static Finding basis(RegistryKnowledge registry) {
        String limits = registry.limits().isEmpty() ? "" : ", with the limits " + String.join(", ", registry.limits());
        boolean unlisted = registry.enumeration().isEmpty() && registry.limits().isEmpty();
        String detail = registry.basis().word() + limits + (unlisted ? ", as nothing has been listed yet" : "");
        return new Finding("basis", Status.OK, detail);
    }

    private static String troubled(RegistryKnowledge registry) {
        return registry.locations().troubled() + " of " + registry.locations().all()
                + " repositories have something that could not be looked at, or was rejected"
                + registry.reason().map(why -> ": " + why).orElse("") + "; …/repositories says where";
    }

    private static Finding webhook(RegistryKnowledge registry) {
        Optional<Webhook> webhook = registry.webhook();
        if (registry.broken().isPresent()) {
            Broken broken = registry.broken().get();
            return new Finding(
                    "webhook",
                    Status.WRONG,
                    "not all was announced since " + broken.since() + ": " + broken.reason() + ", " + broken.detail());
        }
        if (webhook.isEmpty()) {
            return new Finding("webhook", Status.NOT_CHECKED, "none is configured");
        }
        Webhook known = webhook.get();
        if (known.silent()) {
            return new Finding(
                    "webhook",
                    Status.WRONG,
                    "no webhook for longer than webhook.silence, none since "
                            + known.last().orElse(known.since()));
        }
        return known.last()
                .map(last -> new Finding("webhook", Status.OK, "the last one came at " + last))
                .orElseGet(
                        () -> new Finding("webhook", Status.NOT_CHECKED, "none has come yet, since " + known.since()));
    }

    private static Finding sweep(RegistryKnowledge registry) {
        if (registry.unlisted().isPresent()) {
            Unlisted failed = registry.unlisted().get();
            return new Finding(
                    "sweep",
                    Status.WRONG,
                    "its repositories cannot be listed since " + failed.since() + ": " + failed.reason() + ", "
                            + failed.detail() + "; "
                            + registry.enumeration()
                                    .map(last -> "the last list is of " + last.at())
                                    .orElse("there was no list yet"));
        }
        if (registry.enumeration().isEmpty()) {
            return new Finding("sweep", Status.NOT_CHECKED, "there was none yet");
        }
        Enumeration last = registry.enumeration().get();
        String trouble = last.trouble()
                .map(why -> "; only what was configured or heard of, because " + why)
                .orElse("");
        if (registry.locations().failing() > 0) {
            String failing = registry.locations().failing() + " of "
                    + registry.locations().all()
                    + " repositories could not be swept, …/repositories?failing=true says why";
            return new Finding("sweep", Status.WRONG, failing + trouble);
        }
        String began = registry.swept()
                .map(at -> "the last one that is over began at " + at)
                .orElse("the first one is not over");
        String going = registry.swept().equals(Optional.of(last.at()))
                ? ""
                : ", the one of " + last.at() + " has ended in " + last.ended() + " of " + last.locations()
                        + " repositories";
        return new Finding("sweep", Status.OK, began + going + trouble);
    }
}
