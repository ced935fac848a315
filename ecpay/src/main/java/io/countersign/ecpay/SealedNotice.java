// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Notification;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.ProviderFields;
import io.countersign.ReceivedRequest;
import io.countersign.RejectedException;
import io.countersign.UnavailableException;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * A notification by envelope. The envelope has no signature, only a cipher that lets bits be
 * turned, and the payer's browser is handed such envelopes, too. So it is no more than a reason to
 * ask: what is handed on is ECPay's answer. Whatever is wrong with it is refused in the same words,
 * because a stranger must not learn how far it came. (綠界科技 ECPay, 站內付 2.0, 付款結果通知; 幕後授權 and 幕後取號,
 * likewise.)
 */
final class SealedNotice {

  private final EcpayConfig config;
  private final Merchant merchant;
  private final GatewayCalls gateway;

  SealedNotice(EcpayConfig config, Merchant merchant, GatewayCalls gateway) {
    this.config = config;
    this.merchant = merchant;
    this.gateway = gateway;
  }

  /** Whether a body is JSON rather than a form. */
  static boolean mayBeIn(byte[] body) {
    for (byte b : body) {
      if (b == '{') {
        return true;
      }
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return false;
      }
    }
    return false;
  }

  /** What an envelope about this merchant holds; proves nothing. */
  static Optional<ProviderFields> open(EcpayConfig config, Merchant merchant, byte[] envelope) {
    try {
      String data = JsonText.fields(envelope).text("Data").orElse("");
      Optional<String> text = SealedData.open(data, config.keys);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      ProviderFields opened = JsonText.fields(text.get().getBytes(StandardCharsets.UTF_8));
      merchant.mustBeNamedBy(opened.text("MerchantID"), opened.text("PlatformID"));
      return Optional.of(opened);
    } catch (JsonFormatException | MismatchException notOurs) {
      return Optional.empty();
    }
  }

  Notification read(ReceivedRequest raw) {
    ProviderFields told = open(config, merchant, raw.body()).orElseThrow(SealedNotice::refused);
    String number = told.text("OrderInfo/MerchantTradeNo").orElse("");
    PaymentReport answer = asked(number);
    Instant receivedAt = raw.receivedAt();
    Payment payment = answer.unasked(receivedAt);
    if (isLaterCharge(told, answer)) {
      return periodCharge(told, payment, receivedAt);
    }
    String id = answer.tradeNo().orElse(number) + "/" + answer.word();
    // The document shows the mark in the notification only, so either is enough.
    boolean simulated = answer.isSimulated() || PaymentReport.isSimulated(told);
    if (simulated && !config.simulatedPaymentsCount) {
      return new EcpaySimulatedPayment(
          id, receivedAt, merchant.account(), number, payment.fields(), payment.evidence());
    }
    return new PaymentChanged(id, receivedAt, merchant.account(), Optional.empty(), payment);
  }

  /**
   * Whether it tells of a later charge of a period order: one with another number of ECPay's or
   * another authorisation than the order itself, which are those of its first charge.
   */
  private static boolean isLaterCharge(ProviderFields told, PaymentReport answer) {
    boolean period =
        told.has("CardInfo/PeriodType")
            || told.has("CardInfo/TotalSuccessTimes")
            || answer.fields().has("PeriodInfo");
    return period
        && (differ(told.text("OrderInfo/TradeNo"), answer.tradeNo())
            || differ(told.text("CardInfo/Gwsr"), answer.authorisation()));
  }

  private static boolean differ(Optional<String> told, Optional<String> answered) {
    return told.isPresent()
        && !told.get().isEmpty()
        && !told.get().equals("0")
        && answered.isPresent()
        && !told.equals(answered);
  }

  /** The charge as ECPay's answer lists it; what the envelope says of it is left aside. */
  private Notification periodCharge(ProviderFields told, Payment first, Instant receivedAt) {
    PeriodReport period = new PeriodReport(merchant, first.fields(), first.evidence());
    if (period.isComplete()) {
      for (EcpayPeriodCharge charge : period.about(first.ref()).charges()) {
        if (isTold(told, charge)) {
          return new EcpayPeriodCharged(
              charge.at().orElse(receivedAt),
              merchant.account(),
              new NoticedOrder(merchant, first.ref().number(), Optional.of(charge.amount())),
              charge,
              first.evidence());
        }
      }
    }
    throw new UnavailableException(
        "an envelope told of a charge that ECPay's answer does not list (yet); ask for the period"
            + " order's charges");
  }

  private static boolean isTold(ProviderFields told, EcpayPeriodCharge charge) {
    return same(charge.tradeNo(), told.text("OrderInfo/TradeNo"))
        || same(charge.gwsr(), told.text("CardInfo/Gwsr"));
  }

  private static boolean same(Optional<String> listed, Optional<String> told) {
    return listed.isPresent() && listed.equals(told);
  }

  private PaymentReport asked(String number) {
    try {
      return new OrderCalls(gateway).trade(number).orElseThrow(SealedNotice::refused);
    } catch (InvalidRequestException noNumber) {
      throw refused();
    } catch (RejectedException refusedToAnswer) {
      throw new UnavailableException(
          "an envelope was received, and ECPay refused the question about its order: "
              + refusedToAnswer.getMessage(),
          Optional.empty());
    }
  }

  private static InvalidNotificationException refused() {
    return new InvalidNotificationException(
        Reason.CONTENT_UNREADABLE,
        "the envelope does not open with this merchant's keys, or ECPay knows nothing of its"
            + " order");
  }
}
