package dev.backref.launcher;

import dev.backref.launcher.config.LogVariables;
import dev.backref.launcher.standalone.Foreground;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.tour.Demo;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "demo",
        description =
                "Shows the main job: a Kafka broker, Backref and a small registry in one process, an image with three"
                        + " pieces of evidence, and the changes that come out of the feed. Stays up until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            converter = Port.class,
            description = "Backref's port on 127.0.0.1 (default: ${DEFAULT-VALUE})",
            defaultValue = "8080")
    private int port;

    @Option(
            names = "--registry-port",
            converter = Port.class,
            description = "the registry's port on 127.0.0.1 (default: ${DEFAULT-VALUE})",
            defaultValue = "5000")
    private int registryPort;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "where everything is kept (default: ${DEFAULT-VALUE})",
            defaultValue = ".backref-demo")
    private Path data = Path.of(".backref-demo");

    /** A port that can be told to others, so none that is chosen at the start. */
    private static final class Port implements ITypeConverter<Integer> {
        private static final int LARGEST = 65_535;

        @Override
        public Integer convert(String text) {
            int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
            if (port < 1 || port > LARGEST) {
                throw new TypeConversionException("is no port from 1 to " + LARGEST + ": \"" + text + "\"");
            }
            return port;
        }
    }

    @Override
    public Integer call() throws Exception {
        LogVariables.require(System.getenv());
        Progress progress = new Progress(System.out);
        try (Foreground foreground = new Foreground(progress)) {
            Demo demo = Demo.start(new Demo.Settings(data, port, registryPort), progress);
            try {
                demo.show(foreground::isAskedToStop);
            } catch (Exception failed) {
                demo.close();
                throw failed;
            }
            return foreground.hold(demo, demo::failure);
        }
    }
}
