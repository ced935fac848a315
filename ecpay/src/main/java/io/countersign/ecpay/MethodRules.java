// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.FormFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which terms go with which method, and which contradict each other. Of a method that is not known
 * here nothing is demanded. (綠界科技 ECPay, 全方位金流, 信用卡, 定期定額, ATM, 超商代碼, 超商條碼, BNPL.)
 */
final class MethodRules {

  /** Strict limits of how often a period order is charged, in the older document. */
  private static final int USUAL_MONTHS = 99;

  private static final int USUAL_YEARS = 9;

  private static final List<EcpayMethod> NUMBERED =
      List.of(EcpayMethod.ATM, EcpayMethod.CVS, EcpayMethod.BARCODE);

  private MethodRules() {}

  /** Whether a payer may be given a number to pay with, or a result to wait for. */
  static boolean issuesNumbers(EcpayMethod method) {
    return NUMBERED.contains(method)
        || method.equals(EcpayMethod.BNPL)
        || method.equals(EcpayMethod.ALL);
  }

  /**
   * Checks the terms of an order.
   *
   * @throws InvalidRequestException if two contradict each other, or one means nothing here
   */
  static void check(EcpayMethod method, FormFields form) {
    addresses(form);
    for (String name : List.of("CreditInstallment", "Redeem", "UnionPay", "BindingCard")) {
      only(form, name, method, EcpayMethod.CREDIT);
    }
    only(form, "PeriodType", method, EcpayMethod.CREDIT);
    only(form, "Desc_1", method, EcpayMethod.CVS, EcpayMethod.BARCODE);
    only(form, "ClientRedirectURL", method, NUMBERED.toArray(new EcpayMethod[0]));
    only(
        form,
        "PaymentInfoURL",
        method,
        EcpayMethod.ATM,
        EcpayMethod.CVS,
        EcpayMethod.BARCODE,
        EcpayMethod.BNPL);
    if (form.has("OrderResultURL") && NUMBERED.contains(method)) {
      throw contradiction("OrderResultURL", "ChoosePayment " + method.word());
    }
    if (form.has("ChooseSubPayment") && method.equals(EcpayMethod.ALL)) {
      throw new InvalidRequestException(
          "ChooseSubPayment", "one method, chosen with EcpayOption.choosePayment(…)");
    }
    if (form.has("IgnorePayment") && !method.equals(EcpayMethod.ALL)) {
      throw contradiction("IgnorePayment", "ChoosePayment " + method.word());
    }
    cards(form);
  }

  /** What ECPay may refuse, or may do otherwise, depending on the contract. */
  static List<String> doubts(EcpayMethod method, FormFields form) {
    List<String> doubts = new ArrayList<>();
    usualAmount(method, Long.parseLong(form.text("TotalAmount"))).ifPresent(doubts::add);
    String times = form.text("ExecTimes");
    boolean many =
        (form.text("PeriodType").equals("M") && Integer.parseInt(times) > USUAL_MONTHS)
            || (form.text("PeriodType").equals("Y") && Integer.parseInt(times) > USUAL_YEARS);
    if (many) {
      doubts.add(
          "ExecTimes " + times + " is over an older limit (99 months, 9 years); ECPay may refuse");
    }
    return List.copyOf(doubts);
  }

  private static Optional<String> usualAmount(EcpayMethod method, long dollars) {
    long[] limits =
        switch (method.word()) {
          case "Credit" -> new long[] {5, 199_999};
          case "ATM", "WebATM" -> new long[] {11, 49_999};
          case "CVS" -> new long[] {33, 6_000};
          case "BARCODE" -> new long[] {17, 20_000};
          case "TWQR" -> new long[] {6, 49_999};
          case "BNPL" -> new long[] {50, 500_000};
          default -> new long[] {1, Long.MAX_VALUE};
        };
    return dollars >= limits[0] && dollars <= limits[1]
        ? Optional.empty()
        : Optional.of(
            "TotalAmount "
                + dollars
                + " is outside the usual "
                + limits[0]
                + " to "
                + limits[1]
                + " TWD of "
                + method.word()
                + "; without another contract ECPay refuses");
  }

  private static void addresses(FormFields form) {
    for (String name : List.of("OrderResultURL", "ClientBackURL", "ClientRedirectURL")) {
      if (form.has(name) && form.text(name).equals(form.text("ReturnURL"))) {
        throw new InvalidRequestException(
            name,
            "another address than ReturnURL: a browser must not end where ECPay's server posts");
      }
    }
  }

  private static void cards(FormFields form) {
    boolean unionPay = form.has("UnionPay") && !form.text("UnionPay").equals("2");
    for (String name : List.of("CreditInstallment", "Redeem", "BindingCard", "PeriodType")) {
      if (unionPay && form.has(name)) {
        throw contradiction("UnionPay", name);
      }
    }
    if (form.text("UnionPay").equals("1") && form.has("OrderResultURL")) {
      throw contradiction("UnionPay", "OrderResultURL");
    }
    for (String name : List.of("CreditInstallment", "Redeem")) {
      if (form.has("PeriodType") && form.has(name)) {
        throw contradiction("PeriodType", name);
      }
    }
    if (form.has("PeriodReturnURL") && !form.has("PeriodType")) {
      throw new InvalidRequestException("PeriodReturnURL", "EcpayOption.period(…) beside it");
    }
  }

  private static void only(
      FormFields form, String name, EcpayMethod method, EcpayMethod... fitting) {
    if (form.has(name)
        && isKnown(method)
        && !method.equals(EcpayMethod.ALL)
        && !List.of(fitting).contains(method)) {
      throw contradiction(name, "ChoosePayment " + method.word());
    }
  }

  private static boolean isKnown(EcpayMethod method) {
    return List.of(
            EcpayMethod.ALL,
            EcpayMethod.CREDIT,
            EcpayMethod.WEB_ATM,
            EcpayMethod.ATM,
            EcpayMethod.CVS,
            EcpayMethod.BARCODE,
            EcpayMethod.APPLE_PAY,
            EcpayMethod.TWQR,
            EcpayMethod.BNPL,
            EcpayMethod.WECHAT_PAY,
            EcpayMethod.DIGITAL_PAYMENT)
        .contains(method);
  }

  private static InvalidRequestException contradiction(String name, String other) {
    return new InvalidRequestException(
        name, "to stand without " + other + "; ECPay takes only one");
  }
}
