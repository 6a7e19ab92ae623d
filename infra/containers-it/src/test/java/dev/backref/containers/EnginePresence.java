package dev.backref.containers;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/**
 * Looks for a container engine once for all tests. An engine that answers and then cannot start a container is a failure,
 * and no reason to skip.
 */
final class EnginePresence implements ExecutionCondition {
    private static final String ABSENT =
            "no container engine answers: the tests with Kafka and a registry in containers"
                    + " are skipped (see target/containers-it.log for where it was looked for)";

    private static final ConditionEvaluationResult RESULT = look();

    private static ConditionEvaluationResult look() {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return ConditionEvaluationResult.enabled("a container engine answers");
        }
        System.out.println(ABSENT);
        return ConditionEvaluationResult.disabled(ABSENT);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return RESULT;
    }
}
