package dev.backref.query.gate;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Asks registries where tags point. */
@FunctionalInterface
public interface Tags {
    /**
     * Where it points now. What can happen to a look is in its value, never in a failure.
     *
     * @param tag of a registry that is configured
     * @param over whether nobody waits for it any more: then the registry need not be asked
     */
    CompletionStage<Pointer> pointer(Source.Tag tag, BooleanSupplier over);

    /**
     * What a registry said.
     *
     * @param digest absent where it named none
     * @param why it did not, for people; holds no secret
     */
    record Pointer(Optional<Digest> digest, String why) {
        /** To this manifest. */
        public static Pointer to(Digest digest) {
            return new Pointer(Optional.of(digest), "");
        }

        /** Of a tag that is not there, or not for who asks. */
        public static Pointer nothing(Source.Tag tag) {
            return unknown("no tag \"" + tag.tag() + "\" is seen in " + tag.location() + " without a login");
        }

        /** To nothing that anybody knows. */
        public static Pointer unknown(String why) {
            return new Pointer(Optional.empty(), why);
        }
    }
}
