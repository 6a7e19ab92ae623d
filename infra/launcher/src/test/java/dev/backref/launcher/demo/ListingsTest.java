package dev.backref.launcher.demo;

import static dev.backref.launcher.demo.RunningRegistry.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingsTest {
    private RunningRegistry registry;

    @BeforeEach
    void start(@TempDir Path data) throws IOException {
        registry = new RunningRegistry(data);
        for (String tag : new String[] {"b", "a", "C", "d"}) {
            registry.pushImage("team/app", tag, "layer");
        }
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void listsAllTagsInAsciiOrder() {
        HttpResponse<String> all = registry.get("/v2/team/app/tags/list");

        assertThat(all.body()).isEqualTo("{\"name\":\"team/app\",\"tags\":[\"C\",\"a\",\"b\",\"d\"]}");
        assertThat(header(all, "Link")).isEmpty();
    }

    @Test
    void leadsFromPageToPageUntilAllTagsWereListed() {
        HttpResponse<String> first = registry.get("/v2/team/app/tags/list?n=2");
        HttpResponse<String> second = registry.get("/v2/team/app/tags/list?n=2&last=a");

        assertThat(first.body()).contains("[\"C\",\"a\"]");
        assertThat(header(first, "Link")).isEqualTo("</v2/team/app/tags/list?n=2&last=a>; rel=\"next\"");
        assertThat(second.body()).contains("[\"b\",\"d\"]");
        assertThat(header(second, "Link")).isEmpty();
    }

    @Test
    void listsNoneWhenAskedForNone() {
        HttpResponse<String> none = registry.get("/v2/team/app/tags/list?n=0");

        assertThat(none.body()).contains("\"tags\":[]");
        assertThat(header(none, "Link")).isEmpty();
    }

    @Test
    void pagesRepositoriesInTheSameWay() {
        registry.pushImage("team/app/deeper", "v1", "layer");
        registry.pushImage("alone", "v1", "layer");

        HttpResponse<String> first = registry.get("/v2/_catalog?n=2");

        assertThat(first.body()).isEqualTo("{\"repositories\":[\"alone\",\"team/app\"]}");
        assertThat(header(first, "Link")).isEqualTo("</v2/_catalog?n=2&last=team%2Fapp>; rel=\"next\"");
        assertThat(registry.get("/v2/_catalog?n=2&last=team%2Fapp").body())
                .isEqualTo("{\"repositories\":[\"team/app/deeper\"]}");
    }

    @Test
    void listsNoRepositoryThatHoldsBlobsOnly() {
        registry.pushBlob("blobs/only", "content");

        assertThat(registry.get("/v2/_catalog").body()).doesNotContain("blobs/only");
        assertThat(registry.get("/v2/blobs/only/tags/list").body()).contains("\"code\":\"NAME_UNKNOWN\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "many", ""})
    void refusesANumberOfEntriesThatIsNone(String n) {
        HttpResponse<String> refused = registry.get("/v2/team/app/tags/list?n=" + n);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"code\":\"PAGINATION_NUMBER_INVALID\"");
    }
}
