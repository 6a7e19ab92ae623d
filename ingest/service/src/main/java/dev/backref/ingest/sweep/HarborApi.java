package dev.backref.ingest.sweep;

import dev.backref.ingest.registry.PageAddress;
import dev.backref.ingest.sweep.Skipped.Reason;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Harbor's own API (2.0, as its {@code swagger.yaml} defines it). It lists artifacts without a tag too, and where tags point,
 * so that these need not be asked one by one. A manifest whose subject is not in the repository it lists nowhere.
 */
public final class HarborApi implements OwnApi {
    private static final Logger LOG = LoggerFactory.getLogger(HarborApi.class);

    private final String registry;
    private final Skipped skipped;

    /**
     * @param registry its configured name
     */
    public HarborApi(String registry, Skipped skipped) {
        this.registry = registry;
        this.skipped = skipped;
    }

    @Override
    public PageAddress repositories() {
        return PageAddress.harborRepositories();
    }

    /** Each repository of Harbor is in a project, which its name begins with. */
    @Override
    public Optional<PageAddress> sources(String repository) {
        return Optional.of(repository).filter(name -> name.indexOf('/') > 0).map(PageAddress::harborArtifacts);
    }

    @Override
    public void refused(String what) {
        skipped.count(Reason.API, what);
        LOG.atWarn()
                .addKeyValue("registry", registry)
                .log("Harbor's own API was of no use, so artifacts without a tag may be missing: {}", what);
    }
}
