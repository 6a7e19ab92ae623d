package dev.backref.ingest.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryPatternTest {
    private static final int LONGEST = 255;

    @Test
    void meansWhatTheSameMeansAsAnExpression() {
        Random random = new Random(7);
        int matches = 0;
        for (int round = 0; round < 20_000; round++) {
            String glob = "a" + some(random, "ab/*?", 7).replaceAll("/+", "/") + "a";
            String name = "a" + some(random, "ab/", 9).replaceAll("/+", "/") + "a";
            boolean expected = Pattern.matches(
                    glob.replaceAll("\\*{2}", "#")
                            .replace("*", "[^/]*")
                            .replace("?", "[^/]")
                            .replace("#", ".*"),
                    name);
            assertThat(RepositoryPattern.parse(glob).matches(name))
                    .as("%s of %s", glob, name)
                    .isEqualTo(expected);
            matches += expected ? 1 : 0;
        }
        assertThat(matches).isBetween(1_000, 19_000);
    }

    private static String some(Random random, String characters, int most) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    /** Any reader of the feed can give one, and all others wait while it is tried on a change. */
    @ParameterizedTest
    @ValueSource(strings = {"*?", "*a", "**a", "?", "a", "***"})
    @Timeout(20)
    void takesNoTimeWithTheLongestGlob(String part) {
        String longest = part.repeat(LONGEST).substring(0, LONGEST - 1) + "b";
        RepositoryPattern pattern = RepositoryPattern.parse(longest);
        for (int round = 0; round < 10_000; round++) {
            assertThat(pattern.matches("a".repeat(LONGEST))).isFalse();
        }
        assertThat(pattern.matches("a".repeat(LONGEST - 1) + "b")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "**", "*?", "a/**/"})
    void refusesALongerGlobThanANameCanBe(String part) {
        assertThatThrownBy(() -> RepositoryPattern.parse(part.repeat(30_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is no repository name, nor a glob of one");
        assertThat(RepositoryPattern.parse("*".repeat(LONGEST)).matches("a/b")).isTrue();
        assertThatThrownBy(() -> RepositoryPattern.parse("*".repeat(LONGEST + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
