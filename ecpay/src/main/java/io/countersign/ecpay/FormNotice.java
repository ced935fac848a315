// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.spi.FormFields;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A form that claims to be ECPay's: which kind of notification it is, said by its field names. */
final class FormNotice {

  /**
   * Names by which anything is decided. No value may hold one of them as if it began a field there:
   * ECPay hashes the fields joined by {@code &} and {@code =} without escaping either, so whoever
   * holds a signed form can move the border between two fields and keep the hash. It hashes them in
   * small letters, too, so none of these may be spelled in others.
   */
  private static final List<String> DECIDING =
      List.of(
          "MerchantID",
          "PlatformID",
          "MerchantTradeNo",
          "RtnCode",
          "SimulatePaid",
          "TradeNo",
          "TradeAmt",
          "TradeDate",
          "PaymentType",
          "PaymentDate",
          "Amount",
          "Gwsr",
          "ProcessDate",
          "FirstAuthAmount",
          "TotalSuccessTimes",
          "ChoosePayment",
          "EncryptType",
          "TimeStamp",
          "Action",
          "ReturnURL");

  private final FormFields fields;

  FormNotice(FormFields fields) {
    this.fields = fields;
  }

  FormFields fields() {
    return fields;
  }

  /**
   * Checks that it carries one signature.
   *
   * @throws InvalidNotificationException if there is none, a blank one, or another in other letters
   */
  void mustBeSigned() {
    boolean doubled = false;
    for (String name : fields.asMap().keySet()) {
      doubled |= name.equalsIgnoreCase(CheckMacValue.FIELD) && !name.equals(CheckMacValue.FIELD);
    }
    if (doubled || fields.text(CheckMacValue.FIELD).isBlank()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING, "CheckMacValue is absent, blank or doubled: not from ECPay");
    }
  }

  /**
   * Checks that the signed text, which knows neither borders nor capital letters, can be read in no
   * other way that matters.
   *
   * @throws InvalidNotificationException if a name or value holds what could be a field of its own,
   *     a name is spelled in other letters, or it is at once a payment and a later charge
   */
  void mustBeReadInOneWay() {
    for (Map.Entry<String, String> field : fields.asMap().entrySet()) {
      String name = field.getKey();
      if (name.indexOf('&') >= 0 || name.indexOf('=') >= 0 || holdsField(field.getValue())) {
        throw unsure("a value holds what could be a field of its own");
      }
      if (isMisspelled(name)) {
        throw unsure("a name is spelled in other letters than ECPay's");
      }
    }
    // With amount and gwsr in capitals a first payment would be a later charge as well.
    if (isPeriodCharge() && (fields.has("TradeAmt") || fields.has("PaymentDate"))) {
      throw unsure("it has the fields of a payment and those of a later charge");
    }
  }

  private static InvalidNotificationException unsure(String why) {
    return new InvalidNotificationException(
        Reason.SIGNATURE_WRONG, why + ", so what was signed is not sure");
  }

  private boolean holdsField(String value) {
    int from = value.indexOf('&');
    while (from >= 0) {
      int next = value.indexOf('&', from + 1);
      int equals = value.indexOf('=', from);
      if (equals > 0 && (next < 0 || equals < next)) {
        String name = value.substring(from + 1, equals);
        if (isIn(fields.asMap().keySet(), name) || isIn(DECIDING, name)) {
          return true;
        }
      }
      from = next;
    }
    return false;
  }

  private static boolean isIn(Collection<String> names, String name) {
    for (String known : names) {
      if (known.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private boolean isMisspelled(String name) {
    // A payment's card has names of its own that differ in capitals alone.
    boolean ofCard = (name.equals("amount") || name.equals("gwsr")) && !isPeriodCharge();
    return !ofCard && !DECIDING.contains(name) && isIn(DECIDING, name);
  }

  /**
   * Checks that it is none of the merchant's own forms, which the same keys sign and every payer's
   * browser has seen.
   *
   * @throws InvalidNotificationException if it is
   */
  void mustBeNoRequest() {
    if (fields.has("ChoosePayment")
        || fields.has("EncryptType")
        || fields.has("TimeStamp")
        || fields.has("Action")
        || fields.has("ReturnURL")
        || fields.text("RtnCode").isBlank()) {
      throw new InvalidNotificationException(
          Reason.CONTENT_UNREADABLE, "it has no result, or is a request of this merchant's own");
    }
  }

  /** Invoices and logistics sign by MD5 with pairs of their own, and have fields of their own. */
  boolean isOfOtherProducts() {
    return (isAllowance() || isLogistics()) && !isAboutPayment() && !isPeriodCharge();
  }

  /** 電子發票, 線上折讓通知: AllowanceByCollegiate. */
  boolean isAllowance() {
    return fields.has("IA_Allow_No") && fields.has("IA_Invoice_No");
  }

  /** 物流, 狀態通知. */
  boolean isLogistics() {
    return fields.has("AllPayLogisticsID") && fields.has("LogisticsType");
  }

  /** A charge of a period order after its first, which is told like a payment. */
  boolean isPeriodCharge() {
    // The first one's notification writes gwsr and process_date.
    return fields.has("Gwsr") || fields.has("ProcessDate") || fields.has("FirstAuthAmount");
  }

  boolean isAboutPayment() {
    return fields.has("TradeAmt")
        || fields.has("TradeNo")
        || fields.has("PaymentType")
        || fields.has("PaymentDate")
        || fields.has("SimulatePaid");
  }

  /** What is neither about a payment nor of another product. */
  String otherType() {
    if (fields.has("CardID") && fields.has("MerchantMemberID")) {
      return EcpayEvent.CARD_BINDING;
    }
    return fields.has("AllpayTradeNo") ? EcpayEvent.BOUND_CARD_CHARGE : EcpayEvent.OTHER;
  }

  /** ECPay gives its notifications no ids: its number of the order, and the result. */
  String eventId() {
    String trade = fields.filled("TradeNo").orElse(fields.text("MerchantTradeNo"));
    return trade + "/" + fields.text("RtnCode");
  }

  /** The beginning of the signature, the same for every copy of these fields. */
  String id() {
    String given = fields.text(CheckMacValue.FIELD);
    return given.substring(0, Math.min(given.length(), 24)).toUpperCase(Locale.ROOT);
  }

  /** When it happened, by a field; the receipt if that is missing or later. */
  Instant happened(String name, Instant receivedAt) {
    Optional<Instant> told = TaipeiTime.parse(fields.text(name));
    return told.isPresent() && told.get().isBefore(receivedAt) ? told.get() : receivedAt;
  }
}
