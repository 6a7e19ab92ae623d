package dev.backref.kafka;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions that the broker called complete without their marker in a partition, because it took that partition for
 * deleted (RATIONALE.md). Every reader of what is committed there may hang for ever. The broker tells of it in one line of
 * its log and nowhere else, at a level that nobody keeps, so this listens there, whatever the levels are. The log is the
 * process's, and so is the count.
 */
public final class SkippedMarkers {
    private static final Logger LOG = LoggerFactory.getLogger(SkippedMarkers.class);
    static final String LOGGER = "kafka.coordinator.transaction.TransactionMarkerChannelManager";
    private static final String ALARM = "likely deleted already";
    private static final SkippedMarkers OF_THIS_PROCESS = new SkippedMarkers();

    private final AtomicLong count = new AtomicLong();
    private volatile @Nullable String last;

    private SkippedMarkers() {
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        listen(context);
        context.addPropertyChangeListener(change -> {
            if (change.getOldValue() != change.getNewValue()) {
                listen(context); // The log was configured anew, without us.
            }
        });
    }

    /** What was seen since somebody first asked for it; the embedded broker does before it starts. */
    public static SkippedMarkers ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    /** How often the broker said it. */
    public long count() {
        return count.get();
    }

    /** What it said last, with the partitions and the transaction. */
    public Optional<String> last() {
        return Optional.ofNullable(last);
    }

    private void listen(LoggerContext context) {
        Configuration log = context.getConfiguration();
        LoggerConfig configured = log.getLoggerConfig(LOGGER);
        Level before = configured.getLevel();
        LoggerConfig listened = configured;
        if (!configured.getName().equals(LOGGER)) {
            listened = new LoggerConfig(LOGGER, Level.INFO, true);
            log.addLogger(LOGGER, listened);
        }
        listened.setLevel(before.isLessSpecificThan(Level.INFO) ? before : Level.INFO);
        Listener listener = new Listener(before);
        listener.start();
        listened.addFilter(listener);
        context.updateLoggers();
    }

    /** Says the alarm as what it is, and lets everything else through as before. */
    private final class Listener extends AbstractFilter {
        private final Level before;

        Listener(Level before) {
            this.before = before;
        }

        @Override
        public Result filter(LogEvent event) {
            String line = event.getMessage().getFormattedMessage();
            if (line.contains(ALARM)) {
                last = line;
                count.incrementAndGet();
                LOG.error("a transaction ended without its marker, and a reader may hang for ever: {}", line);
                return Result.DENY;
            }
            return event.getLevel().isMoreSpecificThan(before) ? Result.NEUTRAL : Result.DENY;
        }
    }
}
