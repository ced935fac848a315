// SPDX-License-Identifier: Apache-2.0
package io.countersign.function;

import java.time.Instant;

/**
 * The stroke of a timer: Amazon EventBridge (rule or scheduler), Alibaba Function Compute, Tencent
 * SCF and CloudBase. Timers strike at least once and may overlap: what they start must bear it.
 *
 * <p>A rule or schedule of EventBridge that is given an input of its own hands over that and
 * nothing else: then it is an {@link OtherEvent}. Leave the input out. Immutable.
 */
public final class TimerEvent implements FunctionEvent {

  private final String trigger;
  private final Instant dueAt;
  private final String message;

  TimerEvent(String trigger, Instant dueAt, String message) {
    this.trigger = trigger;
    this.dueAt = dueAt;
    this.message = message;
  }

  /** The timer's name; of EventBridge the last part of its ARN. Empty if it has none. */
  public String trigger() {
    return trigger;
  }

  /** When it was due. */
  public Instant dueAt() {
    return dueAt;
  }

  /** The text configured with the timer; empty if there is none, and always of EventBridge. */
  public String message() {
    return message;
  }

  /** Name and time. */
  @Override
  public String toString() {
    return "TimerEvent[" + trigger + " at " + dueAt + "]";
  }
}
