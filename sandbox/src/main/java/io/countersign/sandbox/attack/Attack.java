// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import java.util.List;
import java.util.function.Supplier;

/**
 * One line of a catalogue.
 *
 * @param name short, lower case, with hyphens
 * @param kind what the answer to it means
 * @param what what is wrong with it
 * @param cost what it costs a shop that believes it
 * @param messages makes what is sent, anew for each run because signatures age; several messages
 *     are sent at the same moment
 */
public record Attack(
    String name, Kind kind, String what, String cost, Supplier<List<HostileMessage>> messages) {

  /** What an answer means. */
  public enum Kind {
    /** True and in an unusual form at most: it must be acknowledged. */
    TRUE,
    /** True, but acted on before: an acknowledgement is right, a second effect is not. */
    REPEATED,
    /** True, but about something else than a payment: as for {@link #REPEATED}. */
    OTHER_EVENT,
    /** Not proven, not fresh, not readable, or about another payment: to be refused. */
    HOSTILE
  }
}
