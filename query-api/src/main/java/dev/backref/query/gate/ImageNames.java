package dev.backref.query.gate;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import dev.backref.query.decisions.NamedImage;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads names of images as people write them, {@code registry/repository:tag}, {@code registry/repository@digest} or both: the
 * registry by the name that the configuration gives it, or by the host of its URL.
 */
public record ImageNames(List<Place> registries) {
    /** Of a Backref that has no registry. */
    public static final ImageNames NONE = new ImageNames(List.of());

    private static final int LONGEST = 512;

    public ImageNames {
        registries = List.copyOf(registries);
    }

    /**
     * A registry in which there can be images.
     *
     * @param name in the configuration
     * @param repositories those of it that there are for Backref
     */
    public record Place(String name, URI url, Predicate<String> repositories) {
        private boolean isAt(String host) {
            return host.toLowerCase(Locale.ROOT).equals(url.getRawAuthority().toLowerCase(Locale.ROOT));
        }
    }

    /** Whether a text can be meant as the name of an image: no digest has a slash. */
    static boolean isName(String text) {
        return text.indexOf('/') >= 0;
    }

    /**
     * Reads one. Where it has a digest as well, the tag is not asked about, as it is by those who pull it, and stands for
     * nothing but itself in the name.
     *
     * @throws IllegalArgumentException quoting what is none, or is in no registry that is configured
     */
    Subject parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("has " + text.length() + " characters, and may have " + LONGEST);
        }
        int slash = text.indexOf('/');
        int at = text.indexOf('@');
        Optional<Digest> digest = at < 0 ? Optional.empty() : Optional.of(Digest.parse(text.substring(at + 1)));
        String path = text.substring(slash + 1, at < 0 ? text.length() : Math.max(at, slash + 1));
        int colon = path.indexOf(':');
        String repository = colon < 0 ? path : path.substring(0, colon);
        Optional<String> tag = colon < 0 ? Optional.empty() : Optional.of(path.substring(colon + 1));
        if (digest.isEmpty() && tag.isEmpty()) {
            throw new IllegalArgumentException("has neither a tag nor a digest: \"" + text + "\"");
        }
        Location location = new Location(registry(text.substring(0, slash), repository), repository);
        Optional<Source.Tag> source = tag.map(name -> new Source.Tag(location, name)); // Which says what is wrong.
        return digest.isPresent()
                ? new Subject(Optional.of(NamedImage.of(text, location, Optional.empty())), digest, Optional.empty())
                : new Subject(Optional.of(NamedImage.of(text, location, tag)), digest, source);
    }

    /** Several can share a host: the first counts that has the repository. */
    private String registry(String given, String repository) {
        List<Place> meant =
                registries.stream().filter(place -> place.name().equals(given)).toList();
        if (meant.isEmpty()) {
            meant = registries.stream().filter(place -> place.isAt(given)).toList();
        }
        if (meant.isEmpty()) {
            throw new IllegalArgumentException("no registry is configured by the name or the host \"" + given + "\"");
        }
        return meant.stream()
                .filter(place -> place.repositories().test(repository))
                .findFirst()
                .map(Place::name)
                .orElseThrow(() -> new IllegalArgumentException("no repository \"" + repository + "\" of \"" + given
                        + "\" is looked at: the configuration leaves it out"));
    }
}
