// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.PaymentChanged;
import io.countersign.PaymentState;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.spi.FormFields;
import io.countersign.spi.NotificationReader;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Proves what ECPay posts and tells it apart by its fields, never by the address it came to or by
 * its text ({@code RtnMsg}). (綠界科技 ECPay, 全方位金流, 付款結果通知, ATM、CVS 或 BARCODE 的取號結果通知, 定期定額 付款結果通知.)
 */
final class EcpayNotifications implements NotificationReader {

  private static final String ACKNOWLEDGED = "1|OK";

  /** Three times what ECPay's longest form has. */
  private static final int MOST_BYTES_EXPLAINED = 8192;

  private final EcpayConfig config;
  private final Merchant merchant;
  private final EcpayClient client;

  EcpayNotifications(EcpayConfig config, Merchant merchant, EcpayClient client) {
    this.config = config;
    this.merchant = merchant;
    this.client = client;
  }

  @Override
  public String provider() {
    return Merchant.PROVIDER;
  }

  @Override
  public Notification read(ReceivedRequest raw) {
    if (SealedNotice.mayBeIn(raw.body())) {
      return new SealedNotice(config, merchant, client.gateway()).read(raw);
    }
    Optional<FormFields> fields = FormFields.parse(raw.body(), FormFields.Writing.FORM);
    if (fields.isEmpty()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING,
          "the body is no UTF-8 form with each name once, so nothing signs it; hand over the raw"
              + " bytes");
    }
    FormNotice notice = new FormNotice(fields.get());
    notice.mustBeSigned();
    return notice.isOfOtherProducts()
        ? new OtherProductNotices(config).read(notice, raw.receivedAt())
        : proven(notice, raw.body().length, raw.receivedAt());
  }

  private Notification proven(FormNotice notice, int bytes, Instant receivedAt) {
    FormFields fields = notice.fields();
    if (!CheckMacValue.proves(fields, config.keys, CheckMacValue.Hash.SHA256)) {
      throw new InvalidNotificationException(Reason.SIGNATURE_WRONG, likelyCause(fields, bytes));
    }
    notice.mustBeReadInOneWay();
    notice.mustBeNoRequest();
    merchant.mustBeNamedBy(fields.filled("MerchantID"), fields.filled("PlatformID"));
    Evidence evidence = Evidence.of(Evidence.Kind.SIGNED_NOTIFICATION, receivedAt);
    PaymentReport report = PaymentReport.ofNotification(merchant, fields, evidence);
    if (report.isSimulated() && !config.simulatedPaymentsCount) {
      return simulated(notice, report, receivedAt, evidence);
    }
    if (notice.isPeriodCharge()) {
      return periodCharge(notice, report, receivedAt, evidence);
    }
    if (!notice.isAboutPayment()) {
      return new EcpayEvent(
          notice.id(),
          receivedAt,
          merchant.account(),
          notice.otherType(),
          report.fields(),
          evidence);
    }
    if (!report.isComplete()) {
      throw unreadable("it lacks its number, result or amount");
    }
    // Of all results, only an issued number or a taken application awaits the payer.
    return report.state() == PaymentState.AWAITING_PAYER
        ? new EcpayVoucherIssued(
            notice.eventId(),
            receivedAt,
            merchant.account(),
            new NoticedOrder(merchant, report.number().orElse(""), report.total()),
            report.fields(),
            evidence)
        : payment(notice, report, receivedAt);
  }

  private Notification payment(FormNotice notice, PaymentReport report, Instant receivedAt) {
    Instant createdAt = notice.happened("PaymentDate", receivedAt);
    try {
      return new PaymentChanged(
          notice.eventId(),
          createdAt,
          merchant.account(),
          Optional.empty(),
          report.unasked(createdAt));
    } catch (InvalidRequestException oddNumber) {
      throw unreadable("its number is not one that a payment can have");
    }
  }

  private Notification simulated(
      FormNotice notice, PaymentReport report, Instant receivedAt, Evidence evidence) {
    Optional<String> number = report.number();
    if (number.isEmpty()) {
      throw unreadable("it lacks its number");
    }
    return new EcpaySimulatedPayment(
        notice.eventId(), receivedAt, merchant.account(), number.get(), report.fields(), evidence);
  }

  private Notification periodCharge(
      FormNotice notice, PaymentReport report, Instant receivedAt, Evidence evidence) {
    FormFields fields = notice.fields();
    Optional<String> number = report.number();
    Optional<Money> amount = PaymentReport.dollars(fields.text("Amount"));
    String gwsr = fields.text("Gwsr").equals("0") ? "" : fields.text("Gwsr");
    boolean unnamed = gwsr.isEmpty() && fields.text("ProcessDate").isEmpty();
    if (number.isEmpty() || amount.isEmpty() || fields.text("RtnCode").isBlank() || unnamed) {
      throw unreadable("the charge lacks its number, result, amount or authorisation");
    }
    return new EcpayPeriodCharged(
        notice.happened("ProcessDate", receivedAt),
        merchant.account(),
        new NoticedOrder(merchant, number.get(), amount),
        new EcpayPeriodCharge(
            fields.text("RtnCode"),
            amount.get(),
            gwsr,
            "",
            TaipeiTime.parse(fields.text("ProcessDate")),
            report.fields()),
        evidence);
  }

  @Override
  public ReceivedReply reply(ReceivedReply.Result result, String detail) {
    // Compared one by one: a switch over the enum would load one class more.
    if (result == ReceivedReply.Result.HANDLED || result == ReceivedReply.Result.ALREADY_HANDLED) {
      return answered(200, ACKNOWLEDGED, result, detail);
    }
    if (result == ReceivedReply.Result.REFUSED) {
      return answered(400, "0|not proven", result, detail);
    }
    if (result == ReceivedReply.Result.UNEXPECTED) {
      return answered(409, "0|not expected", result, detail);
    }
    if (result == ReceivedReply.Result.ACTION_FAILED) {
      return answered(500, "0|try again", result, detail);
    }
    return answered(503, "0|try again", result, detail);
  }

  /** Strangers read a refusal, so it says no more than its status does. */
  private static ReceivedReply answered(
      int status, String body, ReceivedReply.Result result, String detail) {
    return new ReceivedReply(status, Map.of("Content-Type", "text/plain"), body, result, detail);
  }

  /** Trying causes takes many hashes, so a stranger's long form is not looked into. */
  private String likelyCause(FormFields fields, int bytes) {
    return bytes > MOST_BYTES_EXPLAINED
        ? "CheckMacValue is not that of these fields"
        : CheckMacDiagnosis.of(fields, config);
  }

  private static InvalidNotificationException unreadable(String why) {
    return new InvalidNotificationException(Reason.CONTENT_UNREADABLE, why);
  }
}
