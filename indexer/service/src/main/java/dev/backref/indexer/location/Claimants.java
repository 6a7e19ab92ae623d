package dev.backref.indexer.location;

import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.TagClaim;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Who claims things of others. */
final class Claimants {
    private final Listed listed;

    Claimants(Listed listed) {
        this.listed = listed;
    }

    /** Whether an index lists that, whatever a tag that points there claims. */
    boolean isListed(Location location, Digest index, Digest entry) {
        return listed.entries().has(location, index, entry.toString());
    }

    /** The one whom a piece of work is about. */
    Claimant of(Location location, Work work) {
        return work.tag()
                .map(tag -> ofTag(location, tag).orElseThrow())
                .orElseGet(() -> new Index(location, work.about(), listed.claims()));
    }

    /** A tag whose name claims something. */
    Optional<Claimant> ofTag(Location location, String tag) {
        return TagClaim.of(tag).map(claim -> {
            Asserter asserter = Asserter.tag(location, tag);
            return claim.list() ? new ListTag(asserter, claim, listed.entries()) : new OwnTag(asserter, claim);
        });
    }

    /** A tag that points to a list of referrers; under that of its own digest an index is itself, as tools mirror it. */
    private record ListTag(Asserter asserter, TagClaim claim, ListedRows entries) implements Claimant {
        @Override
        public boolean lapses() {
            return true;
        }

        @Override
        public int since() {
            return claim.since();
        }

        @Override
        public boolean makesList(Digest index) {
            return claim.holdsFor(index);
        }

        @Override
        public void each(Digest index, String after, BiPredicate<String, Assertion> visitor) {
            if (!makesList(index)) {
                return;
            }
            entries.each(asserter.location(), index, after, entry -> {
                Digest referrer = Digest.parse(entry);
                return referrer.equals(index)
                        || visitor.test(entry, new Assertion(claim.subject(), referrer, claim.form()));
            });
        }

        @Override
        public boolean has(Digest index, Assertion assertion) {
            return makesList(index)
                    && entries.has(
                            asserter.location(), index, assertion.referrer().toString());
        }
    }

    /** A tag that points to a referrer. */
    private record OwnTag(Asserter asserter, TagClaim claim) implements Claimant {
        @Override
        public boolean lapses() {
            return false;
        }

        @Override
        public int since() {
            return claim.since();
        }

        @Override
        public boolean makesList(Digest index) {
            return true; // What it lists is about other things than platforms.
        }

        @Override
        public void each(Digest manifest, String after, BiPredicate<String, Assertion> visitor) {
            if (after.isEmpty()) {
                boolean unused =
                        visitor.test(manifest.toString(), new Assertion(claim.subject(), manifest, claim.form()));
            }
        }

        @Override
        public boolean has(Digest manifest, Assertion assertion) {
            return manifest.equals(assertion.referrer());
        }
    }

    /** An index that says of its entries what they refer to. */
    private record Index(Location location, Digest digest, ListedRows claims) implements Claimant {
        @Override
        public Asserter asserter() {
            return Asserter.index(location, digest);
        }

        @Override
        public boolean lapses() {
            return false;
        }

        @Override
        public int since() {
            return 0;
        }

        @Override
        public boolean makesList(Digest index) {
            return false;
        }

        @Override
        public void each(Digest index, String after, BiPredicate<String, Assertion> visitor) {
            claims.each(location, index, after, line -> visitor.test(line, Assertion.ofLine(line)));
        }

        @Override
        public boolean has(Digest index, Assertion assertion) {
            return claims.has(location, index, assertion.line());
        }
    }
}
