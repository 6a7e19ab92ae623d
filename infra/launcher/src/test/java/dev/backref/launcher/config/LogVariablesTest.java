package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogVariablesTest {
    @AfterEach
    void handOnNothing() {
        LogVariables.handOn(Map.of());
    }

    @Test
    void handsOnToLog4jOnlyWhatItUnderstands() {
        LogVariables.handOn(Map.of("BACKREF_LOG", "json", "BACKREF_LOG_LEVEL", "Debug"));
        assertThat(System.getProperty("backref.log.form")).isEqualTo("json");
        assertThat(System.getProperty("backref.log.level")).isEqualTo("debug");

        LogVariables.handOn(Map.of("BACKREF_LOG", "xml", "BACKREF_LOG_LEVEL", "loud"));
        assertThat(System.getProperties()).doesNotContainKeys("backref.log.form", "backref.log.level");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "FATAL", "error", "Warn", "info", "debug", "trace", "all"})
    void takesEveryLevel(String level) {
        assertThatCode(() -> LogVariables.require(Map.of("BACKREF_LOG_LEVEL", level)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"loud", "", " info", "${env:HOME}"})
    void quotesALevelThatThereIsNot(String level) {
        assertThatThrownBy(() -> LogVariables.require(Map.of("BACKREF_LOG_LEVEL", level)))
                .isInstanceOf(ConfigProblems.class)
                .hasMessage("BACKREF_LOG_LEVEL: is none of [off, fatal, error, warn, info, debug, trace, all]: \""
                        + level + "\"");
    }

    @Test
    void requiresNothingWhereNothingIsSaid() {
        assertThatCode(() -> LogVariables.require(Map.of())).doesNotThrowAnyException();
    }
}
