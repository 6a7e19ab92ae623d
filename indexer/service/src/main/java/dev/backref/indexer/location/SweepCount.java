package dev.backref.indexer.location;

import dev.backref.ingest.contract.Source;

/**
 * Sources that a step of a sweep has come by.
 *
 * @param digests manifests
 * @param lists of what refers to a manifest
 */
record SweepCount(long tags, long digests, long lists) {
    static final SweepCount NOTHING = new SweepCount(0, 0, 0);

    static SweepCount of(Source source) {
        return new SweepCount(
                source instanceof Source.Tag ? 1 : 0,
                source instanceof Source.Manifest ? 1 : 0,
                source instanceof Source.Referrers ? 1 : 0);
    }

    long all() {
        return tags + digests + lists;
    }

    SweepCount plus(SweepCount more) {
        return new SweepCount(tags + more.tags, digests + more.digests, lists + more.lists);
    }
}
