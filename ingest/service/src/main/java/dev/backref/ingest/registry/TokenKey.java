package dev.backref.ingest.registry;

import java.net.URI;
import java.util.List;

/**
 * What a token is for: whoever asks with the same key may use it.
 *
 * @param account whether it is for Backref's account, and not for nobody
 * @param realm where it is had
 * @param service whose token it is; empty when the challenge names none
 * @param scopes what it allows
 */
record TokenKey(boolean account, URI realm, String service, List<String> scopes) {
    TokenKey {
        scopes = List.copyOf(scopes);
    }
}
