package dev.backref.launcher;

import dev.backref.indexer.Reindex;
import dev.backref.indexer.reindex.Stalled;
import dev.backref.indexer.reindex.Standing;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.launcher.standalone.PreparedTopics;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.standalone.StandaloneSettings;
import dev.backref.launcher.standalone.StartupFailure;
import dev.backref.launcher.terminal.ProgressLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "reindex",
        description = {
            "Has the index derive anew all that was observed, by this version's rules and the configured kinds.",
            "A Backref has to run. It goes on serving meanwhile, no registry is asked for what is known, and only what is"
                    + " otherwise by then is announced, with the cause that is printed. Exits with 69 when no indexer"
                    + " applies anything; what was applied stays, and it can be begun again."
        },
        mixinStandardHelpOptions = true)
final class ReindexCommand implements Callable<Integer> {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        StandaloneSettings settings = config.readWithoutSecrets();
        KafkaCluster cluster = ConfiguredBroker.of(settings);
        PrintWriter out = spec.commandLine().getOut();
        // The one that it needs is new.
        new Progress(System.err)
                .during("Kafka at " + cluster.bootstrap(), () -> PreparedTopics.on(settings.broker(), cluster));
        Reindex reindex = new Reindex(cluster);
        out.println("reindex " + reindex.cause().id());
        out.flush();
        long began = System.nanoTime();
        ProgressLine line = new ProgressLine(spec.commandLine().getErr(), ProgressLine.isTerminal(), System::nanoTime);
        try {
            Standing over =
                    reindex.run(settings.kinds().text(), now -> line.show(text(now, System.nanoTime() - began)));
            line.end();
            out.println("the index has come through " + over.done() + " copies of manifests in "
                    + ProgressLine.inWords(Duration.ofNanos(System.nanoTime() - began)) + unreadable(over));
            out.flush();
            return Exit.DONE;
        } catch (Stalled stalled) {
            throw new StartupFailure(String.valueOf(stalled.getMessage()));
        } catch (KafkaException silent) {
            throw new StartupFailure(settings.broker().refusal(String.valueOf(silent.getMessage())));
        } finally {
            line.end();
        }
    }

    /** By offsets, because nobody has counted the records. */
    private static String text(Standing now, long nanos) {
        String text = "  " + now.read() + " of " + now.all() + " offsets of observations read, " + now.done() + " of "
                + now.copied() + " copies of manifests done";
        if (now.read() == 0 || nanos < SECOND || now.read() >= now.all()) {
            return text;
        }
        double left = (double) (now.all() - now.read()) / now.read() * nanos;
        return text + ", about " + ProgressLine.inWords(Duration.ofNanos((long) left)) + " left";
    }

    private static String unreadable(Standing over) {
        return over.unreadable() == 0
                ? ""
                : "; " + over.unreadable() + " records cannot be read, and were refused when they came";
    }
}
