package dev.backref.indexer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgeTest {
    private static final String ANNOTATION = "org.opencontainers.image.created";
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Digest ONE = Digest.sha256(new byte[] {1});
    private static final Digest OTHER = Digest.sha256(new byte[] {2});

    @Test
    void isThatOfTheYoungestPayload() {
        assertThat(Age.of(annotated("2030-01-01T00:00:00Z"), List.of(made(NOON), made(NOON.plusSeconds(1)), said())))
                .contains(new Created(NOON.plusSeconds(1), "payload"));
    }

    @Test
    void isWhatTheManifestSaysWhereNoPayloadDoes() {
        assertThat(Age.of(annotated("2026-11-25T13:00:00+01:00"), List.of(said())))
                .contains(new Created(NOON, "annotations[\"org.opencontainers.image.created\"]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "yesterday", "2026-11-25", "1782739218", "2026-13-01T00:00:00Z", "9999-12-31T23:59:59-10:00"
            })
    void isNotKnownFromWhatIsNoTime(String text) {
        assertThat(Age.of(annotated(text), List.of())).isEmpty();
    }

    @Test
    void ofAnotherSubjectIsWhatNamesOnlyOthers() {
        Digest longer = Digest.parse("sha512:" + "a".repeat(128));
        assertThat(about(OTHER).isAboutOther(ONE)).isTrue();
        assertThat(about(OTHER, ONE).isAboutOther(ONE)).isFalse();
        assertThat(about().isAboutOther(ONE)).as("it does not say").isFalse();
        assertThat(about(longer).isAboutOther(ONE))
                .as("they may be the same bytes")
                .isFalse();
        assertThat(about(longer, OTHER).isAboutOther(ONE)).isTrue();
    }

    private static Descriptor annotated(String created) {
        return new Descriptor("m/m", ONE, 2, Optional.empty(), Map.of(ANNOTATION, created));
    }

    private static Evidence made(Instant at) {
        return new Evidence(ONE, "a/b", Optional.empty(), Set.of(), List.of(), Optional.of(new Created(at, "payload")));
    }

    private static Evidence about(Digest... subjects) {
        return new Evidence(ONE, "a/b", Optional.empty(), Set.of(), List.of(subjects), Optional.empty());
    }

    private static Evidence said() {
        return new Evidence(ONE, "a/b", Optional.empty(), Set.of());
    }
}
