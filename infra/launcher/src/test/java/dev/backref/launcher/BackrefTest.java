package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackrefTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "standalone",
                "ingest",
                "indexer",
                "query-api",
                "topics",
                "get",
                "tree",
                "watch",
                "cursor",
                "decision",
                "sweep",
                "reindex",
                "doctor",
                "kinds",
                "hooks",
                "dead-letters"
            })
    void explainsEveryCommand(String command) {
        assertThat(Backref.run(command, "--help")).isEqualTo(Exit.DONE);
    }

    @Test
    void tellsItsVersionAndItsHelp() {
        assertThat(Backref.run("--version")).isEqualTo(Exit.DONE);
        assertThat(Backref.run("--help")).isEqualTo(Exit.DONE);
        assertThat(Backref.run("help", "demo")).isEqualTo(Exit.DONE);
    }

    @Test
    void tellsByItsExitCodeWhatIsWrong() throws Exception {
        String config =
                Files.writeString(folder.resolve("bad.yaml"), "colour: red\n").toString();
        String good = Files.writeString(
                        folder.resolve("good.yaml"), "registries: [{name: local, url: 'http://127.0.0.1:5000'}]\n")
                .toString();
        String absent = folder.resolve("absent.yaml").toString();

        assertThat(Backref.run("colour")).isEqualTo(Exit.USAGE);
        assertThat(Backref.run("demo", "--port", "x")).isEqualTo(Exit.USAGE);
        assertThat(Backref.run("get", "latest")).isEqualTo(Exit.USAGE);
        assertThat(Backref.run("get", "sha256:" + "a".repeat(64), "--server", "127.0.0.1"))
                .isEqualTo(Exit.USAGE);
        assertThat(Backref.run("standalone", "--config", config)).isEqualTo(Exit.CONFIGURATION);
        assertThat(Backref.run("topics", "--config", absent)).isEqualTo(Exit.CONFIGURATION);
        assertThat(Backref.run("topics", "print", "--config", good)).isEqualTo(Exit.DONE);
        assertThat(Backref.run("topics", "verify", "--config", good)).isEqualTo(Exit.UNAVAILABLE);
        assertThat(Backref.run("reindex", "--config", absent)).isEqualTo(Exit.CONFIGURATION);
        assertThat(Backref.run("reindex", "--config", good)).isEqualTo(Exit.UNAVAILABLE);
        assertThat(Backref.run("get", "sha256:" + "a".repeat(64), "--server", "http://127.0.0.1:1"))
                .isEqualTo(Exit.UNAVAILABLE);
        assertThat(Backref.run("sweep", "UPPER")).isEqualTo(Exit.USAGE);
        assertThat(Backref.run("sweep", "local/UPPER")).isEqualTo(Exit.USAGE);
        assertThat(Backref.run("sweep", "local", "--timeout", "soon")).isEqualTo(Exit.USAGE);
        assertThat(Backref.run("sweep", "local", "--server", "http://127.0.0.1:1"))
                .isEqualTo(Exit.UNAVAILABLE);
        assertThat(Backref.run("watch", "--server", "http://127.0.0.1:1")).isEqualTo(Exit.UNAVAILABLE);
        assertThat(Backref.run("watch", "--server", "ftp://127.0.0.1")).isEqualTo(Exit.USAGE);
        assertThat(Backref.run("watch", "--server", "http://127.0.0.1:1/backref"))
                .isEqualTo(Exit.USAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port=99999",
                "--port=-1",
                "--port=0",
                "--port=",
                "--port=8080x",
                "--registry-port=65536",
                "--registry-port=-1",
                "--registry-port=99999999999"
            })
    void takesOnlyPortsForPorts(String option) {
        assertThat(Backref.run("demo", "--data", folder.resolve("demo").toString(), option))
                .isEqualTo(Exit.USAGE);
        assertThat(folder.resolve("demo")).doesNotExist();
    }

    @Test
    void cannotStartOnDataThatIsNoFolderOrWithAPropertyThatKafkaRefuses() throws Exception {
        String registries = "registries: [{name: local, url: 'http://127.0.0.1:5000'}]\n";
        Files.writeString(folder.resolve("file"), "");
        String data = Files.writeString(folder.resolve("data.yaml"), "data: file\n" + registries)
                .toString();
        String kafka = Files.writeString(
                        folder.resolve("kafka.yaml"),
                        "kafka: {bootstrap: '127.0.0.1:1', properties: {request.timeout.ms: soon}}\n" + registries)
                .toString();

        assertThat(Backref.run("standalone", "--config", data)).isEqualTo(Exit.CONFIGURATION);
        assertThat(Backref.run("topics", "verify", "--config", kafka)).isEqualTo(Exit.CONFIGURATION);
    }

    @Test
    void listsNoRegistryWhoseStorageIsNone() throws Exception {
        Files.createDirectories(folder.resolve("docker/blobs"));
        String config = Files.writeString(folder.resolve("storage.yaml"), """
                kafka: {bootstrap: '127.0.0.1:1'}
                registries: [{name: local, url: 'http://127.0.0.1:5000', storage: docker}]
                """).toString();

        assertThat(Backref.run("standalone", "--config", config)).isEqualTo(Exit.CONFIGURATION);
        assertThat(Backref.run("ingest", "--config", config)).isEqualTo(Exit.CONFIGURATION);
        assertThat(Backref.run("topics", "print", "--config", config)).isEqualTo(Exit.DONE);
    }
}
