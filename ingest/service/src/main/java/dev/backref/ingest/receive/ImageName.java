package dev.backref.ingest.receive;

import java.util.Locale;

/**
 * An image as clients name it, {@code host/repository:tag} or {@code host/repository@digest}. Whatever is not there is
 * empty.
 *
 * @param host with its port
 * @param repository in lower case: GitHub writes owners as they spell themselves
 */
record ImageName(String host, String repository, String tag, String digest) {
    /** Takes it apart; nothing is checked. */
    static ImageName of(String text) {
        String bare = text.substring(text.indexOf("://") < 0 ? 0 : text.indexOf("://") + 3);
        int at = bare.indexOf('@');
        String digest = at < 0 ? "" : bare.substring(at + 1);
        String name = at < 0 ? bare : bare.substring(0, at);
        int colon = name.lastIndexOf(':');
        String tag = colon > name.lastIndexOf('/') ? name.substring(colon + 1) : "";
        String path = colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
        int slash = path.indexOf('/');
        return slash < 0
                ? new ImageName("", path.toLowerCase(Locale.ROOT), tag, digest)
                : new ImageName(
                        path.substring(0, slash), path.substring(slash + 1).toLowerCase(Locale.ROOT), tag, digest);
    }
}
