package dev.backref.indexer.derive;

import dev.backref.indexer.contract.KindTable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Rules with operators' tables, by their text: it comes with each manifest, and is hardly ever another. */
final class ExtendedRules {
    /** An operator changes his table now and then, and a replay meets them all. */
    private static final int MOST = 16;

    private record Key(int version, String table) {}

    private final Map<Key, KindRules> rules = new ConcurrentHashMap<>();

    /** @throws IllegalArgumentException saying what is wrong with the table */
    KindRules get(int version, String table, Function<KindTable, KindRules> maker) {
        Key key = new Key(version, table);
        KindRules known = rules.get(key);
        if (known != null) {
            return known;
        }
        KindRules made = maker.apply(KindTable.parse(table));
        if (rules.size() >= MOST) {
            rules.clear();
        }
        rules.put(key, made);
        return made;
    }
}
