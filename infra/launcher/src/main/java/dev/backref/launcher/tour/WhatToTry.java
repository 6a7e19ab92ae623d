package dev.backref.launcher.tour;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.launcher.demo.Pushed;
import dev.backref.launcher.standalone.Progress;
import java.util.List;

/** The commands to try next, as they can be pasted. */
record WhatToTry(String backref, String broker, String registryAddress, String registry, String repository) {
    void print(Progress progress, Pushed image) {
        String digest = image.digest().toString();
        List.of(
                        "Try:",
                        "  # what refers to the image, over all registries, and how much is known",
                        "  ./backref get " + digest + " --server http://" + backref,
                        "  curl http://" + backref + "/api/v1/subjects/" + digest,
                        "",
                        "  # and what refers to that: the graph around it",
                        "  ./backref tree " + digest + " --server http://" + backref,
                        "  curl http://" + backref + "/api/v1/subjects/" + digest + "/graph",
                        "",
                        "  # the referrers as OCI clients ask for them",
                        "  curl http://" + backref + "/v2/" + registry + "/" + repository + "/referrers/" + digest,
                        "",
                        "  # the same with an OCI client: the referrers come from the index, the rest from the registry",
                        "  oras discover --plain-http " + backref + "/" + registry + "/" + repository + "@" + digest,
                        "",
                        "  # follow what changes (Ctrl-C ends it)",
                        "  ./backref watch --after beginning --server http://" + backref,
                        "  curl -N http://" + backref + "/api/v1/changes",
                        "",
                        "  # the topic that the feed is read from, at the broker in this process",
                        "  kcat -C -b " + broker + " -t " + IndexTopics.CHANGES.in(Demo.TOPIC_PREFIX) + " -o beginning",
                        "",
                        "  # attach a file of your own, and see it come out of the feed",
                        "  echo '{}' > note.json",
                        "  oras attach --plain-http --artifact-type application/vnd.example.note " + registryAddress
                                + "/" + repository + "@" + digest + " note.json",
                        "",
                        "Ctrl-C stops everything.")
                .forEach(progress::say);
    }
}
