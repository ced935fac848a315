// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Instant;

/**
 * An authentic notification. Authentic is not yet yours: a {@link PaymentChanged} gives its payment
 * only to someone who says which order and amount are expected.
 */
public sealed interface Notification permits PaymentChanged, RefundChanged, ProviderEvent {

  /** The provider's short name. */
  String provider();

  /** The provider's id of this notification. */
  String id();

  /** When the provider made it. */
  Instant createdAt();

  /** Names the business effect: the same for every copy of one notification, however delivered. */
  String replayKey();
}
