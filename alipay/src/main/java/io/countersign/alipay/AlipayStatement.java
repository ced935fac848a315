// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.FieldRules;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which bill to read, of a day or of a month, and how. Immutable; safe for use by many threads.
 * (支付宝开放平台, 查询对账单下载地址.)
 *
 * @see AlipayClient#readStatement(AlipayStatement, java.util.function.Consumer)
 * @see AlipayClient#readFundFlow
 */
public final class AlipayStatement {

  private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

  private final LocalDate first;
  private final @Nullable YearMonth month;
  private final @Nullable String smid;
  private final Duration within;

  private AlipayStatement(
      LocalDate first, @Nullable YearMonth month, @Nullable String smid, Duration within) {
    this.first = first;
    this.month = month;
    this.smid = smid;
    this.within = within;
  }

  /**
   * That of a day, read within ten minutes.
   *
   * @param day in Beijing time, before today
   */
  public static AlipayStatement of(LocalDate day) {
    return new AlipayStatement(day, null, null, Duration.ofMinutes(10));
  }

  /**
   * That of a month, read within ten minutes; it is there from about the fourth of the next one. In
   * what is answered its first day stands for it.
   *
   * @param month in Beijing time, before this one
   */
  public static AlipayStatement of(YearMonth month) {
    return new AlipayStatement(month.atDay(1), month, null, Duration.ofMinutes(10));
  }

  /**
   * The trades of one merchant of the second level (直付通二级商户, {@code trade_zft_merchant}); not for
   * movements of accounts.
   *
   * @param merchant its number ({@code smid}), at most 20 characters
   */
  public AlipayStatement secondLevelMerchant(String merchant) {
    return new AlipayStatement(first, month, FieldRules.token("smid", merchant, 1, 20, ""), within);
  }

  /**
   * The most time for the file, from its first byte to its last, <em>what your function does with
   * the rows included</em>; ten minutes unless set, a day at most. A client made by {@code
   * before(deadline)} may leave less.
   *
   * @throws InvalidRequestException if it is not more than zero
   */
  public AlipayStatement within(Duration time) {
    if (time.isZero() || time.isNegative()) {
      throw new InvalidRequestException("within", "more than no time");
    }
    return new AlipayStatement(first, month, smid, time);
  }

  /** Day or month. */
  @Override
  public String toString() {
    return "AlipayStatement[" + billDate() + "]";
  }

  /** The day, or the month's first. */
  LocalDate day() {
    return first;
  }

  /** {@code yyyy-MM-dd} or {@code yyyy-MM}. */
  String billDate() {
    return month == null ? first.toString() : month.toString();
  }

  Optional<String> smid() {
    return Optional.ofNullable(smid);
  }

  Duration within() {
    return within;
  }

  /**
   * Checks that it is over.
   *
   * @throws InvalidRequestException if it is not
   */
  void mustBeOver(Instant now) {
    LocalDate today = now.atOffset(BEIJING).toLocalDate();
    if (end().isAfter(today)) {
      throw new InvalidRequestException(
          month == null ? "day" : "month",
          month == null
              ? "a day before " + today + " in Beijing time; today's bill comes tomorrow"
              : "a month before " + YearMonth.from(today) + " in Beijing time");
    }
  }

  /** Whether the bill should be there by now. */
  boolean isDue(Instant now) {
    return !now.isBefore(dueAt());
  }

  /** Whether a bill that is not there by now will not come: there was nothing to list. */
  boolean isLongDue(Instant now) {
    return !now.isBefore(dueAt().plus(Duration.ofDays(1)));
  }

  /** When asking for it again makes sense. */
  Instant askAgainAt(Instant now) {
    return isDue(now) ? now.plus(Duration.ofHours(1)) : dueAt();
  }

  private Instant dueAt() {
    LocalDate day = month == null ? end() : end().plusDays(3);
    return day.atTime(LocalTime.of(10, 0)).toInstant(BEIJING);
  }

  private LocalDate end() {
    return month == null ? first.plusDays(1) : first.plusMonths(1);
  }
}
