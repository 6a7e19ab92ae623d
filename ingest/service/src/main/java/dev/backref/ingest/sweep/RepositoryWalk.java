package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Location;
import dev.backref.ingest.sweep.StorageTree.Stands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Finds the repositories in a storage: what has a folder {@code _manifests}, as the catalogue of Distribution 3 has it.
 * That of 2.8 goes by {@code _layers} instead; it names repositories without a manifest, and misses those whose manifests
 * have no layers of their own (ingest/RATIONALE.md).
 */
record RepositoryWalk(Consumer<String> names, Skipped skipped) {
    static final String MANIFESTS = "_manifests";

    void in(StorageTree tree) throws IOException {
        StorageTree.each(tree.repositories(), child -> visit(child, ""));
    }

    private void below(Path folder, String repository) throws IOException {
        StorageTree.each(folder, child -> {
            if (child.endsWith(MANIFESTS)) {
                if (StorageTree.stands(child) == Stands.FOLDER) {
                    names.accept(repository);
                }
            } else {
                visit(child, repository + "/");
            }
        });
    }

    /** Below a name that the grammar refuses no other is right: none is looked for there. */
    private void visit(Path folder, String prefix) throws IOException {
        String component = folder.getFileName().toString();
        if (component.startsWith("_")) {
            return; // The registry's own.
        }
        String repository = prefix + component;
        if (Location.isRepositoryName(repository)) {
            below(folder, repository);
        } else {
            skipped.count(Skipped.Reason.NAME, folder);
        }
    }
}
