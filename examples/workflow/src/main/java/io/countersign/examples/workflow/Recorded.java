// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A state that an order's execution has entered.
 *
 * @param state its name in the workflow
 * @param at when
 * @param answer what the workflow was told there; once written it is never another one
 */
record Recorded(String state, Instant at, Optional<Map<String, Object>> answer) {

  Recorded answered(Map<String, Object> given) {
    return new Recorded(state, at, Optional.of(Map.copyOf(given)));
  }
}
