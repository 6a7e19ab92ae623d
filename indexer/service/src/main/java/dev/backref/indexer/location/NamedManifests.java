package dev.backref.indexer.location;

import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.SubjectName;
import dev.backref.indexer.location.EndedRows.Ended;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What it takes that something names a manifest: somebody has to look, and what was not there is remembered. So is for a time
 * what is named by nothing, and ended.
 */
final class NamedManifests {
    private final LocationRows rows;
    private final AssertionRows assertions;
    private final WantedRows wanted;
    private final EndedRows ended;

    NamedManifests(LocationRows rows, AssertionRows assertions, WantedRows wanted, EndedRows ended) {
        this.rows = rows;
        this.assertions = assertions;
        this.wanted = wanted;
        this.ended = ended;
    }

    /** Whether an assertion names it, as subject or as referrer. */
    boolean isNamed(Location location, Digest digest) {
        return assertions.namesSubject(location, SubjectName.of(digest))
                || SubjectName.truncated(digest)
                        .filter(name -> assertions.namesSubject(location, name))
                        .isPresent()
                || assertions.othersName(location, digest);
    }

    /** Has a manifest looked at unless that was done, and says so. That one ended before this look says nothing of it since. */
    boolean wantUnknown(Location location, Digest digest, Look look) {
        long now = look.origin().observed().toEpochMilli();
        boolean unknown = rows.manifest(location, digest)
                .filter(row -> row.looked() >= now || !isOnlyRemembered(location, digest, row))
                .isEmpty();
        if (unknown) {
            want(location, digest, look);
        }
        return unknown;
    }

    /** The same of one that was not there when somebody looked before this, and of which this says that it is there. */
    void wantUnlessThere(Location location, Digest digest, Look look) {
        long now = look.origin().observed().toEpochMilli();
        if (rows.manifest(location, digest)
                .filter(row -> row.content().isPresent() || row.looked() >= now)
                .isEmpty()) {
            want(location, digest, look);
        }
    }

    /** Has a manifest looked at, once however often this is said before the look came back. */
    void want(Location location, Digest digest, Look look) {
        wanted.want(RegistryEvent.wanted(
                new Source.Manifest(location, digest),
                new Cause(Cause.Kind.NAMED_BY, look.origin().cause().id()),
                look.asks()));
    }

    /** Has a manifest or a tag that is known looked at once more, because what it refers or points to is gone. */
    void doubt(Source source, Look look) {
        wanted.want(RegistryEvent.doubted(
                source, new Cause(Cause.Kind.CASCADE, look.origin().cause().id()), look.asks()));
    }

    /** Whether somebody was asked to look, and nobody did yet. */
    boolean isAwaited(Location location, Digest digest) {
        return wanted.isUnseen(new Source.Manifest(location, digest));
    }

    /** An assertion is no more; neither of its two manifests may be remembered for it. */
    void forgetUnnamed(Location location, Assertion assertion) {
        forgetUnnamed(location, assertion.referrer());
        assertion
                .subject()
                .digest()
                .map(List::of)
                .orElseGet(() -> rows.fitting(location, assertion.subject()))
                .forEach(subject -> forgetUnnamed(location, subject));
    }

    /**
     * A manifest is not there: keeps that where something names it, so that the next that does makes nobody look again.
     *
     * @param ends whether it was there, or may have been until it was deleted
     */
    void gone(Location location, Digest digest, Look look, boolean ends) {
        ManifestRow gone = ManifestRow.gone(look);
        Optional<ManifestRow> before = rows.manifest(location, digest);
        boolean isNamed = isNamed(location, digest);
        boolean lately = ends
                || before.filter(row -> !isNamed && isOnlyRemembered(location, digest, row))
                        .isPresent();
        if (lately) {
            ended.put(new Ended(gone.looked(), new Source.Manifest(location, digest)));
        }
        if (lately || isNamed) {
            rows.put(location, digest, gone);
        } else if (before.isPresent()) {
            rows.forget(location, digest);
        }
    }

    /** A repository is not there. */
    void repositoryGone(Location location, Instant looked) {
        ended.put(new Ended(looked.toEpochMilli(), new Source.Repository(location)));
    }

    /** Whether the repository ended since a look began, which can have seen what went with it. */
    boolean mayHaveGoneWithAll(Location location, Look look) {
        return ended.repositoryEnded(location, look.origin().observed());
    }

    /** Time passes: some of what ended, and is named by nothing, is forgotten. */
    void forgetEnded(Instant now) {
        ended.takeOld(now).forEach(each -> {
            if (each.source() instanceof Source.Manifest manifest) {
                forgetUnnamed(manifest.location(), manifest.digest());
            }
        });
    }

    /** A manifest that is gone is remembered only as long as something names it, or it ended lately. */
    private void forgetUnnamed(Location location, Digest digest) {
        rows.manifest(location, digest)
                .filter(row -> row.content().isEmpty() && !isOnlyRemembered(location, digest, row))
                .filter(row -> !isNamed(location, digest))
                .ifPresent(row -> rows.forget(location, digest));
    }

    /** Whether a manifest is known for nothing but that it ended lately, or was when something named it. */
    boolean isOnlyRemembered(Location location, Digest digest, ManifestRow row) {
        return row.content().isEmpty() && ended.has(new Ended(row.looked(), new Source.Manifest(location, digest)));
    }
}
