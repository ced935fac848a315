// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a refund would do at the provider, for the staff to look at before it is sent.
 *
 * @param steps what would be sent, in this order: an action's name and an amount
 * @param notBefore the earliest moment
 * @param byHand why no call can do it, if none can
 */
record RefundPlan(List<Step> steps, Instant notBefore, Optional<String> byHand) {

  RefundPlan {
    steps = List.copyOf(steps);
  }

  /**
   * One call.
   *
   * @param action the provider's name of it
   * @param letter the provider's word for it on the wire
   * @param amount how much, as a decimal number
   */
  record Step(String action, String letter, String amount) {}

  /** The letters, such as {@code E+N}; "by hand" if no call can do it. */
  String summary() {
    return byHand.isPresent()
        ? "by hand"
        : String.join("+", steps.stream().map(Step::letter).toList());
  }

  /** For the page. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("summary", summary());
    json.put(
        "steps",
        steps.stream()
            .map(
                step ->
                    Map.of(
                        "action", step.action(), "letter", step.letter(), "amount", step.amount()))
            .toList());
    json.put("notBefore", notBefore.toString());
    byHand.ifPresent(because -> json.put("byHand", because));
    return json;
  }
}
