package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Location;
import java.net.URI;
import java.util.Optional;

/**
 * Where a page of a listing is had.
 *
 * @param what is listed
 * @param repository of which it is listed; empty where repositories are
 * @param link as the page before named it, absolute and of the registry's own origin; empty where that is of no use, and
 *     for the first page
 * @param after the number behind which the page begins, where pages are asked for by number; else 0
 */
public record PageAddress(What what, Optional<String> repository, Optional<URI> link, long after) {
    private static final int NAMES = 1_000;
    private static final String HARBOR = "/api/v2.0";

    /** A kind of listing. */
    public enum What {
        /** The tags of a repository (distribution-spec §Listing Tags). */
        TAGS,
        /** All repositories (Distribution, api §Catalog). */
        CATALOGUE,
        /** The artifacts of a repository, by Harbor's own API. */
        HARBOR_ARTIFACTS,
        /** The repositories that the account may see, by Harbor's own API. */
        HARBOR_REPOSITORIES
    }

    public PageAddress {
        repository.filter(name -> !Location.isRepositoryName(name)).ifPresent(name -> {
            throw new IllegalArgumentException("not a repository name: \"" + name + "\"");
        });
    }

    /**
     * The first page of a repository's tags.
     *
     * @throws IllegalArgumentException quoting what is no repository's name
     */
    public static PageAddress tags(String repository) {
        return first(What.TAGS, Optional.of(repository));
    }

    /** The first page of all repositories. */
    public static PageAddress catalogue() {
        return first(What.CATALOGUE, Optional.empty());
    }

    /**
     * The first page of a repository's artifacts.
     *
     * @throws IllegalArgumentException quoting what is no repository's name, or none that Harbor can have
     */
    public static PageAddress harborArtifacts(String repository) {
        if (repository.indexOf('/') < 0) {
            throw new IllegalArgumentException("not a repository in a project: \"" + repository + "\"");
        }
        return first(What.HARBOR_ARTIFACTS, Optional.of(repository));
    }

    /** The first page of the repositories that the account may see. */
    public static PageAddress harborRepositories() {
        return first(What.HARBOR_REPOSITORIES, Optional.empty());
    }

    private static PageAddress first(What what, Optional<String> repository) {
        return new PageAddress(what, repository, Optional.empty(), 0);
    }

    /**
     * Where the listing goes on behind this page, as it was read. By Harbor's own API that is behind the last number it
     * showed: its links name pages by their count, and what is deleted meanwhile would move others from one to the next.
     */
    Optional<PageAddress> next(Optional<URI> linked, PageReader page) {
        if (!isHarbors()) {
            return linked.map(url -> new PageAddress(what, repository, Optional.of(url), 0));
        }
        return linked.isPresent() || page.full()
                ? Optional.of(new PageAddress(what, repository, Optional.empty(), page.reached()))
                : Optional.empty();
    }

    URI in(URI registry) {
        return link.orElseGet(() -> registry.resolve(
                switch (what) {
                    case TAGS -> "/v2/" + repository.orElseThrow() + "/tags/list?n=" + NAMES;
                    case CATALOGUE -> "/v2/_catalog?n=" + NAMES;
                    case HARBOR_ARTIFACTS -> artifacts();
                    case HARBOR_REPOSITORIES ->
                        HARBOR + "/repositories?q=" + behind("repository_id") + page("repository_id");
                }));
    }

    PageReader reader(long most) {
        return switch (what) {
            case TAGS -> new NamesReader(NameKind.TAG, most);
            case CATALOGUE -> new NamesReader(NameKind.REPOSITORY, most);
            case HARBOR_ARTIFACTS -> new HarborReader.Artifacts(after, most);
            case HARBOR_REPOSITORIES -> new HarborReader.Repositories(after, most);
        };
    }

    /** Whether it is had from an API that shows less to those who ask as nobody, instead of asking who they are. */
    boolean isHarbors() {
        return what == What.HARBOR_ARTIFACTS || what == What.HARBOR_REPOSITORIES;
    }

    /** With those that an index names, which Harbor else leaves out ({@code base=*}). */
    private String artifacts() {
        String name = repository.orElseThrow();
        int slash = name.indexOf('/');
        return HARBOR + "/projects/" + name.substring(0, slash) + "/repositories/"
                + name.substring(slash + 1).replace("/", "%252F")
                + "/artifacts?with_tag=true&with_accessory=true&q=base%3D*%2C" + behind("id") + page("id");
    }

    private String behind(String number) {
        return number + "%3D%5B" + (after + 1) + "~%5D";
    }

    private static String page(String number) {
        return "&sort=" + number + "&page=1&page_size=" + HarborReader.PAGE;
    }
}
