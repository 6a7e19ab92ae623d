package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.ListedSource;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.sweep.StorageTree.Stands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the tags and the manifests of a repository in a storage. */
final class SourceWalk {
    /** So that a storage full of them costs neither memory nor a moment each. */
    private static final int MOST_DOUBTS = 1_000;

    private final Location location;
    private final Consumer<ListedSource> entries;
    private final Moment moment;
    private final Skipped skipped;
    private final List<Doubt> doubts = new ArrayList<>();

    /** Waits until whoever was writing a link has written it. */
    interface Moment {
        void pass() throws IOException;
    }

    /** A link that held no digest: the registry was just writing it, or never ended to. */
    private record Doubt(Path folder, String name) {}

    SourceWalk(Location location, Consumer<ListedSource> entries, Moment moment, Skipped skipped) {
        this.location = location;
        this.entries = entries;
        this.moment = moment;
        this.skipped = skipped;
    }

    /**
     * Finds all. Tags come first: a push links the manifest before the tag, so what a tag points to is then listed too.
     *
     * @return whether the repository is there
     */
    boolean in(StorageTree tree) throws IOException {
        Optional<Path> manifests = manifests(tree);
        if (manifests.isEmpty()) {
            return false;
        }
        StorageTree.each(manifests.get().resolve("tags"), this::tag);
        StorageTree.each(
                manifests.get().resolve("revisions"),
                algorithm -> StorageTree.each(algorithm, revision -> manifest(algorithm, revision)));
        askAgain();
        return true;
    }

    private Optional<Path> manifests(StorageTree tree) throws IOException {
        Path at = tree.repositories();
        for (Path component : Path.of(location.repository(), RepositoryWalk.MANIFESTS)) {
            at = at.resolve(component);
            if (StorageTree.stands(at) != Stands.FOLDER) {
                return Optional.empty();
            }
        }
        return Optional.of(at);
    }

    private void tag(Path folder) throws IOException {
        Optional<String> name = tagName(folder.getFileName().toString());
        if (name.isEmpty()) {
            skipped.count(Skipped.Reason.NAME, folder);
        } else if (StorageTree.stands(folder) == Stands.FOLDER) {
            linked(folder.resolve("current"), name.get());
        }
    }

    private Optional<String> tagName(String tag) {
        try {
            return Optional.of(new Source.Tag(location, tag).name());
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    /** The folder's name is what the registry goes by; the look compares it with the bytes behind the link. */
    private void manifest(Path algorithm, Path folder) throws IOException {
        Optional<Digest> digest = Digest.tryParse(algorithm.getFileName() + ":" + folder.getFileName());
        if (digest.isEmpty()) {
            skipped.count(Skipped.Reason.NAME, folder);
        } else {
            linked(folder, new Source.Manifest(location, digest.get()).name());
        }
    }

    private void linked(Path folder, String name) throws IOException {
        Link link = Link.in(folder);
        if (link instanceof Link.Odd) {
            doubts.add(new Doubt(folder, name));
            if (doubts.size() == MOST_DOUBTS) {
                askAgain();
            }
        } else {
            take(name, link);
        }
    }

    private void askAgain() throws IOException {
        if (doubts.isEmpty()) {
            return;
        }
        moment.pass();
        for (Doubt doubt : doubts) {
            Link link = Link.in(doubt.folder());
            if (link instanceof Link.Odd) {
                skipped.count(Skipped.Reason.LINK, doubt.folder());
            } else {
                take(doubt.name(), link);
            }
        }
        doubts.clear();
    }

    private void take(String name, Link link) {
        if (link instanceof Link.To to) {
            entries.accept(new ListedSource(name, Optional.of(to.digest()).filter(target -> name.startsWith(":"))));
        }
    }
}
