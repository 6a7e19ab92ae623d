package dev.backref.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A load of requests, each for one of many paths at random. */
final class Wrk {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)\\b");
    private static final Pattern ERRORS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)|Socket errors: (.*)");
    private static final String CONNECTIONS = "32";

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Path script;
    private final String address;
    private final int seconds;

    /**
     * What a load goes to.
     *
     * @param folder for what wrk reads
     * @param seconds of each run
     */
    record Target(Path folder, int port, int seconds) {}

    private Wrk(Target target, String lua) throws IOException {
        this.address = "http://127.0.0.1:" + target.port();
        this.seconds = target.seconds();
        this.script = Files.createTempFile(target.folder(), "load", ".lua");
        Files.writeString(script, lua);
    }

    /** Reads: each request is for one of these paths. */
    static Wrk reading(Target target, List<String> paths) throws IOException {
        Path list = Files.createTempFile(target.folder(), "paths", ".txt");
        Files.write(list, paths);
        return new Wrk(target, """
                local requests = {}
                function init(args)
                  math.randomseed(os.time())
                  for path in io.lines("%s") do requests[#requests + 1] = wrk.format("GET", path) end
                end
                function request() return requests[math.random(#requests)] end
                """.formatted(list));
    }

    /**
     * Posts: each request has this body, with another number in it.
     *
     * @param body where the number stands as {@code %08x}
     */
    static Wrk posting(Target target, String path, String secret, String body) throws IOException {
        Path text = Files.createTempFile(target.folder(), "body", ".txt");
        Files.writeString(text, body);
        return new Wrk(target, """
                local file = io.open("%s")
                local body = file:read("*a")
                local number = 0
                local headers = {["Authorization"] = "Bearer %s", ["Content-Type"] = "application/json"}
                function request()
                  number = number + 1
                  return wrk.format("POST", "%s", headers, string.format(body, number))
                end
                """.formatted(text, secret, path));
    }

    /**
     * What a load showed.
     *
     * @param p99 in milliseconds
     * @param cpu of this process for a request, in microseconds; wrk is another process
     */
    record Load(double perSecond, double p99, double cpu) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f/s, p99 %.1f ms, %.0f µs CPU", perSecond, p99, cpu);
        }
    }

    /** Runs it once. Fails when an answer was not a success. */
    Load run() throws IOException, InterruptedException {
        String program = System.getenv().getOrDefault("KIT", "/opt/kit") + "/bin/wrk";
        long began = PROCESS.getProcessCpuTime();
        Process process = new ProcessBuilder(
                        program,
                        "-t1",
                        "-c" + CONNECTIONS,
                        "-d" + seconds + "s",
                        "--latency",
                        "-s",
                        script.toString(),
                        address)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 || ERRORS.matcher(said).find()) {
            throw new UncheckedIOException(new IOException("wrk: " + said));
        }
        double cpu = (PROCESS.getProcessCpuTime() - began) / 1_000.0;
        Matcher p99 = find(P99, said);
        double millis = Double.parseDouble(p99.group(1))
                * switch (p99.group(2)) {
                    case "us" -> 0.001;
                    case "ms" -> 1;
                    default -> 1_000;
                };
        double requests = Double.parseDouble(find(REQUESTS, said).group(1));
        return new Load(Double.parseDouble(find(RATE, said).group(1)), millis, cpu / requests);
    }

    private static Matcher find(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException("not said by wrk: " + pattern + " in " + said);
        }
        return matcher;
    }
}
