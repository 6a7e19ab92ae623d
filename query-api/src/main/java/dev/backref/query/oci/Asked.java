package dev.backref.query.oci;

import dev.backref.indexer.contract.ImageIndex;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.query.Answer;
import dev.backref.query.OciError;
import dev.backref.query.OciPath;
import dev.backref.query.Parameters;
import dev.backref.query.QueryString;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is asked of the referrers API (distribution-spec §Listing Referrers), and how it is answered, whoever knows the
 * answer.
 *
 * @param path with a repository's name and a digest
 * @param artifactTypes any of these; empty for all
 * @param after the cursor of an earlier page
 */
record Asked(OciPath path, Digest subject, Set<String> artifactTypes, Optional<String> after) {
    /** Clients read at most 4 MiB of an answer, and some of them no second page. */
    static final int LARGEST_PAGE = 4_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Asked.class);

    /** Reads a request; empty when it is none, and was answered so. */
    static Optional<Asked> read(RoutingContext context, OciPath path) {
        if (!Location.isRepositoryName(path.repository())) {
            OciError.notARepository(path.repository()).answer(context);
            return Optional.empty();
        }
        Optional<Digest> subject = Digest.tryParse(path.reference());
        if (subject.isEmpty()) {
            OciError.notADigest(path.reference()).answer(context);
        }
        QueryString given = QueryString.of(context);
        return subject.map(digest -> new Asked(path, digest, types(given), given.first("last")));
    }

    private static Set<String> types(QueryString given) {
        return given.all("artifactType").stream()
                .filter(type -> !type.isEmpty())
                .map(Parameters::mediaType)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Answers with a page.
     *
     * @param next the cursor of the one behind it; absent on the last
     */
    void answer(RoutingContext context, ImageIndex page, Optional<String> next, ServedBy servedBy) {
        if (!artifactTypes.isEmpty()) {
            context.response().putHeader("OCI-Filters-Applied", "artifactType");
        }
        next.ifPresent(cursor -> context.response().putHeader("Link", link(cursor)));
        if (servedBy == ServedBy.STANDBY) {
            context.response().putHeader("Backref-Served-By", "standby");
        }
        // Without parameters: clients compare the whole header, and take the API for absent when it differs.
        Answer.end(context, ImageIndex.MEDIA_TYPE, shared(page.json()));
    }

    /** A body that is not copied: others are answered with the same bytes, which nobody changes. */
    private static Buffer shared(byte[] json) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(json));
    }

    /** Relative, because clients refuse another origin; it keeps the filter (§Listing Referrers, RFC 8288). */
    private String link(String next) {
        StringBuilder target = new StringBuilder("/v2/")
                .append(path.registry())
                .append('/')
                .append(path.repository())
                .append("/referrers/")
                .append(subject)
                .append('?');
        artifactTypes.forEach(
                type -> target.append("artifactType=").append(encode(type)).append('&'));
        return "<" + target.append("last=").append(encode(next)) + ">; rel=\"next\"";
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** Answers that the index could not, or that the cursor is none of its own. */
    void fail(RoutingContext context, Throwable failure) {
        if (failure instanceof IndexUnavailable unavailable) {
            OciError.unavailable(unavailable.reason())
                    .after(unavailable.retryAfter())
                    .answer(context);
        } else if (failure instanceof IllegalArgumentException notACursor && after.isPresent()) {
            OciError.invalidPage("last: " + notACursor.getMessage()).answer(context);
        } else {
            LOG.error("a lookup failed", failure);
            OciError.unavailable("the lookup failed").answer(context);
        }
    }
}
