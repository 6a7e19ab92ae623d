package dev.backref.launcher;

import dev.backref.indexer.contract.ImageIndex;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.derive.Explanation;
import dev.backref.indexer.derive.ParsedManifest;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.payload.BlobsWithClaims;
import dev.backref.launcher.config.ConfigFile;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "kinds",
        description = {
            "Shows what a manifest would become, and by which rule.",
            "edge: a subject, what refers to it, and by which form. related: what it names and is no evidence"
                    + " of. kinds: what evidence it is. why: each field that a row"
                    + " of the table fits, with the row. layer: what each of its layers is. payload: a blob that is"
                    + " read as well where the manifest is in a registry."
        },
        mixinStandardHelpOptions = true)
final class KindsCommand implements Callable<Integer> {
    private static final String IMAGE_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    @Parameters(
            index = "0",
            paramLabel = "MANIFEST",
            description = "a file with the manifest as a registry has it, or - for standard input")
    private Path file = Input.STDIN;

    @Option(names = "--tag", description = "the tag that points to it, such as sha256-….sig")
    private @Nullable String tag;

    @Option(
            names = "--media-type",
            description = "what the registry calls it, where it does not say so itself (default: " + IMAGE_MANIFEST
                    + ", or the index's where it lists manifests)")
    private @Nullable String mediaType;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "a configuration, whose rows of kinds count before the program's")
    private @Nullable Path config;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final InputStream stdin;

    /** As the program is started. */
    @SuppressWarnings("unused") // By picocli.
    KindsCommand() {
        this(System.in);
    }

    KindsCommand(InputStream stdin) {
        this.stdin = stdin;
    }

    /** Whoever pushed it told the registry; a file has only its fields, of which nothing else has this one. */
    private String mediaType(byte[] bytes) {
        if (mediaType != null) {
            return mediaType;
        }
        return ParsedManifest.lists(bytes) ? ImageIndex.MEDIA_TYPE : IMAGE_MANIFEST;
    }

    @Override
    public Integer call() {
        Optional<String> pointing = Optional.ofNullable(tag);
        pointing.filter(each -> !Source.Tag.isTag(each)).ifPresent(each -> {
            throw new ParameterException(spec.commandLine(), "not a tag: \"" + each + "\"");
        });
        Optional<String> table = Optional.ofNullable(config)
                .flatMap(path -> ConfigFile.readWithoutSecrets(path, System.getenv())
                        .kinds()
                        .text());
        Input input = new Input(file, stdin);
        byte[] bytes = input.read(Observation.Manifest.MOST_BYTES);
        try {
            if (bytes.length > Observation.Manifest.MOST_BYTES) {
                throw new IllegalArgumentException(
                        "has more than " + Observation.Manifest.MOST_BYTES + " bytes, and no such manifest is taken");
            }
            Observation.Manifest found = new Observation.Manifest(bytes, mediaType(bytes), List.of(), table);
            print(Explanation.of(Digest.sha256(bytes), found, pointing));
            BlobsWithClaims.of(bytes)
                    .forEach(blob -> spec.commandLine()
                            .getOut()
                            .println("payload        " + blob + " is read as well, and can say more"));
            spec.commandLine().getOut().flush();
            return Exit.DONE;
        } catch (IllegalArgumentException malformed) {
            spec.commandLine().getErr().println("backref: " + input.name() + ": " + malformed.getMessage());
            return Exit.FAILED;
        }
    }

    private void print(Explanation explained) {
        PrintWriter out = spec.commandLine().getOut();
        Descriptor descriptor = explained.derivation().descriptor();
        out.println("digest         " + descriptor.digest());
        out.println("media type     " + descriptor.mediaType());
        descriptor.artifactType().ifPresent(type -> out.println("artifact type  " + type));
        explained
                .assertions()
                .forEach(each -> out.println("edge           " + each.subject() + " <- " + each.referrer() + " ("
                        + each.form().word() + ")"));
        explained
                .relations()
                .forEach(each -> out.println("related        " + each.relation().word() + " " + each.other()));
        out.println("kinds          " + words(explained.derivation().kinds()));
        explained
                .derivation()
                .evidence()
                .forEach(layer -> out.println("layer          " + layer.digest() + " " + words(layer.kinds())));
        explained
                .reasons()
                .forEach(why -> out.println("why            " + why.where() + " = \"" + why.value() + "\" fits \""
                        + why.rule() + "\": " + words(why.kinds())));
        out.flush();
    }

    private static String words(Collection<Kind> kinds) {
        return kinds.stream().sorted().map(Kind::word).collect(Collectors.joining(", "));
    }
}
