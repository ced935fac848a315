// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.spi.FormFields;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what ECPay says about an order: in the answer to a query, in a notification by form, and in
 * an envelope, where most of it stands under {@code OrderInfo}. (綠界科技 ECPay, 全方位金流, 查詢訂單 and
 * 付款結果通知; 站內付 2.0, 查詢訂單.)
 */
final class PaymentReport {

  /** What a query says of a number that ECPay does not know. */
  static final String UNKNOWN_ORDER = "10200047";

  private final Merchant merchant;
  private final ProviderFields fields;
  private final Evidence evidence;

  /** What stands before the order's own fields. */
  private final String group;

  /** Which field says where the order stands. */
  private final String wordPath;

  private PaymentReport(
      Merchant merchant, ProviderFields fields, Evidence evidence, String group, String wordPath) {
    this.merchant = merchant;
    this.fields = fields;
    this.evidence = evidence;
    this.group = group;
    this.wordPath = wordPath;
  }

  /** The signed answer to a query, whose word is {@code TradeStatus}. */
  static PaymentReport ofQuery(Merchant merchant, FormFields fields, Evidence evidence) {
    return new PaymentReport(merchant, SignedAnswer.reported(fields), evidence, "", "TradeStatus");
  }

  /** A signed notification, whose word is {@code RtnCode}. */
  static PaymentReport ofNotification(Merchant merchant, FormFields fields, Evidence evidence) {
    return new PaymentReport(merchant, SignedAnswer.reported(fields), evidence, "", "RtnCode");
  }

  /**
   * What an envelope held, whose word is {@code TradeStatus}: its {@code RtnCode} is about the
   * call, and about a number that was issued.
   */
  static PaymentReport ofEnvelope(Merchant merchant, ProviderFields data, Evidence evidence) {
    return new PaymentReport(merchant, data, evidence, "OrderInfo/", "OrderInfo/TradeStatus");
  }

  /** Everything, as received. */
  ProviderFields fields() {
    return fields;
  }

  /** ECPay's own word for the state; empty text if there is none. */
  String word() {
    return fields.text(wordPath).orElse("").trim();
  }

  /** The merchant's number of the order (MerchantTradeNo); empty if none that could be one. */
  Optional<String> number() {
    return token(group + "MerchantTradeNo", 64);
  }

  /** ECPay's number of the order (TradeNo). */
  Optional<String> tradeNo() {
    return token(group + "TradeNo", 40);
  }

  /** The authorisation number of a card payment (gwsr), which is reported on request only. */
  Optional<String> authorisation() {
    Optional<String> given = token(group.isEmpty() ? "gwsr" : "CardInfo/Gwsr", 40);
    return given.equals(Optional.of("0")) ? Optional.empty() : given;
  }

  /** Whether it was paid by the back office's simulation (模擬付款): no money moved. */
  boolean isSimulated() {
    return isSimulated(fields);
  }

  /** Whether these fields bear the simulation's mark. */
  static boolean isSimulated(ProviderFields fields) {
    String said = fields.text("SimulatePaid").orElse("").trim();
    return !said.isEmpty() && !said.equals("0");
  }

  /** Whether it says that ECPay has no such order. */
  boolean saysUnknown() {
    return word().equals(UNKNOWN_ORDER);
  }

  /**
   * Whether it says nothing about an order: a refused query is answered in the form of an order
   * without number of ECPay's and without amount, its code in place of the state.
   */
  boolean isAboutNoOrder() {
    return tradeNo().isEmpty() && total().isEmpty() && state() != PaymentState.FAILED;
  }

  /**
   * Whether everything is there that a report must have. A failed order need not have an amount,
   * because ECPay also calls that failed what was never established.
   */
  boolean isComplete() {
    return number().isPresent()
        && !word().isEmpty()
        && (total().isPresent() || (state() == PaymentState.FAILED && amountIsSilent()));
  }

  /**
   * Where the order stands. A simulated payment is none, unless the configuration lets it count.
   */
  PaymentState state() {
    PaymentState said = saidState();
    return said == PaymentState.PAID && isSimulated() && !merchant.simulatedPaymentsCount()
        ? PaymentState.UNRECOGNIZED
        : said;
  }

  private PaymentState saidState() {
    return wordPath.endsWith("TradeStatus") ? ofTradeStatus(word()) : ofReturnCode(word());
  }

  private static PaymentState ofTradeStatus(String status) {
    return switch (status) {
      case "0" -> PaymentState.AWAITING_PAYER;
      case "1" -> PaymentState.PAID;
      case "10200095", "10200163" -> PaymentState.FAILED;
      default -> PaymentState.UNRECOGNIZED;
    };
  }

