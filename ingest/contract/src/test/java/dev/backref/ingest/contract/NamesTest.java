package dev.backref.ingest.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names and digests are read by hand where lookups read many; the specifications' grammars say what they must let through. */
class NamesTest {
    /** distribution-spec §Pulling manifests. */
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";

    private static final Pattern REPOSITORY = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
    private static final Pattern REGISTRY = Pattern.compile(COMPONENT);

    /** descriptor.md §Digests, and what it says of the registered algorithms. */
    private static final Pattern DIGEST = Pattern.compile("(sha256|blake3):[a-f0-9]{64}|sha512:[a-f0-9]{128}"
            + "|(?!(?:sha256|sha512|blake3):)[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+");

    @Test
    void aRepositoryNameIsWhatTheGrammarMatches() {
        random("ab0._-/A", 8)
                .forEach(name -> assertThat(Location.isRepositoryName(name))
                        .as(name)
                        .isEqualTo(REPOSITORY.matcher(name).matches()));
    }

    @Test
    void aRegistryNameIsOneComponent() {
        random("ab0._-/A", 8)
                .forEach(name -> assertThat(Location.isRegistryName(name))
                        .as(name)
                        .isEqualTo(REGISTRY.matcher(name).matches()));
    }

    @Test
    void noRegistryIsNamedAsAllOfThemAre() {
        assertThat(Location.isRegistryName("all")).isFalse();
        assertThat(Location.isRegistryName("all-of-us")).isTrue();
        assertThat(Location.isRepositoryName("all")).isTrue();
    }

    @Test
    void aDigestIsWhatTheGrammarMatches() {
        Stream<String> registered = Stream.of("sha256:", "sha512:", "blake3:")
                .flatMap(algorithm -> Stream.of(63, 64, 65, 127, 128, 129)
                        .flatMap(length -> Stream.of("a", "F", "g", "0", "")
                                .map(last -> algorithm + "9".repeat(length - last.length()) + last)));
        Stream.concat(registered, random("ab:+._-A=", 7))
                .forEach(text -> assertThat(Digest.tryParse(text))
                        .as(text)
                        .matches(
                                read -> read.isPresent() == DIGEST.matcher(text).matches()));
    }

    /** The same texts at every run. */
    private static Stream<String> random(String alphabet, int longest) {
        Random random = new Random(4711);
        return Stream.generate(() -> random.ints(random.nextInt(longest + 1), 0, alphabet.length())
                        .collect(
                                StringBuilder::new,
                                (text, at) -> text.append(alphabet.charAt(at)),
                                StringBuilder::append)
                        .toString())
                .limit(50_000);
    }
}
