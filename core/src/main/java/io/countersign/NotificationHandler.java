// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/**
 * Proves notifications and carries out what the shop wants done about them. Safe for use by many
 * threads. It needs the raw bytes of the request: no framework may have decoded or re-encoded the
 * body.
 *
 * <p>Redelivery ends some day, and some events are never sent. Notifications replace no question:
 * keep {@link PaymentClient#followUp} running.
 */
public interface NotificationHandler {

  /**
   * Proves that a request comes from the provider, is fresh, and is meant for this merchant.
   *
   * @throws InvalidNotificationException if it is not proven; answer 4xx, or 503 for {@link
   *     InvalidNotificationException.Reason#KEY_UNAVAILABLE}
   * @throws MismatchException if it is authentic but about another merchant or app
   * @throws UnavailableException if it is believed only after asking the provider, who could not be
   *     asked; answer 503
   */
  Notification verify(ReceivedRequest raw);

  /**
   * Does the whole job and throws no exception (an {@link Error} passes through): prove, confirm
   * against the shop's expectations, claim, act, remember, and answer in the provider's exact form.
   *
   * @param raw the request as received
   * @param shop what the shop expects
   * @param action what the shop does; durable when it returns
   * @return what to send back, with what happened
   */
  ReceivedReply handle(ReceivedRequest raw, Expectations shop, NotificationAction action);

  /**
   * The same handler with a shared guard against handling one event twice at a time. Without one,
   * {@link ReplayGuard#inMemory()} guards this JVM only.
   */
  NotificationHandler guardedBy(ReplayGuard guard);
}
