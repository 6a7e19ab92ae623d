package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request that shows how a registry behaves. Whatever it is, it only reads.
 *
 * @param kind by which the registry's budget counts it
 * @param method {@code GET} or {@code HEAD}
 * @param repository that it is about; absent for the registry as a whole
 * @param address below the registry's own, or absolute and of the registry's origin
 * @param accept the header {@code Accept}
 * @param mostBytes of a good answer's body; one that is longer is cut
 */
public record Probe(
        RequestClass kind, HttpMethod method, Optional<String> repository, URI address, String accept, int mostBytes) {
    /** Of lists: what is asked for is one name, and whoever does not care sends all. */
    public static final int MOST_LIST_BYTES = 256 * 1024;

    private static final String JSON = "application/json";

    public Probe {
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            throw new IllegalArgumentException("does more than read: \"" + method + "\"");
        }
    }

    /**
     * Whether the API is there (distribution-spec §Determining Support).
     *
     * @param repository for which a token is asked, where one is needed; absent for the catalogue
     */
    public static Probe base(Optional<String> repository) {
        return list(repository, "/v2/");
    }

    /** The first repository of all. */
    public static Probe catalogue() {
        return list(Optional.empty(), "/v2/_catalog?n=1");
    }

    /** The first tag of a repository (distribution-spec §Listing Tags). */
    public static Probe firstTag(String repository) {
        return list(Optional.of(repository), "/v2/" + repository + "/tags/list?n=1");
    }

    /** Its tags, as many as the registry likes to give. */
    public static Probe tags(String repository) {
        return list(Optional.of(repository), "/v2/" + repository + "/tags/list");
    }

    /** What a tag or a digest is of, without the manifest itself. */
    public static Probe head(String repository, String reference) {
        return manifest(HttpMethod.HEAD, repository, reference);
    }

    /** The manifest that a tag or a digest is of. */
    public static Probe manifest(String repository, String reference) {
        return manifest(HttpMethod.GET, repository, reference);
    }

    /** What refers to a subject (distribution-spec §Listing Referrers). */
    public static Probe referrers(String repository, Digest subject) {
        return referrers(repository, subject.toString());
    }

    /** The same of one artifact type alone. */
    public static Probe referrers(String repository, Digest subject, String artifactType) {
        return referrers(
                repository, subject + "?artifactType=" + URLEncoder.encode(artifactType, StandardCharsets.UTF_8));
    }

    /** The next page of the same list, where an answer to this says that it is. */
    public Probe next(URI page) {
        return new Probe(kind, method, repository, page, accept, mostBytes);
    }

    private static Probe list(Optional<String> repository, String address) {
        return new Probe(RequestClass.TAGS, HttpMethod.GET, repository, URI.create(address), JSON, MOST_LIST_BYTES);
    }

    private static Probe manifest(HttpMethod method, String repository, String reference) {
        return new Probe(
                RequestClass.MANIFEST,
                method,
                Optional.of(repository),
                URI.create("/v2/" + repository + "/manifests/" + reference),
                RegistryClient.MANIFESTS,
                Observation.Manifest.MOST_BYTES);
    }

    private static Probe referrers(String repository, String rest) {
        return new Probe(
                RequestClass.REFERRERS,
                HttpMethod.GET,
                Optional.of(repository),
                URI.create("/v2/" + repository + "/referrers/" + rest),
                ReferrersPages.INDEX,
                MOST_LIST_BYTES);
    }
}
