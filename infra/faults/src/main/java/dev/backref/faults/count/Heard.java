package dev.backref.faults.count;

import dev.backref.faults.count.Announcement.What;

/** What was announced to one reader. */
public final class Heard {
    private final Counts<String> ids = new Counts<>();
    private final Counts<What> whats = new Counts<>();
    private final Counts<Announcement.Type> types = new Counts<>();

    synchronized void add(Announcement announcement) {
        ids.add(announcement.id());
        whats.add(announcement.what());
        types.add(announcement.what().type());
    }

    /** How often each event was heard, by its id. */
    public synchronized Counts<String> ids() {
        return ids.copy();
    }

    /** How often what was heard of which edge. */
    public synchronized Counts<What> whats() {
        return whats.copy();
    }

    /** How many events of this type were heard. */
    public synchronized int count(Announcement.Type type) {
        return types.of(type);
    }
}
