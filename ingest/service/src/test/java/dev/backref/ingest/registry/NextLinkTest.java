package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NextLinkTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "</v2/x>; rel=\"next\"",
                "</v2/x>;rel=next",
                "</v2/x> ; title=\"a, b; c\" ; REL = \"prev NEXT\"",
                "</v2/first>; rel=\"first\", </v2/x>; rel=\"next\"",
                "</v2/x,y>; rel=\"prev\", </v2/x>; rel=\"next\", </v2/z>; rel=\"next\"",
                "</v2/none>, </v2/x>; rel=next",
                "</v2/flag>; next; rel=\"last\", </v2/x>; anchor; rel=next;",
            })
    void findsTheLinkToTheNextPage(String header) {
        assertThat(NextLink.in(List.of("</other>; rel=\"up\"", header))).contains("/v2/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/v2/x; rel=next",
                "</v2/x; rel=next",
                "</v2/x>",
                "</v2/x>; rel=nexter",
                "</v2/x>; rel=prev; rel=next",
                "</v2/x>; rel=\"prev\"; title=\"rel=next\"",
                "</v2/x>; rel=\"",
            })
    void findsNoneWhereThereIsNone(String header) {
        assertThat(NextLink.in(List.of(header))).isEmpty();
    }

    @Test
    void findsNoneWithoutAHeader() {
        assertThat(NextLink.in(List.of())).isEmpty();
    }

    /** RFC 3986 §5.4.1, what of it a registry may say. */
    @ParameterizedTest
    @CsvSource({
        "?last=x%2Fy,https://hub.example/v2/app/tags/list?last=x%2Fy",
        "/v2/other?a=b,https://hub.example/v2/other?a=b",
        "list?last=z,https://hub.example/v2/app/tags/list?last=z",
        "http://else.example:5000/x,http://else.example:5000/x",
        "//else.example/x,https://else.example/x"
    })
    void resolvesALinkOnItsPage(String link, String expected) {
        assertThat(NextLink.resolve(URI.create("https://hub.example/v2/app/tags/list?n=1000"), link))
                .isEqualTo(URI.create(expected));
    }
}
