package dev.backref.faults.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * An OCI image manifest of the plan. Its text, and so its digest, is a function of the seed and of its number.
 *
 * @param number unique within a plan
 * @param blob the content of its one layer
 * @param subject the digest that it refers to; absent for an image
 * @param tag under which it is pushed; absent when it is pushed by its digest
 */
public record Manifest(
        int number,
        String repository,
        String text,
        String digest,
        String blob,
        Optional<String> subject,
        Optional<String> tag) {
    /** OCI's media type of all of them. */
    public static final String MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";

    /** The content of the configuration of all of them: OCI's empty JSON. */
    public static final String CONFIG = "{}";

    /** The layer of those that have none of their own. */
    public static final String SHARED_BLOB = "evidence that many manifests share";

    private static final List<String> TYPES = List.of(
            "application/vnd.cncf.notary.signature",
            "application/spdx+json",
            "application/vnd.in-toto+json",
            "application/vnd.example.other");

    /** An image that others can refer to. */
    static Manifest image(long seed, int number, String repository, Optional<String> tag) {
        String text = text("", "application/vnd.oci.image.config.v1+json", SHARED_BLOB, "", seed + "/" + number);
        return new Manifest(number, repository, text, digest(text), SHARED_BLOB, Optional.empty(), tag);
    }

    /** Evidence about another manifest of the plan, in its repository. */
    static Manifest referrer(long seed, int number, Manifest subject, boolean ownBlob) {
        String blob = ownBlob ? "evidence " + seed + "/" + number : SHARED_BLOB;
        String text = text(
                ",\"artifactType\":\"%s\"".formatted(TYPES.get(number % TYPES.size())),
                "application/vnd.oci.empty.v1+json",
                blob,
                ",\"subject\":" + descriptor(MEDIA_TYPE, subject.text()),
                seed + "/" + number);
        return new Manifest(
                number,
                subject.repository(),
                text,
                digest(text),
                blob,
                Optional.of(subject.digest()),
                Optional.empty());
    }

    /** Whether its layer must be pushed with it. */
    public boolean hasOwnBlob() {
        return !blob.equals(SHARED_BLOB);
    }

    /** The sha256 digest of a text. */
    public static String digest(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return "sha256:" + HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static String text(String type, String configType, String blob, String subject, String name) {
        return """
                {"schemaVersion":2,"mediaType":"%s"%s,"config":%s,"layers":[%s]%s,"annotations":{"plan":"%s"}}""".formatted(
                        MEDIA_TYPE,
                        type,
                        descriptor(configType, CONFIG),
                        descriptor("application/octet-stream", blob),
                        subject,
                        name);
    }

    private static String descriptor(String mediaType, String content) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(mediaType, digest(content), content.getBytes(StandardCharsets.UTF_8).length);
    }
}
