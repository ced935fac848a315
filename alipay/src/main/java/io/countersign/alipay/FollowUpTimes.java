// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.FollowUp;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.spi.FollowUpSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long Alipay's attempts live: orders of pages, apps and the wallet fifteen days unless they
 * say otherwise, those of a QR code or a payment code three hours, of which the QR code itself can
 * be scanned for two. Nobody can be asked about an order that its payer never opened, so after its
 * end the questions become few. (支付宝开放平台, timeout_express, time_expire.)
 */
final class FollowUpTimes {

  private static final Duration AT_A_DISTANCE = Duration.ofDays(15);
  private static final Duration FACE_TO_FACE = Duration.ofHours(3);
  private static final Duration MARGIN = Duration.ofMinutes(5);
  private static final Duration CODE_PATIENCE = Duration.ofSeconds(45);

  private FollowUpTimes() {}

  /** What to do next. */
  static FollowUp next(PaymentRef payment, Optional<Payment> last, Instant now) {
    boolean faceToFace =
        Product.isPaymentCode(payment)
            || payment.product().orElse("").equals(Product.PRECREATE.word());
    return new FollowUpSchedule(faceToFace ? FACE_TO_FACE : AT_A_DISTANCE, MARGIN, CODE_PATIENCE)
        .askingAt(
            List.of(
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                Duration.ofMinutes(2),
                Duration.ofMinutes(5),
                Duration.ofMinutes(20)),
            Duration.ofHours(1),
            Duration.ofHours(1))
        .next(payment, last, now, Product.isPaymentCode(payment));
  }
}
