package dev.backref.ingest.receive;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a hook makes of a delivery.
 *
 * @param named all that it names
 * @param kept what the registries' rules leave of that
 */
record ReadDelivery(ParsedHook named, ParsedHook kept) {
    private static final Logger LOG = LoggerFactory.getLogger(ReadDelivery.class);

    static ReadDelivery of(HookParser parser, Delivery delivery) {
        ParsedHook named = parse(parser, delivery);
        return new ReadDelivery(
                named,
                named.without(
                        event -> !delivery.targets().accepts(event.source().location())));
    }

    /** A fault of ours is kept like a fault of the sender's: refused, the same body would come back for ever. */
    private static ParsedHook parse(HookParser parser, Delivery delivery) {
        try {
            return parser.parse(delivery);
        } catch (RuntimeException fault) {
            LOG.atError()
                    .addKeyValue("registry", delivery.registry())
                    .setCause(fault)
                    .log("a webhook could not be read for a fault of ours; it is kept as a dead letter");
            return ParsedHook.refused("parser-failed", String.valueOf(fault));
        }
    }
}
