package dev.backref.query.passthrough;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.query.OciError;
import dev.backref.query.OciPath;
import dev.backref.query.OciPath.Endpoint;
import dev.backref.query.QueryString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is asked of a repository, in the grammars of the specification, and as its registry is asked for it. */
record Asked(OciPath path) {
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
    private static final String LIST = "list";

    /** Only these mean the same at the registry; {@code ns}, for one, names whom the caller takes Backref for. */
    private static final List<String> OF_A_LISTING = List.of("n", "last");

    /** Why a registry is not asked: nothing but well-formed names reaches one. */
    Optional<OciError> refusal() {
        if (!Location.isRepositoryName(path.repository())) {
            return Optional.of(OciError.notARepository(path.repository()));
        }
        return switch (path.endpoint()) {
            case MANIFESTS -> refuseUnless(isTag() || isDigest(), OciError.notAReference(path.reference()));
            case BLOBS -> refuseUnless(isDigest(), OciError.notADigest(path.reference()));
            case TAGS -> refuseUnless(path.reference().equals(LIST), OciError.notServed());
            case REFERRERS -> Optional.of(OciError.notServed());
        };
    }

    /** The path at the registry, which does not know by which name it is configured here, and the query. */
    String uri(QueryString given) {
        List<String> kept = new ArrayList<>();
        if (path.endpoint() == Endpoint.TAGS) {
            for (String name : OF_A_LISTING) {
                given.all(name)
                        .forEach(value -> kept.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
            }
        }
        return behind("/v2/") + (kept.isEmpty() ? "" : "?" + String.join("&", kept));
    }

    /** The path of a listing here, from the path of one at the registry; empty when that is another's. */
    Optional<String> here(String pathThere) {
        return pathThere.equals(behind("/v2/"))
                ? Optional.of(behind("/v2/" + path.registry() + "/"))
                : Optional.empty();
    }

    private String behind(String root) {
        return root + path.repository() + "/" + path.endpoint().word() + "/" + path.reference();
    }

    private boolean isTag() {
        return TAG.matcher(path.reference()).matches();
    }

    private boolean isDigest() {
        return Digest.tryParse(path.reference()).isPresent();
    }

    private static Optional<OciError> refuseUnless(boolean wellFormed, OciError refusal) {
        return wellFormed ? Optional.empty() : Optional.of(refusal);
    }
}
