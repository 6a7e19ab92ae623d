package dev.backref.query.changes;

import java.util.Set;

/** Which request lines may be longer than others: those that name many subjects of the feed, or of a snapshot. */
public final class LongLines {
    private static final Set<String> PATHS = Set.of("/api/v1/changes", SnapshotResource.PATH);
    private static final String SUBJECT = FeedFilter.SUBJECT + "=";

    private LongLines() {}

    /** How long a request's URI is but for such subjects, with whatever separates them: all of it, elsewhere. */
    public static int besideSubjects(String uri) {
        int end = uri.indexOf('?');
        if (end < 0 || !PATHS.contains(uri.substring(0, end))) {
            return uri.length();
        }
        int length = end;
        for (String parameter : uri.substring(end + 1).split("[&;]", -1)) { // As they are separated when they are read.
            length += 1 + (parameter.startsWith(SUBJECT) ? 0 : parameter.length());
        }
        return length;
    }
}
