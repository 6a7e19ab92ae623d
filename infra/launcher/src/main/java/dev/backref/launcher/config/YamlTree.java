package dev.backref.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML whose values are text, as they were written: a registry may be called {@code no}, {@code 1.10} or {@code 1e5},
 * and only whoever asks for a value knows what it must be. Aliases stand for what they name.
 */
final class YamlTree {
    /** The deepest key of the configuration has five above it. */
    private static final int DEEPEST = 20;

    /** In characters: far above any configuration, and read within moments whatever it holds. */
    private static final int LARGEST = 1024 * 1024;

    /** What a value may be without a word; a tag that is none of these asks for a type that there is not. */
    private static final Set<Tag> PLAIN =
            Set.of(Tag.STR, Tag.BOOL, Tag.INT, Tag.FLOAT, Tag.TIMESTAMP, Tag.NULL, Tag.MERGE, Tag.SEQ, Tag.MAP);

    /** Problems that name what they found, which can be a secret that was not quoted. */
    private static final Pattern NAMING =
            Pattern.compile("^(found undefined alias|found undefined tag handle).*", Pattern.DOTALL);

    private YamlTree() {}

    /** What is wrong, without any of the file's text: that can be a secret. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String what) {
            super(what);
        }

        private static Malformed at(Node node, String what) {
            return new Malformed(what + line(node.getStartMark()));
        }
    }

    /**
     * The only document of the text; without one an empty map.
     *
     * @throws Malformed saying what is wrong, and in which line
     */
    static JsonNode read(String text) throws Malformed {
        if (text.length() > LARGEST) {
            throw new Malformed("larger than " + LARGEST + " characters: " + text.length());
        }
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            return root == null ? JsonNodeFactory.instance.objectNode() : tree(root, 0);
        } catch (MarkedYAMLException malformed) {
            String where = malformed.getContext() == null ? "" : malformed.getContext() + ", ";
            throw new Malformed(where
                    + NAMING.matcher(String.valueOf(malformed.getProblem())).replaceAll("$1")
                    + line(malformed.getProblemMark()));
        } catch (YAMLException beyondLimits) {
            throw new Malformed(String.valueOf(beyondLimits.getMessage()));
        }
    }

    private static String line(Mark mark) {
        return mark == null ? "" : " (line " + (mark.getLine() + 1) + ")";
    }

    private static JsonNode tree(Node node, int depth) throws Malformed {
        if (!PLAIN.contains(node.getTag())) {
            throw Malformed.at(node, "a type that is not known here");
        }
        if (depth > DEEPEST) {
            throw Malformed.at(node, "nested more than " + DEEPEST + " deep"); // An alias may name what it stands in.
        }
        if (node instanceof MappingNode map) {
            return map(map, depth);
        }
        if (node instanceof SequenceNode list) {
            ArrayNode values = JsonNodeFactory.instance.arrayNode();
            for (Node value : list.getValue()) {
                values.add(tree(value, depth + 1));
            }
            return values;
        }
        return node.getTag().equals(Tag.NULL)
                ? JsonNodeFactory.instance.nullNode()
                : JsonNodeFactory.instance.textNode(((ScalarNode) node).getValue());
    }

    private static ObjectNode map(MappingNode map, int depth) throws Malformed {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        for (NodeTuple entry : map.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw Malformed.at(entry.getKeyNode(), "a key that is no text");
            }
            if (values.has(key.getValue())) {
                throw Malformed.at(key, "a key that stands there twice");
            }
            values.set(key.getValue(), tree(entry.getValueNode(), depth + 1));
        }
        return values;
    }
}
