package dev.backref.containers;

import java.net.URI;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** CNCF Distribution in a container, configured as the README says, notifying a Backref on this machine. */
final class RegistryContainer extends GenericContainer<RegistryContainer> {
    private static final int PORT = 5000;
    private static final String THIS_MACHINE = "host.docker.internal";

    /**
     * Made and not started.
     *
     * @param hook path of the hook
     * @param port on which Backref listens, or will by the time of the first push
     */
    RegistryContainer(int port, String hook, String secret) {
        super(Images.registry());
        withExposedPorts(PORT);
        withExtraHost(THIS_MACHINE, "host-gateway");
        withCopyToContainer(
                Transferable.of(configuration("http://" + THIS_MACHINE + ":" + port + hook, secret)),
                "/etc/docker/registry/config.yml");
        waitingFor(Wait.forHttp("/v2/").forPort(PORT));
    }

    /** Where clients on this machine reach it. */
    URI url() {
        return URI.create("http://" + getHost() + ":" + getMappedPort(PORT));
    }

    private static String configuration(String hook, String secret) {
        return """
                version: 0.1
                storage:
                  filesystem: {rootdirectory: /var/lib/registry}
                  delete: {enabled: true}
                http: {addr: ":%d"}
                notifications:
                  endpoints:
                    - name: backref
                      url: %s
                      headers: {Authorization: [Bearer %s]}
                      timeout: 3s
                      threshold: 3
                      backoff: 1s
                      ignore: {mediatypes: [application/octet-stream], actions: [pull]}
                """.formatted(PORT, hook, secret);
    }
}
