package dev.backref.e2e;

import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Images and what refers to them, pushed to a registry by the clients that people push with. */
record Artifacts(Clients clients, String registryHost) {
    private static final Pattern ATTACHED = Pattern.compile("Digest: (sha256:[0-9a-f]{64})");

    /** Pushes an image with a layer of its own, and gives its digest. */
    Digest pushImage(String repository, String tag) throws IOException {
        Path layer = Tar.of(clients.folder().resolve("layer.tar"), "content.txt", repository + tag);
        String reference = registryHost + "/" + repository + ":" + tag;
        clients.run("crane", "append", "--oci-empty-base", "--new_layer", layer.toString(), "--new_tag", reference);
        return Digest.parse(clients.run("crane", "digest", reference).strip());
    }

    /** Attaches a file of this type, and gives the digest of the referrer. */
    Digest attach(String reference, String type) throws IOException {
        return attach(reference, type, List.of());
    }

    /** The same where the registry keeps the list: go-containerregistry's does, and does not say so when it is pushed to. */
    Digest attachByApi(String reference, String type) throws IOException {
        return attach(reference, type, List.of("--distribution-spec", "v1.1-referrers-api"));
    }

    /** Attaches this content, the one layer of the referrer, which is of the same type. */
    Digest attachContent(String reference, String type, String content) throws IOException {
        String file = file(type);
        Files.writeString(clients.folder().resolve(file), content);
        return attach(reference, List.of("--artifact-type", type), file + ":" + type);
    }

    private Digest attach(String reference, String type, List<String> way) throws IOException {
        String file = file(type);
        Files.writeString(
                clients.folder().resolve(file), "{\"about\": \"" + reference + "\", \"type\": \"" + type + "\"}");
        List<String> options = new ArrayList<>(way);
        options.addAll(List.of("--artifact-type", type));
        return attach(reference, options, file);
    }

    private static String file(String type) {
        return "evidence-" + type.replaceAll("[^a-z]", "-") + ".json";
    }

    private Digest attach(String reference, List<String> options, String file) {
        List<String> arguments = new ArrayList<>(List.of("attach", "--plain-http"));
        arguments.addAll(options);
        arguments.addAll(List.of(registryHost + "/" + reference, file));
        String printed = clients.run("oras", arguments.toArray(String[]::new));
        Matcher digest = ATTACHED.matcher(printed);
        if (!digest.find()) {
            throw new IllegalStateException("no digest in: " + printed);
        }
        return Digest.parse(digest.group(1));
    }

    /** Signs with cosign, in the way of these options; with none, as a sigstore bundle. */
    void signWithCosign(String repository, Digest digest, String... way) {
        cosign("sign", List.of(way), repository, digest);
    }

    /** Attests an SPDX document with cosign, in the way of these options. */
    void attestWithCosign(String repository, Digest digest, String... way) {
        List<String> options = new ArrayList<>(List.of("--type", "spdxjson", "--predicate", spdx()));
        options.addAll(List.of(way));
        cosign("attest", options, repository, digest);
    }

    /** Attaches an SPDX document with cosign, which does so under a tag alone. */
    void attachWithCosign(String repository, Digest digest) {
        clients.run("cosign", "attach", "sbom", "--sbom", spdx(), registryHost + "/" + repository + "@" + digest);
    }

    /** Signs with notation; the format is {@code jws} or {@code cose}. */
    void signWithNotation(String repository, Digest digest, String format) {
        clients.run(
                "notation",
                "sign",
                "--insecure-registry",
                "--signature-format",
                format,
                registryHost + "/" + repository + "@" + digest);
    }

    /** Without the transparency log, which is out of reach. */
    private void cosign(String command, List<String> options, String repository, Digest digest) {
        List<String> arguments = new ArrayList<>(
                List.of(command, "--yes", "--key", "cosign.key", "--use-signing-config=false", "--tlog-upload=false"));
        arguments.addAll(options);
        arguments.add(registryHost + "/" + repository + "@" + digest);
        clients.run("cosign", arguments.toArray(String[]::new));
    }

    private String spdx() {
        try {
            Path document = clients.folder().resolve("document.spdx.json");
            return Files.writeString(document, "{\"spdxVersion\": \"SPDX-2.3\"}")
                    .toString();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write an SPDX document", failed);
        }
    }
}
