package dev.backref.ingest.receive;

import java.util.function.Supplier;

/**
 * One event of a vendor that has a format of its own.
 *
 * @param ownId gives the id of an event that brings none
 */
record JsonEvent(Delivery delivery, EventFields fields, Supplier<String> ownId) {
    /**
     * What its looks have in common.
     *
     * @param id what the sender calls the event; empty when it has no id
     * @param time what the sender says; empty when it says none
     */
    Report report(String id, String time) {
        return Report.of(delivery, id, time, ownId);
    }
}
