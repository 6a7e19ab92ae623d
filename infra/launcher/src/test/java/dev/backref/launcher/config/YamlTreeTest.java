package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.launcher.config.YamlTree.Malformed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTreeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "no",
                "on",
                "Yes",
                "true",
                "1.10",
                "1e5",
                "0123",
                "010",
                "0x1F",
                "1_000",
                ".inf",
                "2026-11-29",
                "12:30",
                "+5",
                "0o7"
            })
    void leavesEachValueAsItIsWritten(String written) throws Malformed {
        assertThat(YamlTree.read("key: " + written).path("key").textValue()).isEqualTo(written);
        assertThat(YamlTree.read("'" + written + "': 1").has(written)).isTrue();
        assertThat(YamlTree.read("[" + written + "]").path(0).textValue()).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"key:", "key: ~", "key: null", "key: Null", "key: NULL"})
    void knowsWhatIsEmpty(String text) throws Malformed {
        assertThat(YamlTree.read(text).path("key").isNull()).isTrue();
    }

    @Test
    void takesQuotedWordsForText() throws Malformed {
        JsonNode tree = YamlTree.read("{a: 'null', b: \"~\"}");
        assertThat(tree.path("a").textValue()).isEqualTo("null");
        assertThat(tree.path("b").textValue()).isEqualTo("~");
        assertThat(YamlTree.read("c: |\n  two\n  lines\n").path("c").textValue())
                .isEqualTo("two\nlines\n");
    }

    @Test
    void anAliasIsWhatItNames() throws Malformed {
        JsonNode tree = YamlTree.read("a: &robot {username: bob}\nb: *robot\nc: [&d ./data, *d]\n");
        assertThat(tree.path("b")).isEqualTo(tree.path("a"));
        assertThat(tree.path("c").path(1).textValue()).isEqualTo("./data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "---"})
    void takesNothingForAnEmptyMap(String text) throws Malformed {
        assertThat(YamlTree.read(text).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "a: [ | (line",
                "^a: 1\na: 2^ | a key that stands there twice (line 2)",
                "^a: 1\n? [x]\n: 2^ | a key that is no text (line 2)",
                "^a: 1\n---\nb: 2^ | (line",
                "^a: 1\nb: !env X^ | a type that is not known here (line 2)",
                "b: !!binary aGk= | a type that is not known here (line 1)",
                "a: *nobody | (line 1)",
                "^a: &a\n  b: *a^ | nested more than 20 deep",
            })
    void saysWhatIsWrongAndWhere(String text, String problem) {
        assertThatThrownBy(() -> YamlTree.read(text.replace("\\n", "\n")))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(problem);
    }

    @Test
    void refusesWhatIsTooDeepOrTooLarge() {
        assertThatThrownBy(() -> YamlTree.read("[".repeat(5_000))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> YamlTree.read("a: " + "1".repeat(4_000_000))).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2: x",
                "*hunter2",
                "!hunter2!x y",
                "!hunter2",
                "&hunter2 [",
                "@hunter2",
                "%hunter2",
                "\"hunter2\\q\""
            })
    void showsNothingOfTheFile(String secret) {
        assertThatThrownBy(() -> YamlTree.read("a: 1\npassword: " + secret + "\n"))
                .isInstanceOf(Malformed.class)
                .message()
                .doesNotContain("hunter2");
    }
}
