// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import java.util.Optional;

/** What cancelling a freeze did. */
public enum FreezeCancellation {
  /** Nothing had been frozen, and nothing will be ({@code close}). */
  CLOSED,
  /** What was frozen was let go ({@code unfreeze}). */
  UNFROZEN;

  static Optional<FreezeCancellation> of(String action) {
    return switch (action) {
      case "close" -> Optional.of(CLOSED);
      case "unfreeze" -> Optional.of(UNFROZEN);
      default -> Optional.empty();
    };
  }
}
