package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.LocationSignal.Asked;
import dev.backref.ingest.contract.LocationSignal.Unanswered;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A look that only a caller waits for is not repeated when it fails; who else needs to know must not depend on it. */
class RefreshQuestionsTest {
    private static final int MOST_OUTSTANDING = 1_000;
    private static final SampleManifest APP = image("app");
    private static final SampleManifest SBOM = referrer(APP, "application/spdx+json", "sbom");
    private static final Source.Manifest SUBJECT = new Source.Manifest(SweptRegistry.AT, APP.digest());

    private final SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void isAskedAgainByWhatNamesTheSourceMeanwhile() {
        registry.signal(new Asked(SweptRegistry.AT, APP.digest(), "caller", registry.now()));
        RegistryEvent refresh = questions().get(0);
        registry.hold(APP, SBOM);
        registry.reportPush(SBOM);
        List<RegistryEvent> named = questions();
        assertThat(named).singleElement().satisfies(each -> {
            assertThat(each.cause().kind()).isEqualTo(Cause.Kind.NAMED_BY);
            assertThat(each.at()).isAfter(refresh.at());
        });

        registry.signal(new Unanswered(
                SUBJECT, "throttled", "for a human", false, registry.now(), Optional.of(refresh.asked())));
        registry.reportPush(referrer(APP, "application/spdx+json", "another"));
        assertThat(questions()).as("it is still to be answered").isEmpty();
    }

    @Test
    void takesNoPlaceInTheQueueFromWhoeverWaitsThere() {
        for (int other = 0; other < MOST_OUTSTANDING; other++) {
            push(referrer(image("image " + other), "a/b", "of another"));
        }
        push(SBOM);
        assertThat(questions()).as("it waits").isEmpty();
        registry.signal(new Asked(SweptRegistry.AT, APP.digest(), "caller", registry.now()));
        assertThat(questions())
                .extracting(each -> each.cause().kind())
                .containsExactly(Cause.Kind.NAMED_BY, Cause.Kind.REFRESH);
    }

    /** The subject goes while some of its referrers are asked about again, and the others wait for room. */
    @Test
    void givesItsPlaceInTheQueueToWhoeverNeedsItMore() {
        List<SampleManifest> referrers = IntStream.range(0, 60)
                .mapToObj(number -> referrer(APP, "a/b", "number " + number))
                .toList();
        push(APP);
        referrers.forEach(this::push);
        registry.settle();
        for (int other = 0; other < MOST_OUTSTANDING - 50; other++) {
            push(referrer(image("image " + other), "a/b", "of another"));
        }
        registry.signal(new Asked(SweptRegistry.AT, APP.digest(), "caller", registry.now()));
        registry.topology.step();
        registry.answer(0);
        registry.delete(APP.digest());
        registry.report(SUBJECT, Cause.Kind.DELETE);

        registry.asked.clear();
        registry.settle();
        assertThat(referrers)
                .allSatisfy(each -> assertThat(registry.asked)
                        .filteredOn(
                                event -> event.source().equals(new Source.Manifest(SweptRegistry.AT, each.digest())))
                        .extracting(event -> event.cause().kind())
                        .contains(Cause.Kind.CASCADE));
        assertThat(registry.asked)
                .filteredOn(event -> event.cause().kind() == Cause.Kind.REFRESH)
                .hasSizeLessThan(60);
    }

    private void push(SampleManifest manifest) {
        registry.hold(manifest);
        registry.reportPush(manifest);
    }

    private List<RegistryEvent> questions() {
        for (int step = 0; step < 10; step++) {
            registry.topology.step();
        }
        return registry.topology.takeWanted().stream()
                .filter(event -> event.source().equals(SUBJECT))
                .toList();
    }
}
