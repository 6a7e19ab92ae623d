package dev.backref.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.payload.PayloadReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is claimed of every input holds of those that the fuzzer begins with: here a debugger can look on. */
class SeedsIT {
    static List<Path> seeds() throws IOException {
        return Seeds.files();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everySeedHolds(Path seed) throws IOException {
        Target.fuzzerTestOneInput(Seeds.read(seed));
    }

    /** A seed that is read as nothing leads nowhere. */
    @Test
    void aSignatureInCborIsRead() throws IOException {
        byte[] signature = Seeds.read(Path.of("src/test/resources/payloads/notary-signature.cose.hex"));
        assertThat(PayloadReader.read(Digest.sha256(signature), signature))
                .hasValueSatisfying(said -> assertThat(said.subjects()).hasSize(1));
    }

    @Test
    void thereAreSeeds() throws IOException {
        assertThat(Seeds.files()).hasSizeGreaterThan(100);
    }
}
