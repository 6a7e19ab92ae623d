package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Form;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Optional;

/**
 * The provenance file that a Helm chart carries as a layer, wherever it stands among them (helm.sh, "Use OCI-based
 * registries"): evidence about the manifest that it is part of.
 */
final class HelmProvenance implements FormRule {
    private static final Optional<String> CHART = Optional.of("application/vnd.cncf.helm.config.v1+json");
    private static final String PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov";

    @Override
    public int since() {
        return 3;
    }

    @Override
    public List<Assertion> assertions(Digest digest, ParsedManifest manifest) {
        boolean signed = manifest.configType().equals(CHART)
                && manifest.layers().stream()
                        .anyMatch(layer -> layer.mediaType().equals(PROVENANCE));
        return signed ? List.of(new Assertion(SubjectName.of(digest), digest, Form.HELM_PROVENANCE)) : List.of();
    }
}
