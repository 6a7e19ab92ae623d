package dev.backref.indexer.subject;

import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.rows.RowKey;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.Optional;

/**
 * The rows at subjects; {@code L} is registry and repository, and an artifact type that is absent is empty.
 *
 * <pre>
 * E  subject L firstSeen referrer         descriptor as JSON, as a referrers answer gives it: all, oldest first
 * EI subject L firstSeen referrer         the same of a manifest that is its own evidence: no referrers answer has it
 * Y  subject L type firstSeen referrer    the same edges by artifact type
 * G  subject referrer L                   {@link EdgeRow}: merged over locations
 * K  subject type referrer                merged, by artifact type
 * B  subject direction relation other L   {@link RelationRow}: how it is related to others of which it is no evidence
 * P  subject L                            homes: where the subject itself is
 * H  subject L                            a source that the registry does not give out, and that would tell of the subject
 * C  registry repository                  what stands between a location and completeness
 * CT registry since repository            locations with something unresolved, by time
 * CU registry since repository            locations with something that no webhook told of, by time, and what
 * CF registry since repository            locations whose last sweep could not go on, by when that began, and why
 * CS registry at repository               locations that were swept, by when the last sweep of each began
 * CN registry enumeration                 how many locations that enumeration was the last to find
 * CE registry enumeration                 in how many of these a sweep that began since has ended, or could not go on
 * CR registry                             what is known of a registry, with counts of its locations
 * F  subject L request                    what came of a request to look again
 * FQ place                                the key of the F row that was put in this place of a ring
 * FN                                      how many F rows were put in one
 * CX registry                             how a registry behaved when it was last examined
 * V  subject referrer verifier            {@link VerificationRow}: the last that the verifier posted about the edge
 * VQ place                                the beginning of V rows without an edge that were put in this place of a ring
 * VN                                      how many of these were put in one
 * O                                       how far this partition has come
 * </pre>
 */
public final class SubjectKeys {
    private SubjectKeys() {}

    /** All edges of a subject at a location. */
    public static RowKey edges(Digest subject, Location location) {
        return edges("E", subject, location);
    }

    private static RowKey edges(String table, Digest subject, Location location) {
        return RowKey.of(table).text(subject.toString()).text(location.toString());
    }

    /** One edge at a location. */
    public static RowKey edge(Digest subject, Location location, Instant firstSeen, Digest referrer) {
        RowKey list = subject.equals(referrer) ? edges("EI", subject, location) : edges(subject, location);
        return list.time(firstSeen.toEpochMilli()).text(referrer.toString());
    }

    /** The edges of one artifact type of a subject at a location. */
    public static RowKey typed(Digest subject, Location location, Optional<String> type) {
        return RowKey.of("Y").text(subject.toString()).text(location.toString()).text(type.orElse(""));
    }

    /** Every edge of every subject. */
    public static RowKey merged() {
        return RowKey.of("G");
    }

    /** Every referrer of a subject, merged. */
    public static RowKey merged(Digest subject) {
        return merged().text(subject.toString());
    }

    /** One referrer of a subject at all locations. */
    public static RowKey merged(Digest subject, Digest referrer) {
        return merged(subject).text(referrer.toString());
    }

    /** One referrer of a subject at one location. */
    public static RowKey merged(Digest subject, Digest referrer, Location location) {
        return merged(subject, referrer).text(location.toString());
    }

    /** The referrers of one artifact type of a subject, merged. */
    public static RowKey mergedTyped(Digest subject, Optional<String> type) {
        return RowKey.of("K").text(subject.toString()).text(type.orElse(""));
    }

    /** The manifests that are related to a subject in one way, at any location. */
    public static RowKey related(Digest subject, Relation.Direction direction, Relation relation) {
        return RowKey.of("B").text(subject.toString()).text(direction.word()).text(relation.word());
    }

    /** All locations that have the subject itself. */
    public static RowKey homes(Digest subject) {
        return RowKey.of("P").text(subject.toString());
    }

    /** A location that has the subject itself. */
    public static RowKey home(Digest subject, Location location) {
        return homes(subject).text(location.toString());
    }

    /** What would tell of a subject at a location, and is not given out. */
    public static RowKey withheld(Digest subject, Location location) {
        return RowKey.of("H").text(subject.toString()).text(location.toString());
    }

    /** What came of a request to look again. */
    public static RowKey check(Digest subject, Location location, String request) {
        return RowKey.of("F").text(subject.toString()).text(location.toString()).text(request);
    }

    /** The places of the ring of those that are remembered. */
    static RowKey checkPlaces() {
        return RowKey.of("FQ");
    }

    /** How many places were taken so far. */
    static RowKey checkCount() {
        return RowKey.of("FN");
    }

    /** All that verifiers posted. */
    public static RowKey verifications() {
        return RowKey.of("V");
    }

    /** What they posted about the referrers of a subject. */
    public static RowKey verifications(Digest subject) {
        return verifications().text(subject.toString());
    }

    /** What they posted about one edge, by verifier. */
    public static RowKey verifications(Digest subject, Digest referrer) {
        return verifications(subject).text(referrer.toString());
    }

    /** The places of the ring of those without an edge. */
    static RowKey unattachedPlaces() {
        return RowKey.of("VQ");
    }

    /** How many places were taken so far. */
    static RowKey unattachedCount() {
        return RowKey.of("VN");
    }

    /** All edges of a subject, location by location. */
    public static RowKey edges(Digest subject) {
        return RowKey.of("E").text(subject.toString());
    }

    /** The state of a location. */
    public static RowKey location(Location location) {
        return RowKey.of("C").text(location.registry()).text(location.repository());
    }

    /** The locations of a registry that have something unresolved, oldest first. */
    public static RowKey troubled(String registry) {
        return RowKey.of("CT").text(registry);
    }

    /** The locations of a registry that have something no webhook told of, oldest first. */
    public static RowKey unannounced(String registry) {
        return RowKey.of("CU").text(registry);
    }

    /** The locations of a registry that cannot be swept, the one first that failed first. */
    public static RowKey failing(String registry) {
        return RowKey.of("CF").text(registry);
    }

    /** The locations of a registry that were swept, the one first that was swept longest ago. */
    public static RowKey swept(String registry) {
        return RowKey.of("CS").text(registry);
    }

    /** How many locations an enumeration was the last to find, by when it began. */
    static RowKey enlisted(String registry) {
        return RowKey.of("CN").text(registry);
    }

    /** In how many of the locations that an enumeration was the last to find a sweep has ended since it began. */
    static RowKey ended(String registry) {
        return RowKey.of("CE").text(registry);
    }

    /** All repositories of a registry of which something was told, in the order of their names. */
    public static RowKey locations(String registry) {
        return RowKey.of("C").text(registry);
    }

    /** All registries. */
    public static RowKey registries() {
        return RowKey.of("CR");
    }

    /** One registry. */
    public static RowKey registry(String registry) {
        return registries().text(registry);
    }

    /** How a registry behaved. Apart from its other row, which is written with each state of a location. */
    public static RowKey examination(String registry) {
        return RowKey.of("CX").text(registry);
    }

    /** How far the partition has come. */
    public static RowKey applied() {
        return RowKey.of("O");
    }
}
