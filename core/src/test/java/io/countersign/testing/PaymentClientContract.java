// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.PaymentClient;

/**
 * What a {@link PaymentClient} must do, whoever the provider is: how a write ends, how a
 * notification is believed, and that no accident charges twice or loses a payment. Each provider
 * extends it with its own gateway.
 *
 * <p>Requests are counted at the gateway, not at the client.
 *
 * <p>The tests are inherited, a part from each: {@link CreationContract}, {@link
 * WriteOutcomeContract}, {@link RepeatContract}, {@link UnknownOutcomeContract}, {@link
 * SignedFormContract}, {@link ReadingContract}, {@link NotificationBeliefContract}, {@link
 * NotificationDeliveryContract}, {@link HostileSurroundingsContract}, {@link CapabilityContract}
 * and {@link DeclaredPartsContract}. What a provider has not is left out, and declared.
 */
public abstract class PaymentClientContract extends DeclaredPartsContract {
  @Override
  protected abstract ProviderUnderTest open();
}
