package dev.backref.launcher;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What a command line asks about.
 *
 * @param at where alone it is meant; absent for everywhere
 */
record Subject(Digest digest, Optional<Location> at) {
    /** Reads {@code <digest>} or {@code <registry>/<repository>@<digest>}. */
    static final class Converter implements ITypeConverter<Subject> {
        @Override
        public Subject convert(String text) {
            int end = text.lastIndexOf('@');
            Optional<Digest> digest = Digest.tryParse(text.substring(end + 1));
            if (digest.isEmpty()) {
                throw new TypeConversionException("not a digest, nor registry/repository@digest: \"" + text + "\"");
            }
            return new Subject(
                    digest.get(), end < 0 ? Optional.empty() : Optional.of(location(text.substring(0, end))));
        }

        private static Location location(String text) {
            try {
                return Location.parse(text);
            } catch (IllegalArgumentException malformed) {
                throw new TypeConversionException(String.valueOf(malformed.getMessage()));
            }
        }
    }
}
