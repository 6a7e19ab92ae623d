package dev.backref.query.walk;

import dev.backref.indexer.contract.SubjectQuery;
import java.util.Optional;

/**
 * Asks for one page of what a walk tells.
 *
 * @param evidence from which manifest it begins, what of its evidence and of all others' is told, of how many entries a page
 *     is, and the one deadline of all that is asked for it; its cursor is of no meaning
 * @param begin where the page begins; absent for the first
 */
public record WalkQuery(SubjectQuery evidence, Route route, Optional<WalkCursor> begin) {}
