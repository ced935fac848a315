// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Instant;

/**
 * How a notification came.
 *
 * @param notificationId the provider's id of the notification
 * @param receivedAt when it reached the shop
 * @param repeated whether an earlier delivery of the same event was begun and not finished, so that
 *     its effect may already be there
 */
public record Delivery(String notificationId, Instant receivedAt, boolean repeated) {}
