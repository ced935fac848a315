// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.ProviderFields;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what ECPay says about a period order. It writes numbers as numbers or as texts, leaves out
 * or nulls what it does not know, and in envelopes spells names its other way.
 */
final class PeriodReport {

  private final Merchant merchant;
  private final ProviderFields fields;
  private final Evidence evidence;

  /** Where an envelope holds it, if not at the top. */
  private final String at;

  PeriodReport(Merchant merchant, ProviderFields fields, Evidence evidence) {
    this.merchant = merchant;
    this.fields = fields;
    this.evidence = evidence;
    this.at = fields.has("PeriodInfo") ? "PeriodInfo/" : "";
  }

  /** What ECPay says of the question; of a known order it is the first charge's result. */
  String code() {
    return fields.text("RtnCode").orElse("").trim();
  }

  /** Whether ECPay says that there is no such period order. */
  boolean isOfUnknownOrder() {
    return code().equals(ReturnCode.ORDER_UNKNOWN.code());
  }

  /** Whether it is about no order at all, for a reason that it names. */
  boolean isRefusal() {
    return number().isEmpty() && !code().isEmpty() && !code().equals(ReturnCode.DONE.code());
  }

  /** Whether it has what every report of a known order must have. */
  boolean isComplete() {
    if (number().isEmpty() || text("ExecStatus").isEmpty() || amount("PeriodAmount").isEmpty()) {
      return false;
    }
    for (ProviderFields charge : fields.list(at + "ExecLog")) {
      boolean paid = text(charge, "RtnCode").equals("1");
      if (paid && (dollars(charge, "amount").isEmpty() || number(charge, "gwsr").isEmpty())) {
        return false;
      }
    }
    return true;
  }

  /**
   * The order that was asked about; for a complete report.
   *
   * @throws MismatchException if it is about another merchant, number or amount
   */
  EcpayPeriodOrder about(PaymentRef asked) {
    Optional<String> named = fields.text(at + "MerchantID");
    merchant.mustBeNamedBy(
        named.isPresent() ? named : fields.text("MerchantID"), fields.text("PlatformID"));
    same("MerchantTradeNo", asked.number(), number());
    mustBe(asked.total(), "PeriodAmount", amount("PeriodAmount"));
    List<EcpayPeriodCharge> charges = new ArrayList<>();
    for (ProviderFields charge : fields.list(at + "ExecLog")) {
      charges.add(charge(asked, charge));
    }
    String tradeNo = text("TradeNo");
    return new EcpayPeriodOrder(
        tradeNo.isEmpty() ? asked : asked.withTransactionId(tradeNo), this, charges);
  }

  private static EcpayPeriodCharge charge(PaymentRef asked, ProviderFields charge) {
    String code = text(charge, "RtnCode");
    Optional<Money> amount = dollars(charge, "amount");
    if (code.equals("1")) {
      mustBe(asked.total(), "ExecLog amount", amount);
    }
    return new EcpayPeriodCharge(
        code,
        amount.orElse(asked.total()),
        number(charge, "gwsr"),
        number(charge, "TradeNo"),
        TaipeiTime.parse(text(charge, "process_date")),
        charge);
  }

  EcpayPeriodState state() {
    return EcpayPeriodState.of(text("ExecStatus"));
  }

  Optional<Period> every() {
    int steps = count("Frequency");
    return steps == 0
        ? Optional.empty()
        : switch (text("PeriodType")) {
          case "D" -> Optional.of(Period.ofDays(steps));
          case "M" -> Optional.of(Period.ofMonths(steps));
          case "Y" -> Optional.of(Period.ofYears(steps));
          default -> Optional.empty();
        };
  }

  int times() {
    return count("ExecTimes");
  }

  int timesPaid() {
    return count("TotalSuccessTimes");
  }

  Optional<Money> totalPaid() {
    return amount("TotalSuccessAmount");
  }

  ProviderFields fields() {
    return fields;
  }

  Evidence evidence() {
    return evidence;
  }

  private String number() {
    String named = text("MerchantTradeNo");
    return named.isEmpty() ? fields.text("OrderInfo/MerchantTradeNo").orElse("") : named;
  }

  private String text(String name) {
    return text(fields, at + name);
  }

  private Optional<Money> amount(String name) {
    return dollars(fields, at + name);
  }

  private int count(String name) {
    OptionalLong count = Dollars.digits(text(name));
    return count.isPresent() ? (int) count.getAsLong() : 0;
  }

  /** A value by its name in forms, or by the one that envelopes use: process_date, ProcessDate. */
  private static String text(ProviderFields group, String name) {
    Optional<String> value = group.text(name);
    if (value.isEmpty()) {
      StringBuilder capital = new StringBuilder(name.length());
      boolean begins = true;
      for (char c : name.substring(name.lastIndexOf('/') + 1).toCharArray()) {
        if (c != '_') {
          capital.append(begins ? Character.toUpperCase(c) : c);
        }
        begins = c == '_';
      }
      value = group.text(name.substring(0, name.lastIndexOf('/') + 1) + capital);
    }
    return value.orElse("").trim();
  }

  /** A number that stands for something; ECPay writes 0 for none. */
  private static String number(ProviderFields group, String name) {
    String digits = text(group, name);
    return digits.equals("0") ? "" : digits;
  }

  private static Optional<Money> dollars(ProviderFields group, String name) {
    OptionalLong dollars = Dollars.digits(text(group, name));
    return dollars.isPresent() ? Optional.of(Dollars.of(dollars.getAsLong())) : Optional.empty();
  }

  private static void mustBe(Money expected, String field, Optional<Money> reported) {
    same(field, expected.toString(), reported.isEmpty() ? "none" : reported.get().toString());
  }

  private static void same(String field, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new MismatchException(field, expected, actual);
    }
  }
}
