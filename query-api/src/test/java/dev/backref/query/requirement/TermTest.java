package dev.backref.query.requirement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.indexer.contract.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TermTest {
    @Test
    void isAKindAnAgeAndWhetherItIsSigned() {
        assertThat(Term.parse("sbom")).isEqualTo(new Term(Kind.SBOM, Optional.empty(), false));
        assertThat(Term.parse("vulnerability-scan<7d"))
                .isEqualTo(new Term(Kind.VULNERABILITY_SCAN, Optional.of(Duration.ofDays(7)), false));
        assertThat(Term.parse("signed(sbom)")).isEqualTo(new Term(Kind.SBOM, Optional.empty(), true));
        assertThat(Term.parse("signed(vex<12h)"))
                .isEqualTo(new Term(Kind.VEX, Optional.of(Duration.ofHours(12)), true));
    }

    @ParameterizedTest
    @CsvSource({
        "sbom, sbom",
        "sbom<7d, sbom<7d",
        "sbom<1w, sbom<7d",
        "sbom<168h, sbom<7d",
        "sbom<36h, sbom<36h",
        "sbom<90m, sbom<90m",
        "sbom<61s, sbom<61s",
        "sbom<1500ms, sbom<1500ms",
        "signed(sbom<24h), signed(sbom<1d)"
    })
    void isWrittenInOneWay(String given, String written) {
        assertThat(Term.parse(given)).hasToString(written);
        assertThat(Term.parse(written)).isEqualTo(Term.parse(given));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<7d", "sbom<", "sbom<7d<7d", "signed()", "signed(sbom", "sbom)", "signed(signed(sbom))"})
    void quotesWhatIsNoTerm(String text) {
        assertThatThrownBy(() -> Term.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a term, such as sbom, ")
                .hasMessageEndingWith(": \"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({"sbom<7, 7", "sbom<0d, 0d", "sbom<-7d, -7d", "signed(sbom<P7D), P7D"})
    void quotesWhatIsNoAge(String text, String age) {
        assertThatThrownBy(() -> Term.parse(text))
                .hasMessage("not an age, such as 90m, 12h, 7d or 4w: \"" + age + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SBOM", "signed(SBOM)", "SBOM<7d"})
    void quotesAWordThatIsNoKindAndNamesThoseThatThereAre(String text) {
        assertThatThrownBy(() -> Term.parse(text))
                .hasMessageStartingWith("not a kind of evidence: \"SBOM\"; there are signature, ");
    }

    @Test
    void isNotQuotedWhereItIsLong() {
        assertThatThrownBy(() -> Term.parse("s".repeat(257))).hasMessage("has 257 characters, and may have 256");
    }

    @Test
    void standsBesideOthersAndNames() {
        Requirement release = Requirement.of(List.of(Requirements.UNNAMED.terms("signature,sbom")));
        Requirements requirements = new Requirements(Map.of("release", release));
        assertThat(requirements.terms("vex, @release"))
                .extracting(Term::toString)
                .containsExactly("vex", "signature", "sbom");
        assertThatThrownBy(() -> requirements.terms("@other"))
                .hasMessage("no requirement \"other\" is configured; there are release");
        assertThatThrownBy(() -> Requirements.UNNAMED.terms("@other"))
                .hasMessage("no requirement \"other\" is configured");
        assertThatThrownBy(() -> requirements.terms("sbom,")).hasMessageEndingWith(": \"\"");
    }

    @Test
    void isReadNoFurtherWhereThereAreTooMany() {
        List<Term> all = IntStream.rangeClosed(1, 32)
                .mapToObj(days -> Term.parse("sbom<" + days + "d"))
                .toList();
        Requirements requirements = new Requirements(Map.of("all", new Requirement(all)));
        assertThat(requirements.terms("@all,@all,@all")).hasSize(32);
        assertThatThrownBy(() -> requirements.terms("@all,vex,@other")).hasMessage("has more than 32 terms");
    }

    @Test
    void countsOnceInARequirementOfNotTooMany() {
        assertThat(Requirement.of(List.of(Requirements.UNNAMED.terms("sbom,vex,sbom")))
                        .terms())
                .extracting(Term::toString)
                .containsExactly("sbom", "vex");
        List<List<Term>> many = IntStream.rangeClosed(1, 33)
                .mapToObj(days -> Requirements.UNNAMED.terms("sbom<" + days + "d"))
                .toList();
        assertThatThrownBy(() -> Requirement.of(many)).hasMessage("has 33 terms, and may have 32");
    }
}