  private static PaymentState ofReturnCode(String code) {
    return switch (code) {
      case "1" -> PaymentState.PAID;
      // A number was issued, or an application for instalments taken.
      case "2", "10100073" -> PaymentState.AWAITING_PAYER;
      case "10300066" -> PaymentState.PROCESSING;
      default -> isFailure(code) ? PaymentState.FAILED : PaymentState.UNRECOGNIZED;
    };
  }

  /** Whether a code is known to end an order without payment. */
  private static boolean isFailure(String code) {
    Optional<ReturnCode> known = ReturnCode.of(code, Service.PAYMENT);
    return known.isPresent()
        && known.get() != ReturnCode.ORDER_UNKNOWN
        && known.get().effectOn(Operation.FIND) == ReturnCode.Effect.NOTHING_HAPPENED;
  }

  /**
   * The payment that was asked about.
   *
   * @throws MismatchException if the report is about another merchant, order or amount
   */
  Payment about(PaymentRef asked) {
    mustAgreeWith(asked);
    return payment(asked);
  }

  /**
   * Checks that it is about this attempt.
   *
   * @throws MismatchException if it is about another merchant, order or amount
   */
  void mustAgreeWith(PaymentRef asked) {
    mustBeOfMerchant();
    mustBeOf(asked.number());
    Optional<Money> total = total();
    if (total.isPresent() && !total.get().equals(asked.total())) {
      throw new MismatchException("TradeAmt", asked.total().toString(), total.get().toString());
    }
  }

  /**
   * The payment of a complete report, when only its merchant is known. The order's own time
   * (TradeDate) stands for the attempt's.
   *
   * @param fallbackCreatedAt the attempt's time if the report has none
   * @throws MismatchException if the report is about another merchant
   */
  Payment unasked(Instant fallbackCreatedAt) {
    mustBeOfMerchant();
    Instant made = time("TradeDate").orElse(fallbackCreatedAt);
    return payment(
        merchant.own(
            PaymentRef.of(
                Merchant.PROVIDER,
                new PaymentId(number().orElse("none"), made),
                total().orElse(Dollars.of(0)))));
  }

  /**
   * Checks that it names the merchant.
   *
   * @throws MismatchException if it names another or none
   */
  void mustBeOfMerchant() {
    merchant.mustBeNamedBy(fields.text("MerchantID"), fields.text("PlatformID"));
  }

  /**
   * Checks that it is about this number.
   *
   * @throws MismatchException if it is about another or none
   */
  void mustBeOf(String number) {
    String named = number().orElse("none");
    if (!named.equals(number)) {
      throw new MismatchException("MerchantTradeNo", number, named);
    }
  }

  /**
   * Checks that a report which need not name merchant and number names no others. ECPay leaves out,
   * or writes 0 for, what it does not know.
   *
   * @throws MismatchException if it does
   */
  void mustNameNoOtherThan(String number) {
    if (isNamed(fields.text("MerchantID"))) {
      mustBeOfMerchant();
    }
    if (isNamed(number())) {
      mustBeOf(number);
    }
  }

  private static boolean isNamed(Optional<String> value) {
    return value.isPresent() && !value.get().isEmpty() && !value.get().equals("0");
  }

  private Payment payment(PaymentRef ref) {
    Optional<String> tradeNo = tradeNo();
    PaymentRef known = tradeNo.isPresent() ? ref.withTransactionId(tradeNo.get()) : ref;
    Payment.Builder payment = Payment.of(known, state(), word(), fields, evidence);
    Optional<Money> total = total();
    if (total.isPresent()) {
      payment.orderTotal(total.get());
    }
    Optional<Instant> paidAt = time("PaymentDate");
    if (paidAt.isPresent() && state() == PaymentState.PAID) {
      payment.paidAt(paidAt.get());
    }
    return payment.build();
  }

  /** The order's total: whole dollars, more than none; empty if it is anything else. */
  Optional<Money> total() {
    return dollars(fields.text(group + "TradeAmt").orElse(""));
  }

  /** Whole dollars, more than none; empty if the text is anything else. */
  static Optional<Money> dollars(String text) {
    OptionalLong dollars = text.startsWith("0") ? OptionalLong.empty() : Dollars.digits(text);
    return dollars.isPresent() ? Optional.of(Dollars.of(dollars.getAsLong())) : Optional.empty();
  }

  private boolean amountIsSilent() {
    String text = fields.text(group + "TradeAmt").orElse("");
    return text.isEmpty() || text.equals("0");
  }

  private Optional<Instant> time(String name) {
    return TaipeiTime.parse(fields.text(group + name).orElse(""));
  }

  /** Letters and digits. */
  private Optional<String> token(String path, int most) {
    String text = fields.text(path).orElse("");
    if (text.isEmpty() || text.length() > most) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) {
        return Optional.empty();
      }
    }
    return Optional.of(text);
  }
}
