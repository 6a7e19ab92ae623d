package dev.backref.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuzzingIT {
    @TempDir
    Path folder;

    @Test
    void findsNoInputOfWhichTheClaimsDoNotHold() throws IOException, InterruptedException {
        Bounds bounds = Bounds.given();
        Fuzzer.Done done = new Fuzzer(folder).run(Target.class, Seeds.laidOut(folder), bounds);
        System.out.printf(
                "fuzzed with %,d inputs from seed %d in %d s, came to %d places%n",
                done.inputs(), bounds.seed(), done.seconds(), done.places());
        assertThat(done.inputs()).isGreaterThanOrEqualTo(bounds.inputs());
    }
}
