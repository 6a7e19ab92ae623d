package dev.backref.launcher.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.ingest.contract.ExaminationRequest;
import dev.backref.ingest.contract.Json;
import dev.backref.launcher.server.NotNow;
import dev.backref.launcher.server.Pace;
import dev.backref.launcher.server.Refused;
import dev.backref.launcher.server.RunningServer;
import dev.backref.launcher.standalone.StartupFailure;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** An examination that was asked for. */
public final class AskedExamination {
    private final RunningServer server;
    private final String path;
    private final ExaminationRequest request;

    private AskedExamination(RunningServer server, String path, ExaminationRequest request) {
        this.server = server;
        this.path = path;
        this.request = request;
    }

    /**
     * What Backref serves of the registry once it was examined.
     *
     * @param served as it came
     */
    public record Answer(ObjectNode served, RegistryKnowledge knowledge) {}

    /**
     * Asks a running Backref for an examination.
     *
     * @throws StartupFailure when it does not answer, or not now
     * @throws Refused when it does not know the registry, or knows nothing of examinations
     */
    public static AskedExamination ask(URI address, String registry) throws InterruptedException {
        RunningServer server = new RunningServer(address);
        String path = "/api/v1/registries/" + registry;
        try {
            ExaminationRequest request = server.post(path + "/examinations", Map.of(), ExaminationRequest.class);
            return new AskedExamination(server, path, request);
        } catch (NotNow unavailable) {
            throw new StartupFailure(String.valueOf(unavailable.getMessage()));
        }
    }

    /**
     * Waits until an examination that began since it was asked has ended.
     *
     * @param timeout after which nobody waits any longer
     * @param waiting told each time that it is not over
     * @throws StartupFailure when it has not ended by then, or Backref does not answer for too long
     */
    public Answer await(Duration timeout, Pace pace, Runnable waiting) throws InterruptedException {
        return pace.await(
                timeout,
                () -> {
                    Optional<Answer> over = Optional.of(answer()).filter(this::isOver);
                    if (over.isEmpty()) {
                        waiting.run();
                    }
                    return over;
                },
                "the examination of " + request.registry() + " has not ended in time");
    }

    private Answer answer() throws NotNow, InterruptedException {
        ObjectNode served = server.get(path, ObjectNode.class);
        try {
            return new Answer(served, Json.read(Json.write(served), RegistryKnowledge.class));
        } catch (IllegalArgumentException other) {
            throw new Refused(server + path + " answers something else: " + other.getMessage());
        }
    }

    /** One that began later was asked for by somebody else, and answers this as well. */
    private boolean isOver(Answer answer) {
        return answer.knowledge()
                .examination()
                .filter(each -> each.id().equals(request.id()) || !each.at().isBefore(request.at()))
                .isPresent();
    }
}
