package dev.backref.indexer.location;

import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.SubjectName;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.List;

/** What it takes that something names a manifest: somebody has to look, and what was not there is remembered. */
final class NamedManifests {
    private final LocationRows rows;
    private final AssertionRows assertions;
    private final WantedRows wanted;

    NamedManifests(LocationRows rows, AssertionRows assertions, WantedRows wanted) {
        this.rows = rows;
        this.assertions = assertions;
        this.wanted = wanted;
    }

    /** Whether an assertion names it, as subject or as referrer. */
    boolean isNamed(Location location, Digest digest) {
        return assertions.namesSubject(location, SubjectName.of(digest))
                || SubjectName.truncated(digest)
                        .filter(name -> assertions.namesSubject(location, name))
                        .isPresent()
                || assertions.othersName(location, digest);
    }

    /** Has a manifest looked at unless that was done. */
    void wantUnknown(Location location, Digest digest, Look look) {
        if (rows.manifest(location, digest).isEmpty()) {
            want(location, digest, look);
        }
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

    /** A manifest that is gone is remembered only as long as something names it. */
    private void forgetUnnamed(Location location, Digest digest) {
        if (rows.isGone(location, digest) && !isNamed(location, digest)) {
            rows.forget(location, digest);
        }
    }
}
