package dev.backref.query.gate;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.backref.query.requirement.Decision;
import java.util.Optional;

/**
 * A decision as it is served.
 *
 * @param record the id of its record, where one was asked for
 */
record DecisionView(@JsonUnwrapped Decision decision, Optional<String> record) {}
