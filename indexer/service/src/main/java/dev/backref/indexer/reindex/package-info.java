/**
 * How what was observed is derived anew by other rules, while the index runs and without asking any registry for it. A
 * process beside the index copies ({@code Copier}, {@code Committed}, {@code Standing}, {@code Stalled}); the index reads the
 * copies ({@code Copy}), and tells how much of them is left ({@code ReindexProgress}).
 */
@NullMarked
package dev.backref.indexer.reindex;

import org.jspecify.annotations.NullMarked;
