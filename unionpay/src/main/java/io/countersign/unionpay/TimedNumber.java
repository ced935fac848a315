// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentId;
import io.countersign.spi.FieldRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A number of a refund or another follow-up, and the moment it names. UnionPay knows a transaction
 * by {@code orderId} together with {@code txnTime}: a number that tells its time can be asked about
 * later, and asked for again without becoming a second transaction. (全渠道, 商户订单号, 订单发送时间.)
 *
 * @param orderId the number
 * @param txnTime the moment, in whole seconds
 */
record TimedNumber(String orderId, Instant txnTime) {

  /** UnionPay refuses a txnTime that is not about now; it prints no limit. */
  static final Duration TOLERANCE = Duration.ofMinutes(10);

  /** What orderId may be: longer ones are cut in settlement files. */
  static String orderId(String field, String value) {
    return FieldRules.token(field, value, 8, 32, "");
  }

  /**
   * The number of a follow-up.
   *
   * @throws InvalidRequestException if it tells no time
   */
  static TimedNumber of(String field, String value) {
    orderId(field, value);
    Optional<Instant> time =
        value.length() >= BeijingTime.LENGTH
            ? BeijingTime.parse(value.substring(0, BeijingTime.LENGTH))
                .filter(TimedNumber::isOfOurTimes)
            : Optional.empty();
    if (time.isEmpty()) {
      time = PaymentId.ofNumber(value).map(PaymentId::createdAt).filter(TimedNumber::isOfOurTimes);
    }
    if (time.isEmpty()) {
      throw new InvalidRequestException(
          field,
          "a number that tells when it was made, which UnionPay needs to find it again: one of"
              + " PaymentId.next().number(), or one that begins with the Beijing time"
              + " yyyyMMddHHmmss");
    }
    return new TimedNumber(value, time.get());
  }

  /**
   * The number and time of an attempt.
   *
   * @throws InvalidRequestException if UnionPay takes no such number
   */
  static TimedNumber of(PaymentId id) {
    return new TimedNumber(orderId("payment number", id.number()), id.createdAt());
  }

  /**
   * Checks, before anything is sent, that UnionPay will take the time for the present one.
   *
   * @throws InvalidRequestException if it will not
   */
  TimedNumber aboutNow(String field, Instant now) {
    if (Duration.between(txnTime, now).abs().compareTo(TOLERANCE) > 0) {
      throw new InvalidRequestException(
          field,
          "one made within the last "
              + TOLERANCE.toMinutes()
              + " minutes (UnionPay takes txnTime "
              + BeijingTime.text(txnTime)
              + " only at about that time); a new number is harmless only if this one was never"
              + " sent, or is proven to have come to nothing");
    }
    return this;
  }

  /** As the wire writes the time. */
  String txnTimeText() {
    return BeijingTime.text(txnTime);
  }

  private static boolean isOfOurTimes(Instant time) {
    long year = time.getEpochSecond() / 31_556_952 + 1970;
    return year >= 2015 && year < 2100;
  }
}
