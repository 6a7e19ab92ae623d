package dev.backref.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What clients are asked about an image, and what of their answers does not depend on the address. */
enum ClientCommand {
    ORAS_DISCOVER(true, "oras discover --plain-http --format json"),
    ORAS_DISCOVER_OF_A_TYPE(true, "oras discover --plain-http --format json --artifact-type application/spdx+json"),
    COSIGN_VERIFY(true, "cosign verify --key cosign.pub --insecure-ignore-tlog=true"),
    COSIGN_TREE(true, "cosign tree"),
    NOTATION_LS(true, "notation ls --insecure-registry"),
    NOTATION_VERIFY(true, "notation verify --insecure-registry"),
    CRANE_MANIFEST(false, "crane manifest"),
    SKOPEO_INSPECT(false, "skopeo inspect --tls-verify=false");

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    /** Where a type is that of a fallback tag's entry, it is cosign's, which is another than its manifest's. */
    private static final Set<ClientCommand> BY_DIGESTS = Set.of(ORAS_DISCOVER, ORAS_DISCOVER_OF_A_TYPE, COSIGN_TREE);

    private final boolean asksForReferrers;
    private final String line;

    ClientCommand(boolean asksForReferrers, String line) {
        this.asksForReferrers = asksForReferrers;
        this.line = line;
    }

    boolean asksForReferrers() {
        return asksForReferrers;
    }

    /** Runs it on an image, {@code host/repository@digest}. */
    Kit.Ran run(Clients clients, String image) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.add(this == SKOPEO_INSPECT ? "docker://" + image : image);
        return clients.attempt(words.get(0), words.subList(1, words.size()));
    }

    /** What it found out, with the address of the repository left out. */
    String finding(String printed, String repository) {
        if (!BY_DIGESTS.contains(this)) {
            return printed.replace(repository, "REPOSITORY");
        }
        return String.join("\n", digests(printed));
    }

    /** The digests in what a client printed, in order. */
    static Set<String> digests(String printed) {
        Set<String> digests = new TreeSet<>();
        Matcher digest = DIGEST.matcher(printed);
        while (digest.find()) {
            digests.add(digest.group());
        }
        return digests;
    }
}
