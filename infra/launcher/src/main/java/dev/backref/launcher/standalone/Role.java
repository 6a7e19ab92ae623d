package dev.backref.launcher.standalone;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a process of Backref does. All of it in one process, or each in processes of its own, as many as wanted. */
public enum Role {
    /** Takes webhooks, and looks at what they name. */
    INGEST,
    /** Keeps the index, and answers for its part of it. */
    INDEXER,
    /** Serves lookups and the feed. */
    QUERY_API;

    /** Every role. */
    public static Set<Role> all() {
        return EnumSet.allOf(Role.class);
    }

    /** The word for it in commands and messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
