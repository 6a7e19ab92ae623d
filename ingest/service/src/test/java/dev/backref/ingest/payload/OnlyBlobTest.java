package dev.backref.ingest.payload;

import static dev.backref.ingest.payload.BlobsWithClaimsTest.BLOB;
import static dev.backref.ingest.payload.BlobsWithClaimsTest.IN_TOTO;
import static dev.backref.ingest.payload.BlobsWithClaimsTest.digest;
import static dev.backref.ingest.payload.BlobsWithClaimsTest.layer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs whose own type says nothing, and that of their manifest does. */
class OnlyBlobTest {
    private static final String TAR = "application/vnd.oci.image.layer.v1.tar";

    /** As {@code oras attach --artifact-type application/vnd.in-toto+json app:v1 provenance.json} writes it, in any order. */
    @Test
    void areTheOnlyOneOfAManifestWithTheTypeOfAnAttestation() {
        String type = "\"artifactType\":\"" + IN_TOTO + "\"";
        String config = "\"config\":{\"size\":2,\"mediaType\":\"" + IN_TOTO + "\",\"annotations\":{}}";
        String layers = "\"layers\":[" + layer(TAR, BLOB, ",\"size\":90") + "]";
        for (String manifest : List.of(
                type + "," + layers,
                layers + "," + type,
                config + "," + layers,
                layers + "," + config,
                "\"artifactType\":\"a/b\"," + layers + "," + config,
                layers.replace("layers", "blobs") + "," + type,
                type + "," + layers.replace("\"mediaType\":\"" + TAR + "\",", ""))) {
            assertThat(BlobsWithClaimsTest.of("{" + manifest + "}"))
                    .as(manifest)
                    .containsExactly(BLOB);
        }
    }

    /** As {@code oras attach --artifact-type application/vnd.cncf.notary.signature app:v1 sig.jws} writes it, in any order. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.cncf.notary.signature",
                "application/vnd.dev.cosign.artifact.sig.v1+json",
                "Application/Vnd.Cncf.Notary.Signature; v=1",
                "application/jose+json",
                "application/vnd.dev.cosign.simplesigning.v1+json"
            })
    void areTheOnlyOneOfAManifestWithTheTypeOfASignature(String mediaType) {
        String type = "\"artifactType\":\"" + mediaType + "\"";
        String config = "\"config\":{\"mediaType\":\"" + mediaType + "\"}";
        String annotated = "\"annotations\":{\"predicateType\":\"https://slsa.dev/provenance/v1\"}";
        String layers = "\"layers\":[" + layer(TAR, BLOB, "," + annotated) + "]";
        for (String manifest : List.of(
                type + "," + layers,
                layers + "," + config,
                layers + "," + annotated + "," + type,
                "\"artifactType\":\"" + IN_TOTO + "\"," + config + "," + layers)) {
            assertThat(BlobsWithClaimsTest.of("{" + manifest + "}"))
                    .as(manifest)
                    .containsExactly(BLOB);
        }
        String two = layer(TAR, BLOB, "") + "," + layer(TAR, digest(1), "");
        assertThat(BlobsWithClaimsTest.of("{" + type + ",\"layers\":[" + two + "]}"))
                .isEmpty();
    }

    @Test
    void areNoOthersOfSuchAManifest() {
        String type = ",\"artifactType\":\"" + IN_TOTO + "\"";
        String annotated = ",\"annotations\":{\"predicateType\":\"https://slsa.dev/provenance/v1\"}";
        String tar = layer(TAR, BLOB, "");
        String empty = layer("application/vnd.oci.empty.v1+json", BLOB, "");

        assertThat(BlobsWithClaimsTest.of("{\"layers\":[" + tar + "," + layer(TAR, digest(1), "") + "]" + type + "}"))
                .isEmpty();
        assertThat(BlobsWithClaimsTest.of("{\"layers\":[" + tar + "],\"blobs\":[{}]" + type + "}"))
                .isEmpty();
        assertThat(BlobsWithClaimsTest.of("{\"layers\":[" + tar + "]" + annotated + type + "}"))
                .isEmpty();
        assertThat(BlobsWithClaimsTest.of("{\"layers\":[" + layer(TAR, BLOB, annotated) + "]" + type + "}"))
                .isEmpty();
        assertThat(BlobsWithClaimsTest.of("{\"layers\":[" + layer(TAR, BLOB, ",\"size\":1048577") + "]" + type + "}"))
                .isEmpty();
        assertThat(BlobsWithClaimsTest.of("{\"layers\":[" + empty + "]" + type + "}"))
                .as("nothing")
                .isEmpty();
        assertThat(BlobsWithClaimsTest.of(
                        "{\"layers\":[" + layer(IN_TOTO, digest(1), "") + "," + tar + "]" + type + "}"))
                .containsExactly(digest(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"artifactType\":[\"application/vnd.in-toto+json\"]",
                "\"artifactType\":{\"artifactType\":\"application/vnd.in-toto+json\"}",
                "\"artifactType\":\"application/vnd.cncf.notary.signature.v1\"",
                "\"artifactType\":\"application/vnd.dev.cosign.artifact.sbom.v1+json\"",
                "\"config\":[{\"mediaType\":\"application/vnd.in-toto+json\"}]",
                "\"config\":{\"mediaType\":[\"application/vnd.in-toto+json\"]}",
                "\"config\":{\"artifactType\":\"application/vnd.in-toto+json\"}",
                "\"subject\":{\"artifactType\":\"application/vnd.cncf.notary.signature\"}"
            })
    void areNoneOfAManifestThatIsOfNoSuchType(String type) {
        String tar = "\"layers\":[" + layer(TAR, BLOB, "") + "]";

        assertThat(BlobsWithClaimsTest.of("{" + type + "," + tar + "}")).isEmpty();
        assertThat(BlobsWithClaimsTest.of("{" + tar + "," + type + "}")).isEmpty();
    }
}
