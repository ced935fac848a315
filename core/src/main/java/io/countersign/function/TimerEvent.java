// SPDX-License-Identifier: Apache-2.0
package io.countersign.function;

import java.time.Instant;

/**
 * The stroke of a timer: Amazon EventBridge (rule or scheduler), Alibaba Function Compute, Tencent
 * SCF and CloudBase. Timers strike at least once and may overlap: what they start must bear it.
 *
 * @param trigger the timer's name; of EventBridge the last part of its ARN. Empty if it has none
 * @param dueAt when it was due
 * @param message the text configured with the timer; empty if there is none
 */
public record TimerEvent(String trigger, Instant dueAt, String message) implements FunctionEvent {}
