package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.e2e.Ledger.Edge;
import dev.backref.e2e.Ledger.Said;
import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence in every form that clients push: first all of it, then what is left after each was deleted. */
@SuppressWarnings("NullAway.Init") // Started before each test.
class FormsE2E {
    private static final Set<String> SIGNATURE = Set.of("signature");
    private static final Set<String> SBOM = Set.of("sbom");
    private static final Set<String> OF_A_BUILD = Set.of("sbom", "provenance");
    private static final Set<String> UNKNOWN = Set.of("unknown");

    private static final String SUBJECT_FIELD = "subject-field";
    private static final String REFERRERS_TAG = "referrers-tag";
    private static final String COSIGN_TAG = "cosign-tag";
    private static final String BUILDKIT_INDEX = "buildkit-index";
    private static final String HELM_PROVENANCE = "helm-provenance";

    private ClientRig rig;
    private FeedReader feed;
    private Ledger ledger;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        rig = ClientRig.start(folder, ClientRig.Setup.open("none"), (clients, host) -> {});
        feed = new FeedReader(rig.backref.uri("/api/v1/changes"));
        ledger = new Ledger(rig.registry, rig.backref, feed);
    }

    @AfterEach
    void stop() {
        feed.close();
        rig.close();
    }

    @Test
    void areAnsweredAsTheyWerePushedAndEachDeleteTakesWhatItDeletesAndNoMore() throws Exception {
        Listed listed = pushListed();
        Tagged tagged = pushTagged();
        Built built = pushBuilt();
        Edge chart = pushChart();
        ledger.assertKept("all is pushed");

        delete(listed);
        delete(tagged);
        moveTheTagOf(chart);
        delete(built);
        deleted("a chart", () -> crane("delete", chart), chart);
        assertThat(ledger.isEmpty()).isTrue();
        ledger.assertSettled();
    }

    /** What has a subject, and stands in a list of the clients' own: this registry keeps none. */
    private record Listed(
            Edge sbom, Edge review, Edge lastReview, Edge bundle, Edge attested, Edge jws, Edge cose, Edge oci) {}

    private Listed pushListed() throws IOException {
        return new Listed(
                listed(rig.sbom, SBOM),
                review(rig.aboutSbom),
                review(rig.artifacts.attach("app@" + rig.sbom, "application/vnd.example.last-review")),
                listed(rig.cosigned, SIGNATURE),
                listed(attachedBy(() -> rig.artifacts.attestWithCosign("app", rig.image)), SBOM),
                listed(rig.notarized, SIGNATURE),
                listed(attachedBy(() -> rig.artifacts.signWithNotation("app", rig.image, "cose")), SIGNATURE),
                listed(attachedBy(this::signAsOci11HasIt), SIGNATURE));
    }

    private void delete(Listed listed) throws Exception {
        deleted("an SBOM, by a client that keeps the list", () -> oras(listed.sbom()), listed.sbom());
        assertThat(listOf(rig.image)).doesNotContain(named(listed.sbom()));

        // cosign deletes its bundles and the list: what others had in that is there, and found by its subject.
        for (Edge other : List.of(listed.jws(), listed.cose(), listed.oci())) {
            ledger.saysNow(other, new Said(SIGNATURE, Set.of(SUBJECT_FIELD, REFERRERS_TAG), Set.of(REFERRERS_TAG)));
        }
        deleted("all bundles, and the list", () -> cosignClean("referrer"), listed.bundle(), listed.attested());
        deleted("a JWS that is in no list", () -> crane("delete", listed.jws()), listed.jws());
        deleted("a COSE signature that is in no list", () -> crane("delete", listed.cose()), listed.cose());
        deleted("an OCI 1.1 signature that is in no list", () -> crane("delete", listed.oci()), listed.oci());

        // crane keeps no list, and from then on nobody can: the registry takes none with an entry that it has not.
        deleted("a review that stays in the list", () -> crane("delete", listed.review()), listed.review());
        rig.backref.told("/api/v1/subjects/" + rig.sbom + "?refresh=10");
        ledger.assertKept("the registry was asked again for a list with a deleted entry");
        deleted("the last review of the list", () -> crane("delete", listed.lastReview()), listed.lastReview());
        assertThat(listOf(rig.sbom)).contains(named(listed.review()), named(listed.lastReview()));
    }

    /** What a tag of cosign's makes evidence. */
    private record Tagged(Edge signature, Edge attestation, Edge sbom) {}

    private Tagged pushTagged() {
        rig.artifacts.signWithCosign("app", rig.image, "--new-bundle-format=false");
        rig.artifacts.attestWithCosign("app", rig.image, "--new-bundle-format=false");
        rig.artifacts.attachWithCosign("app", rig.image);
        return new Tagged(tagged(".sig", SIGNATURE), tagged(".att", SBOM), tagged(".sbom", SBOM));
    }

    private void delete(Tagged tagged) throws IOException {
        deleted("a signature under a tag", () -> cosignClean("signature"), tagged.signature());
        deleted("attestations under a tag", () -> crane("delete", tagged.attestation()), tagged.attestation());

        // The registry deletes no tag alone, so clients that do move it first, and delete what they have moved it to.
        Edge instead = new Edge("app", rig.image, rig.artifacts.pushImage("app", tag(rig.image) + ".sbom"));
        ledger.pushed(instead, Said.that(UNKNOWN, COSIGN_TAG));
        ledger.gone(tagged.sbom());
        ledger.assertKept("the tag of an SBOM was moved");
        deleted("what the tag was moved to", () -> crane("delete", instead), instead);
        crane("manifest", tagged.sbom()); // It is there still, and no evidence.
    }

    /** What an index makes evidence; that in the shape of today has a subject as well, for which crane keeps a list. */
    private record Built(Digest former, Edge ofAmd, Edge ofArm, Digest index, Edge withSubject) {}

    private Built pushBuilt() throws IOException {
        Shapes shapes = new Shapes(rig.clients, rig.registry.host());
        Shapes.Built former = shapes.pushBuilt("built:former", false, "amd64", "arm64");
        Shapes.Built today = shapes.pushBuilt("built:today", true, "amd64");
        return new Built(
                former.index(),
                pushed(ofPlatform(former, 0), OF_A_BUILD, BUILDKIT_INDEX),
                pushed(ofPlatform(former, 1), OF_A_BUILD, BUILDKIT_INDEX),
                today.index(),
                pushed(ofPlatform(today, 0), OF_A_BUILD, SUBJECT_FIELD, REFERRERS_TAG, BUILDKIT_INDEX));
    }

    private void delete(Built built) throws IOException {
        deleted("the attestations of a platform", () -> crane("delete", built.ofAmd()), built.ofAmd());
        deleted("the index alone", () -> crane("delete", "built", built.former()), built.ofArm());
        crane("manifest", built.ofArm());

        ledger.saysNow(built.withSubject(), Said.that(OF_A_BUILD, SUBJECT_FIELD, REFERRERS_TAG));
        deleted("the index of what has a subject as well", () -> crane("delete", "built", built.index()));
        deleted("attestations that have a subject", () -> crane("delete", built.withSubject()), built.withSubject());
    }

    private Edge pushChart() throws IOException {
        Digest chart = new Shapes(rig.clients, rig.registry.host()).pushChart("charts:1.0.0");
        return pushed(new Edge("charts", chart, chart), SIGNATURE, HELM_PROVENANCE);
    }

    /** A chart is evidence as long as it can be pulled by its digest. */
    private void moveTheTagOf(Edge chart) throws IOException {
        Digest other = rig.artifacts.pushImage(chart.repository(), "1.0.0");
        assertThat(other).isNotEqualTo(chart.referrer());
        ledger.assertKept("the tag of a chart was moved");
    }

    private Edge listed(Digest referrer, Set<String> kinds) {
        return pushed(new Edge("app", rig.image, referrer), kinds, SUBJECT_FIELD, REFERRERS_TAG);
    }

    private Edge review(Digest referrer) {
        return pushed(new Edge("app", rig.sbom, referrer), UNKNOWN, SUBJECT_FIELD, REFERRERS_TAG);
    }

    private Edge tagged(String suffix, Set<String> kinds) {
        String reference = rig.there() + ":" + tag(rig.image) + suffix;
        Digest referrer =
                Digest.parse(rig.clients.run("crane", "digest", reference).strip());
        return pushed(new Edge("app", rig.image, referrer), kinds, COSIGN_TAG);
    }

    private static Edge ofPlatform(Shapes.Built built, int number) {
        return new Edge("built", built.platform(number), built.attestation(number));
    }

    private Edge pushed(Edge edge, Set<String> kinds, String... forms) {
        ledger.pushed(edge, Said.that(kinds, forms));
        return edge;
    }

    /** Has a client delete something; these edges go with it, and nothing else does. */
    private void deleted(String what, Runnable client, Edge... edges) throws IOException {
        client.run();
        for (Edge edge : edges) {
            ledger.gone(edge);
        }
        ledger.assertKept("deleted: " + what);
    }

    private Digest attachedBy(Runnable client) throws IOException {
        return rig.registry.attachedBy("app", client);
    }

    private void signAsOci11HasIt() {
        new Artifacts(rig.clients.experimental(), rig.registry.host())
                .signWithCosign("app", rig.image, "--new-bundle-format=false", "--registry-referrers-mode=oci-1-1");
    }

    private void cosignClean(String type) {
        rig.clients.run("cosign", "clean", "--force", "--type", type, rig.there() + "@" + rig.image);
    }

    private void oras(Edge edge) {
        rig.clients.run("oras", "manifest", "delete", "--plain-http", "--force", rig.there() + "@" + edge.referrer());
    }

    private void crane(String command, Edge edge) {
        crane(command, edge.repository(), edge.referrer());
    }

    private void crane(String command, String repository, Digest digest) {
        rig.clients.run("crane", command, rig.registry.host() + "/" + repository + "@" + digest);
    }

    private String listOf(Digest subject) {
        return rig.clients.run("crane", "manifest", rig.there() + ":" + tag(subject));
    }

    private static String named(Edge edge) {
        return edge.referrer().toString();
    }

    private static String tag(Digest subject) {
        return subject.algorithm() + "-" + subject.encoded();
    }
}
