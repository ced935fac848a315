// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import java.util.Locale;

/** What became of an attack. */
public enum Verdict {
  /** Acknowledged, as it must be. */
  ACCEPTED,
  /** Refused, as it must be; or it had no second effect. */
  REFUSED,
  /** Not taken, but by a server error or a broken connection. */
  ERROR,
  /** Acknowledged, which may be right; only a probe shows whether anything happened. */
  NOT_SHOWN,
  /** A true one that was not acknowledged. */
  TRUE_ONE_REFUSED,
  /** No answer in time. */
  HUNG,
  /** Acknowledged although it must not be, or it had an effect. */
  BELIEVED;

  /** As in the table: lower case, but for what must catch the eye. */
  @Override
  public String toString() {
    return this == BELIEVED ? name() : name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
