package dev.backref.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The log of a registry: what was asked of it, by whom. */
final class RegistryLog {
    private static final Pattern REQUEST =
            Pattern.compile(".*\"([A-Z]+) (\\S+) HTTP/1\\.1\" (\\d+) \\d+ \"[^\"]*\" \"([^\"]*)\"");
    /** What it does in its storage for a request, with the account that was let in. */
    private static final Pattern AUTHORIZED =
            Pattern.compile(".*auth\\.user\\.name=(\\S+) .*http\\.request\\.useragent=(\"[^\"]*\"|\\S+).*");

    private static final String OWN = "backref/";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path file;
    private final String registry;
    private final HttpClient http = HttpClient.newHttpClient();

    RegistryLog(Path file, String registry) {
        this.file = file;
        this.registry = registry;
    }

    /** A request of the access log. */
    record Request(String method, String uri, int status, String userAgent) {}

    /** A place in the log, behind everything that was asked so far. */
    int mark() throws IOException, InterruptedException {
        String marker = "marker-" + UUID.randomUUID();
        http.send(
                HttpRequest.newBuilder(URI.create(registry + "/v2/"))
                        .header("User-Agent", marker)
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        await().atMost(PATIENCE).until(() -> lines().stream().anyMatch(line -> line.contains(marker)));
        return lines().size();
    }

    /** What clients asked between two marks; Backref's own looks, with its own name, are left out. */
    List<Request> ofClients(int from, int to) throws IOException {
        return lines().subList(from, to).stream()
                .map(REQUEST::matcher)
                .filter(Matcher::matches)
                .map(parts ->
                        new Request(parts.group(1), parts.group(2), Integer.parseInt(parts.group(3)), parts.group(4)))
                .filter(request -> !request.userAgent().startsWith(OWN)
                        && !request.userAgent().startsWith("marker-"))
                .toList();
    }

    /** The accounts with which clients were let in between two marks. */
    List<String> accountsOfClients(int from, int to) throws IOException {
        return accounts(lines().subList(from, to), false);
    }

    /** The accounts with which Backref's own looks were let in. */
    List<String> accountsOfBackref() throws IOException {
        return accounts(lines(), true);
    }

    private static List<String> accounts(List<String> lines, boolean own) {
        Stream<Matcher> authorized = lines.stream().map(AUTHORIZED::matcher).filter(Matcher::matches);
        return authorized
                .filter(parts -> parts.group(2).replace("\"", "").startsWith(OWN) == own)
                .map(parts -> parts.group(1))
                .distinct()
                .toList();
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(file);
    }
}
