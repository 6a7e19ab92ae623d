package dev.backref.ingest.receive;

import dev.backref.ingest.registry.RegistrySettings;

/** Reads the webhooks of one vendor. What it cannot read is said in its answer, never thrown: senders repeat for ever. */
@FunctionalInterface
interface HookParser {
    ParsedHook parse(Delivery delivery);

    /** The parser for registries of a kind. */
    static HookParser of(RegistrySettings.Kind kind) {
        return switch (kind) {
            case DISTRIBUTION -> new DistributionParser();
            case ZOT -> new ZotParser();
        };
    }
}
