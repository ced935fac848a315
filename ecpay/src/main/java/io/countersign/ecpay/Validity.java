// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/**
 * A last moment to pay, in each voucher's unit: counted from the payment id's time and rounded
 * down, so that ECPay takes no money after it. (綠界科技 ECPay, 全方位金流, ATM, 超商代碼, 超商條碼.)
 */
final class Validity {

  private static final LocalTime LAST_SECOND = LocalTime.of(23, 59, 59);

  /** ATM 櫃員機: valid to the end of a day in Taipei. */
  static final int MOST_ACCOUNT_DAYS = 60;

  /** 超商代碼: thirty days in minutes. */
  static final int MOST_CODE_MINUTES = 43_200;

  /** 超商條碼. */
  static final int MOST_BARCODE_DAYS = 30;

  private Validity() {}

  /** Days of a bank account. */
  static int accountDays(Instant created, Instant payBefore) {
    return days(created, payBefore, MOST_ACCOUNT_DAYS);
  }

  /** Days of a barcode. */
  static int barcodeDays(Instant created, Instant payBefore) {
    return days(created, payBefore, MOST_BARCODE_DAYS);
  }

  /** Minutes of a store's code. */
  static int codeMinutes(Instant created, Instant payBefore) {
    long minutes = Duration.between(created, payBefore).toMinutes();
    if (payBefore.isBefore(created) || minutes < 1 || minutes > MOST_CODE_MINUTES) {
      throw new InvalidRequestException(
          "payBefore", "1 minute to 30 days after the payment id's time, for a store's code");
    }
    return (int) minutes;
  }

  private static int days(Instant created, Instant payBefore, int most) {
    LocalDateTime end = LocalDateTime.ofInstant(payBefore, TaipeiTime.OFFSET);
    LocalDate last =
        end.toLocalTime().isBefore(LAST_SECOND)
            ? end.toLocalDate().minusDays(1)
            : end.toLocalDate();
    LocalDate first = LocalDateTime.ofInstant(created, TaipeiTime.OFFSET).toLocalDate();
    long days = ChronoUnit.DAYS.between(first, last);
    if (days < 1 || days > most) {
      throw new InvalidRequestException(
          "payBefore",
          "the end of a day in Taipei (23:59:59), 1 to "
              + most
              + " days after the day of the payment id: ECPay counts such vouchers in whole days");
    }
    return (int) days;
  }
}
