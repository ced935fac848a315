// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import java.util.Set;

/** What can go wrong with one answer. Whether the gateway did the work is said beside it. */
public enum GatewayFault {
  /** The connection breaks after the whole request was read; no byte of an answer comes. */
  ANSWER_DROPPED(true),
  /** No answer and no end of the connection; the client's own limit must end it. */
  HANGING(true),
  /** 502 with HTML, as a proxy makes it. */
  BAD_GATEWAY_HTML(true),
  /** A right answer that ends in the middle of its body. */
  TRUNCATED_ANSWER(true),
  /** 200 with HTML and no signature, as a captive portal makes it. */
  HTML_WITH_200(true),
  /** 200 where a body is due, signed as far as the provider signs, but nothing in it. */
  EMPTY_ANSWER(true),
  /** A well-formed answer of the wrong shape: an array where an object is due. */
  JSON_ARRAY(true),
  /** A failure whose code is null or absent. */
  NULL_CODE(true),
  /** The right answer with a signature that does not match. */
  WRONG_SIGNATURE(true),
  /** The right answer without its signature. */
  MISSING_SIGNATURE(true),
  /** The right answer signed with a key that nobody knows. */
  UNKNOWN_KEY(true),
  /** The right answer, rightly signed, long ago. */
  STALE_SIGNATURE(true),
  /** A redirect to another host. */
  REDIRECT(true),
  /** An answer of many megabytes. */
  HUGE_ANSWER(true),
  /** Signed, and the code is not in the provider module's table. */
  UNLISTED_REFUSAL(true),
  /** Signed, and the table says that nobody knows, such as a system error. */
  OPEN_REFUSAL(true),
  /** "No such order" without a signature: licenses nothing. */
  UNSIGNED_NOT_FOUND(true),
  /** Signed, and the table says that nothing happened. */
  SIGNED_REFUSAL(false),
  /** Not signed, and the table says that it comes from before any processing. */
  UNSIGNED_REFUSAL(false),
  /** A signed report of the right order with another total. For {@link GatewayCall#FIND}. */
  WRONG_AMOUNT(false),
  /** A signed report of another order. For {@link GatewayCall#FIND}. */
  OTHER_ORDER(false),
  /** A signed report of another merchant's order. For {@link GatewayCall#FIND}. */
  OTHER_MERCHANT(false);

  /** Those that only an answer about an order can have. */
  public static final Set<GatewayFault> ABOUT_AN_ORDER =
      Set.of(WRONG_AMOUNT, OTHER_ORDER, OTHER_MERCHANT);

  private final boolean provesNothing;

  GatewayFault(boolean provesNothing) {
    this.provesNothing = provesNothing;
  }

  /** Whether a write that ends like this must be unknown. */
  boolean provesNothing() {
    return provesNothing;
  }
}
