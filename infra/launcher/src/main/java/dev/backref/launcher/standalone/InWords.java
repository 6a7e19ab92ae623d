package dev.backref.launcher.standalone;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Failures of files and connections as people say them. Java puts much of what it knows into the names of its classes, and
 * leaves the message empty, or has only a path in it.
 */
public final class InWords {
    private static final String NO_FOLDER = "is a file and no folder";

    private InWords() {}

    /** What went wrong, after the file that it is about where the failure names one. */
    public static String of(Throwable failure) {
        Throwable cause = failure.getCause();
        if (cause != null && Objects.equals(failure.getMessage(), cause.toString())) {
            return of(cause); // Java makes such a message where a failure is given a cause alone.
        }
        if (failure instanceof UncheckedIOException && cause != null) {
            return failure.getMessage() + ": " + of(cause);
        }
        if (failure instanceof FileSystemException file) {
            return Optional.ofNullable(file.getFile())
                    .map(name -> inTheWay(name)
                            .map(other -> other + ": " + NO_FOLDER)
                            .orElseGet(() -> name + ": " + ofFile(file)))
                    .orElseGet(() -> ofFile(file));
        }
        return ofOther(failure);
    }

    /** What stands where a folder above the file should be. */
    private static Optional<Path> inTheWay(String file) {
        return Stream.iterate(Path.of(file).toAbsolutePath().getParent(), Objects::nonNull, Path::getParent)
                .filter(Files::exists)
                .findFirst()
                .filter(above -> !Files.isDirectory(above));
    }

    private static String ofFile(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException) {
            return NO_FOLDER; // Folders alone are made where one may be already.
        }
        if (failure instanceof AccessDeniedException) {
            return "access is denied";
        }
        return Optional.ofNullable(failure.getReason()).orElseGet(() -> nameOf(failure));
    }

    private static String ofOther(Throwable failure) {
        if (failure instanceof CharacterCodingException) {
            return "is no text in UTF-8";
        }
        if (failure instanceof UnknownHostException) {
            return "no host is known by the name " + failure.getMessage();
        }
        if (chain(failure).anyMatch(UnresolvedAddressException.class::isInstance)) {
            return "no host is known by that name";
        }
        return chain(failure)
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isBlank())
                .findFirst()
                .orElseGet(() -> failure instanceof ConnectException ? "nobody listens there" : nameOf(failure));
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    /** ClosedChannelException is a closed channel. */
    private static String nameOf(Throwable failure) {
        return failure.getClass()
                .getSimpleName()
                .replaceAll("Exception$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
