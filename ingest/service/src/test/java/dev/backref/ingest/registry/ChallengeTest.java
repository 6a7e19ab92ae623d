package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
    private static final Challenge USUAL = new Challenge(
            "bearer", Map.of("realm", "https://auth.example/token", "service", "reg", "scope", "repository:a/b:pull"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer realm=\"https://auth.example/token\",service=\"reg\",scope=\"repository:a/b:pull\"",
                "Bearer scope=\"repository:a/b:pull\",service=\"reg\",realm=\"https://auth.example/token\"",
                "bearer  Realm = \"https://auth.example/token\" , Service = \"reg\" ,\tSCOPE= \"repository:a/b:pull\"",
                "Bearer realm=https://auth.example/token,service=reg,scope=repository:a/b:pull",
                "Bearer realm=https://auth.example/token, service=reg, scope=repository:a/b:pull",
                ",, Bearer realm=\"https://auth.example/token\",,service=\"re\\g\",scope=\"repository:a/b:pull\",",
                "Bearer realm=\"https://auth.example/token\",service=reg,scope=\"repository:a/b:pull",
                "Bearer realm=\"https://auth.example/token\",service=reg,scope=\"repository:a/b:pull\",realm=\"https://b\""
            })
    void readsParametersInAnyOrderWithAnySpacingAndQuoting(String header) {
        assertThat(Challenge.parse(List.of(header))).containsExactly(USUAL);
    }

    @Test
    void readsSeveralChallengesInOneHeader() {
        String header = "Negotiate, NTLM TlRMTVNTUAAB==, Basic realm=\"a, b\", "
                + "Bearer realm=\"https://auth.example/token\",service=\"reg\",scope=\"repository:a/b:pull\"";

        assertThat(Challenge.parse(List.of(header)))
                .contains(new Challenge("negotiate", Map.of()), new Challenge("basic", Map.of("realm", "a, b")), USUAL);
    }

    @Test
    void readsSeveralHeaders() {
        assertThat(Challenge.parse(List.of("Basic realm=x", "Bearer realm=\"https://auth.example\"")))
                .containsExactly(
                        new Challenge("basic", Map.of("realm", "x")),
                        new Challenge("bearer", Map.of("realm", "https://auth.example")));
    }

    @Test
    void keepsTheCommaOfAScopeWithTwoActions() {
        assertThat(Challenge.parse(List.of("Bearer realm=\"https://a\",scope=\"repository:a:pull,push\""))
                        .get(0)
                        .parameter("scope"))
                .contains("repository:a:pull,push");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "=", "\"", ",,,", "Bearer", "Bearer realm", "Bearer realm=", "Bearer \\", "a=\"\\"})
    void findsNothingUsableInNonsense(String header) {
        assertThat(Challenge.parse(List.of(header))).noneMatch(Challenge::basic).noneMatch(Challenge::bearer);
    }
}
