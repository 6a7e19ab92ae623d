package dev.backref.ingest.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page of Harbor's own API: a list of things in ascending order of their {@code id} (Harbor, API 2.0, as its
 * {@code swagger.yaml} defines it). One whose order is another is not what was asked for: pages of it would repeat
 * themselves, or leave things out.
 */
abstract class HarborReader extends PageReader {
    /** Things on a page: Harbor gives no more. */
    static final int PAGE = 100;

    private static final int DEEPEST = 64;
    private static final int LONGEST_STRING = 4 * 1024 * 1024;
    private static final int LONGEST_FIELD_NAME = 256;
    private static final int MOST_FIELDS = 200_000; // Seven for each tag.
    private static final int IN_LIST = 1;
    private static final int IN_THING = 2;
    private static final int IN_LIST_OF_THING = 3;
    private static final int IN_PART = 4;
    private static final JsonFactory JSON = json(DEEPEST, LONGEST_STRING, LONGEST_FIELD_NAME);

    private final String nameField;
    private final Set<String> lists;
    private long reached;
    private int things;
    private long id;
    private @Nullable String name;
    private String field = "";
    private String partField = "";

    /**
     * @param nameField what a thing cannot be without, besides its {@code id}
     * @param lists fields of a thing that hold lists of objects
     * @param reached the id behind which the page begins
     * @param most names that there may be
     */
    HarborReader(String nameField, Set<String> lists, long reached, long most) {
        super(JSON, MOST_FIELDS, most);
        this.nameField = nameField;
        this.lists = lists;
        this.reached = reached;
    }

    /** Takes a string in an object of one of the lists of a thing. */
    abstract void part(String list, String partField, String value);

    /** Takes a thing whose parts have all been taken. */
    abstract void thing(String name) throws IOException;

    @Override
    JsonToken start() {
        return JsonToken.START_ARRAY;
    }

    @Override
    long reached() {
        return reached;
    }

    @Override
    boolean full() {
        return things >= PAGE;
    }

    @Override
    void requireWhole() {}

    @Override
    void step(JsonToken token, int at) throws IOException {
        switch (at) {
            case IN_LIST -> open(token);
            case IN_THING -> inThing(token);
            case IN_LIST_OF_THING -> {
                if (lists.contains(field) && token != JsonToken.START_OBJECT && token != JsonToken.END_ARRAY) {
                    throw wrong("has something else than objects among the \"" + field + "\" of one");
                }
            }
            case IN_PART -> inPart(token);
            default -> {}
        }
    }

    private void open(JsonToken token) throws IOException {
        if (token == JsonToken.END_ARRAY) {
            return;
        }
        if (token != JsonToken.START_OBJECT) {
            throw wrong("lists something else than objects");
        }
        id = 0;
        name = null;
    }

    private void inThing(JsonToken token) throws IOException {
        if (token == JsonToken.FIELD_NAME) {
            field = fieldName();
        } else if (token == JsonToken.END_OBJECT) {
            close();
        } else if (lists.contains(field)) {
            if (token != JsonToken.START_ARRAY && token != JsonToken.VALUE_NULL) {
                throw wrong("has \"" + field + "\" that are no list");
            }
        } else if (field.equals("id") && token == JsonToken.VALUE_NUMBER_INT) {
            id = number();
        } else if (field.equals(nameField) && token == JsonToken.VALUE_STRING) {
            name = text();
        }
    }

    private void inPart(JsonToken token) throws IOException {
        if (token == JsonToken.FIELD_NAME) {
            partField = fieldName();
        } else if (token == JsonToken.VALUE_STRING && lists.contains(field)) {
            part(field, partField, text());
        }
    }

    private void close() throws IOException {
        String named = name;
        if (named == null) {
            throw wrong("has one without \"" + nameField + "\"");
        }
        if (id <= reached) {
            throw wrong("does not go on in the order of ids behind " + reached + ", as was asked: \"" + id + "\"");
        }
        reached = id;
        things++;
        thing(named);
    }

    /** Counts a line, and gives it to whoever lists unless a name in it is against the grammar. */
    final void keep(boolean good, String line) throws IOException {
        count();
        if (good) {
            found(line);
        } else {
            refuse();
        }
    }

    /** All repositories that the account may see. */
    static final class Repositories extends HarborReader {
        Repositories(long reached, long most) {
            super("name", Set.of(), reached, most);
        }

        @Override
        void part(String list, String partField, String value) {}

        @Override
        void thing(String name) throws IOException {
            keep(NameKind.REPOSITORY.grammar().test(name), name);
        }
    }

    /**
     * The artifacts of a repository: lines of those that have tags by these, of others by their digest. What refers to
     * them is not among them, but is named with each.
     */
    static final class Artifacts extends HarborReader {
        private static final String TAGS = "tags";
        private static final String ACCESSORIES = "accessories";

        private final List<String> tags = new ArrayList<>();
        private final List<String> accessories = new ArrayList<>();

        Artifacts(long reached, long most) {
            super("digest", Set.of(TAGS, ACCESSORIES), reached, most);
        }

        @Override
        void part(String list, String partField, String value) {
            if (list.equals(TAGS) && partField.equals("name")) {
                tags.add(value);
            } else if (list.equals(ACCESSORIES) && partField.equals("digest")) {
                accessories.add(value);
            }
        }

        @Override
        void thing(String digest) throws IOException {
            boolean good = isDigest(digest);
            for (String tag : tags) {
                keep(good && NameKind.TAG.grammar().test(tag), ":" + tag + " " + digest);
            }
            if (tags.isEmpty()) {
                keep(good, "@" + digest);
            }
            for (String accessory : accessories) {
                keep(isDigest(accessory), "@" + accessory);
            }
            tags.clear();
            accessories.clear();
        }

        private static boolean isDigest(String value) {
            return Digest.tryParse(value).isPresent();
        }
    }
}
