package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the file {@code link} in a folder of the storage says. */
sealed interface Link {
    /** More than any digest has. */
    int LONGEST = 512;

    /** The digest alone: Distribution's blobStore.readlink takes nothing around it. */
    record To(Digest digest) implements Link {}

    /** There is none: what would be linked is not there, and the registry answers 404. */
    record Absent() implements Link {}

    /** There is one that holds no digest. The registry, which reads the same, answers 500. */
    record Odd() implements Link {}

    /** Reads the link in a folder whose parent is one. */
    static Link in(Path folder) throws IOException {
        if (StorageTree.stands(folder) != StorageTree.Stands.FOLDER) {
            return new Absent();
        }
        Path file = folder.resolve("link");
        return switch (StorageTree.stands(file)) {
            case NOTHING -> new Absent();
            case FILE -> read(file);
            case FOLDER, OTHER -> new Odd();
        };
    }

    private static Link read(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            String text = new String(content.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
            return Digest.tryParse(text).<Link>map(To::new).orElseGet(Odd::new);
        } catch (NoSuchFileException vanished) {
            return new Absent();
        }
    }
}
