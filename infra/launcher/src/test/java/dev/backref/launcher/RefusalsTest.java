package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked for that cannot be done: words that name what is wrong, and an exit code. */
class RefusalsTest {
    @TempDir
    private Path folder;

    /** Names in angle brackets are files of the test's folder. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "standalone | 78 | backref.yaml: there is no such file\n",
                "topics --config <bytes.yaml> | 78 | bytes.yaml: cannot be read: is no text in UTF-8\n",
                "topics --config <.> | 78 | .: cannot be read: Is a directory\n",
                "standalone --config <broken.yaml> | 78 | broken.yaml: not YAML",
                "standalone --config <wrong.yaml> | 78 | colour: no such key",
                "standalone --config <file-as-folder.yaml> | 78 | data: is a file and no folder: \"",
                "demo --data <file> | 69 | file: is a file and no folder\n",
                "get sha256:%1$s --server http://127.0.0.1:1 | 69 | at http://127.0.0.1:1: nobody listens there\n",
                "watch --server http://nowhere.invalid | 69 | no host is known by that name\n",
                "topics verify --config <no-property.yaml> | 78 | security.protocol",
                "topics verify --config <least.yaml> | 69 | has never run",
                "get sha256:abc | 2 | not a digest, nor registry/repository@digest: \"sha256:abc\"",
                "tree sha256:abc | 2 | not a digest: \"sha256:abc\"",
                "topics verify --config <unknown-host.yaml> | 69 | kafka.bootstrap: no host is known by the name in nowhere",
                "standalone --config <promise.yaml> | 78 | kafka.properties.acks: must be all",
                "demo --port 99999 | 2 | is no port from 1 to 65535: \"99999\"",
                "demo --registry-port -1 | 2 | is no port from 1 to 65535: \"-1\"",
                "standalone --colour red | 2 | Unknown options: '--colour', 'red'",
            })
    void areExplainedInWords(String arguments, int exit, String words) throws Exception {
        String registries = "registries: [{name: local, url: 'http://127.0.0.1:1'}]\n";
        write("broken.yaml", "a: [\n");
        write("wrong.yaml", "colour: red\n" + registries);
        write("least.yaml", registries);
        write("file", "");
        Files.write(folder.resolve("bytes.yaml"), new byte[] {'a', ':', (byte) 0xff});
        write("file-as-folder.yaml", "data: '" + folder.resolve("file") + "'\n" + registries);
        write(
                "no-property.yaml",
                "kafka: {bootstrap: '127.0.0.1:1', properties: {security.protocol: none}}\n" + registries);
        write("unknown-host.yaml", "kafka: {bootstrap: 'nowhere.invalid:9092'}\n" + registries);
        write("promise.yaml", "kafka: {properties: {acks: 1}}\n" + registries);
        StringWriter err = new StringWriter();
        String[] command = arguments
                .formatted("a".repeat(64))
                .replaceAll("<(.*?)>", folder + "/$1")
                .split(" ");
        assertThat(Backref.commandLine().setErr(new PrintWriter(err)).execute(command))
                .as(err.toString())
                .isEqualTo(exit);
        assertThat(err.toString()).contains(words).doesNotContain("\tat ", "Exception");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
