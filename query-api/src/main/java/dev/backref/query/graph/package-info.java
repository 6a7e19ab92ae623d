/** What is around a manifest: its evidence, that of its evidence, and the manifests it is related to. */
@NullMarked
package dev.backref.query.graph;

import org.jspecify.annotations.NullMarked;
