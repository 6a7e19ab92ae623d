package dev.backref.query.passthrough;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What anybody in this process logs as an error, from now on. */
final class ErrorLog extends AbstractAppender implements AutoCloseable {
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LogManager.getRootLogger();

    ErrorLog() {
        super("errors", null, null, false, Property.EMPTY_ARRAY);
        start();
        root.addAppender(this);
    }

    List<String> errors() {
        return errors;
    }

    @Override
    public void append(LogEvent event) {
        if (event.getLevel().isMoreSpecificThan(Level.ERROR)) {
            errors.add(event.getLoggerName() + ": " + event.getMessage().getFormattedMessage());
        }
    }

    @Override
    public void close() {
        root.removeAppender(this);
        stop();
    }
}
