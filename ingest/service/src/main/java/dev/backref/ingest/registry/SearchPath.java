package dev.backref.ingest.registry;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The folders in which programs are looked for, in their order. */
public record SearchPath(List<Path> folders) {
    public SearchPath {
        folders = List.copyOf(folders);
    }

    /** As the variable {@code PATH} has it. What is empty there is left out: the folder one happens to be in is no place. */
    public static SearchPath of(String variable) {
        return new SearchPath(Arrays.stream(variable.split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .flatMap(folder -> folder(folder).stream())
                .toList());
    }

    /** The first program of this name, as it is now. */
    public Optional<Path> find(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static Optional<Path> folder(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException noFolder) {
            return Optional.empty();
        }
    }
}
