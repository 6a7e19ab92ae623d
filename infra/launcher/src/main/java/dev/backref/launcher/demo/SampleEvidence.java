package dev.backref.launcher.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** The content of each kind of evidence about an image: small, but in the form that its readers expect. */
final class SampleEvidence {
    static final String PREDICATE_TYPE = "https://slsa.dev/provenance/v1";

    private static final String BUILDER = "https://example.com/backref-demo/builder";
    private static final int COORDINATE_BYTES = 32;

    private final Pushed image;
    private final Instant created;

    SampleEvidence(Pushed image, Instant created) {
        this.image = image;
        this.created = created;
    }

    Blob layer(Evidence kind) {
        return switch (kind) {
            case SIGNATURE -> Blob.json("application/jose+json", signature());
            case SBOM -> Blob.json(Evidence.SBOM.artifactType(), sbom());
            case PROVENANCE -> Blob.json(Evidence.PROVENANCE.artifactType(), provenance());
        };
    }

    /**
     * The envelope of Notary Project's signature specification, JWS in JSON. A certificate chain would lead to nobody:
     * the key stands in the unprotected header instead.
     */
    private ObjectNode signature() {
        ObjectNode payload = object();
        payload.putObject("targetArtifact")
                .put("mediaType", image.mediaType())
                .put("digest", image.digest().toString())
                .put("size", image.size());
        ObjectNode scheme = object();
        scheme.put("alg", "ES256").putArray("crit").add("io.cncf.notary.signingScheme");
        scheme.put("cty", "application/vnd.cncf.notary.payload.v1+json")
                .put("io.cncf.notary.signingScheme", "notary.x509")
                .put("io.cncf.notary.signingTime", created.toString());
        String signedPayload = base64(Json.write(payload));
        String signedScheme = base64(Json.write(scheme));
        KeyPair keys = keys();
        ObjectNode envelope = object().put("payload", signedPayload).put("protected", signedScheme);
        envelope.putObject("header")
                .put("io.cncf.notary.signingAgent", "backref-demo")
                .set("jwk", publicKey(keys.getPublic()));
        return envelope.put("signature", base64(sign(keys, signedScheme + "." + signedPayload)));
    }

    /** SPDX 2.3 with the fields that the specification requires of a document and of a package. */
    private ObjectNode sbom() {
        ObjectNode document = object().put("spdxVersion", "SPDX-2.3")
                .put("dataLicense", "CC0-1.0")
                .put("SPDXID", "SPDXRef-DOCUMENT")
                .put("name", image.repository())
                .put("documentNamespace", "https://example.com/backref-demo/spdx/" + UUID.randomUUID());
        document.putObject("creationInfo")
                .put("created", created.toString())
                .putArray("creators")
                .add("Tool: backref-demo");
        ObjectNode container = document.putArray("packages").addObject();
        container
                .put("SPDXID", "SPDXRef-image")
                .put("name", image.repository())
                .put("versionInfo", image.digest().toString())
                .put("primaryPackagePurpose", "CONTAINER")
                .put("downloadLocation", "NOASSERTION")
                .put("filesAnalyzed", false);
        container
                .putArray("checksums")
                .addObject()
                .put("algorithm", "SHA256")
                .put("checksumValue", image.digest().encoded());
        document.putArray("relationships")
                .addObject()
                .put("spdxElementId", "SPDXRef-DOCUMENT")
                .put("relationshipType", "DESCRIBES")
                .put("relatedSpdxElement", "SPDXRef-image");
        return document;
    }

    /** An in-toto Statement v1 about the image, its predicate as SLSA 1.2 §Build: Provenance wants it. */
    private ObjectNode provenance() {
        ObjectNode statement = object().put("_type", "https://in-toto.io/Statement/v1");
        statement
                .putArray("subject")
                .addObject()
                .put("name", image.repository())
                .putObject("digest")
                .put(image.digest().algorithm(), image.digest().encoded());
        ObjectNode predicate = statement.put("predicateType", PREDICATE_TYPE).putObject("predicate");
        predicate
                .putObject("buildDefinition")
                .put("buildType", BUILDER + "/sample/v1")
                .putObject("externalParameters")
                .put("repository", image.repository())
                .put("reference", image.reference());
        ObjectNode run = predicate.putObject("runDetails");
        run.putObject("builder").put("id", BUILDER);
        run.putObject("metadata")
                .put("invocationId", UUID.randomUUID().toString())
                .put("startedOn", created.toString())
                .put("finishedOn", created.toString());
        return statement;
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no P-256", missing);
        }
    }

    private static byte[] sign(KeyPair keys, String input) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no ES256", missing);
        }
    }

    private static ObjectNode publicKey(PublicKey key) {
        ECPublicKey point = (ECPublicKey) key;
        return object().put("kty", "EC")
                .put("crv", "P-256")
                .put("x", base64(coordinate(point.getW().getAffineX())))
                .put("y", base64(coordinate(point.getW().getAffineY())));
    }

    /** Big-endian, in exactly as many bytes as the curve has (RFC 7518 §6.2.1.2). */
    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] exact = new byte[COORDINATE_BYTES];
        int from = Math.max(0, bytes.length - COORDINATE_BYTES);
        int length = bytes.length - from;
        System.arraycopy(bytes, from, exact, COORDINATE_BYTES - length, length);
        return exact;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }
}
