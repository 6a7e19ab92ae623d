package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Kind;
import java.util.Set;

/**
 * Why a manifest or a layer is of some kinds.
 *
 * @param where the field that says so, such as {@code artifactType} or {@code layers[0].mediaType}
 * @param value what stands there
 * @param rule the row of the table that fits it
 */
public record KindReason(String where, String value, String rule, Set<Kind> kinds) {}
