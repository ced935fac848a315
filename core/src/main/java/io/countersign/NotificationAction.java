// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/**
 * What the shop does about proven, confirmed notifications. Each method must have made its effect
 * durable when it returns; if it throws, redelivery is asked. A {@link MismatchException} out of an
 * event that the action confirms itself is answered and signalled as unexpected.
 *
 * <p>Delivery is at least once: the same event may come again after a crash. Make the effect
 * conditional (update the order only where it is not paid yet).
 */
@FunctionalInterface
public interface NotificationAction {

  /** A payment of the shop changed; usually it is paid. */
  void payment(Payment payment, Delivery delivery) throws Exception;

  /**
   * A refund of the shop changed. Does nothing unless you override it; {@link RefundFinder} tells
   * the same.
   */
  default void refund(Refund refund, Delivery delivery) throws Exception {}

  /** Something else happened at the provider. Does nothing unless you override it. */
  default void event(ProviderEvent event, Delivery delivery) throws Exception {}
}
