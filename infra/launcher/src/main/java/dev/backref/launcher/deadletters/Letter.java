package dev.backref.launcher.deadletters;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.Location;
import java.util.Optional;

/**
 * A dead letter in a list, without its body.
 *
 * @param registry that it is about, where that can be told
 * @param replayed whether all of it was taken up again
 */
public record Letter(Place place, DeadLetter.Refusal refusal, Optional<String> registry, boolean replayed) {
    private static final String HOOKS = "/hooks/";

    static Letter of(Place place, DeadLetter letter, boolean replayed) {
        String origin = letter.refusal().origin();
        String key = Optional.ofNullable(letter.key()).orElse("");
        String named = origin.startsWith(HOOKS)
                ? origin.substring(HOOKS.length())
                : key.substring(0, key.indexOf('/') < 0 ? key.length() : key.indexOf('/'));
        return new Letter(place, letter.refusal(), Optional.of(named).filter(Location::isRegistryName), replayed);
    }
}
