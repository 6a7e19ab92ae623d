package dev.backref.launcher;

import dev.backref.launcher.config.Values;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time as the configuration has it, such as {@code 90s}. */
final class TimeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return Values.duration(text);
        } catch (IllegalArgumentException malformed) {
            throw new TypeConversionException(malformed.getMessage() + ": \"" + text + "\"");
        }
    }
}
