// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.ProviderOption;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * ECPay's typed extras for orders; each names the field it fills. What has no method of its own
 * goes through {@link #field}. Immutable. (綠界科技 ECPay, 全方位金流, 產生訂單.)
 */
public final class EcpayOption implements ProviderOption {

  /** What the request itself, or the method beside each, fills. */
  private static final Map<String, List<String>> OURS =
      Map.ofEntries(
          Map.entry("the configuration", List.of("merchantid", "hashkey", "hashiv")),
          Map.entry("EcpayClient.onBehalfOf(…)", List.of("platformid")),
          Map.entry("the signature", List.of("checkmacvalue", "encrypttype")),
          Map.entry("the payment id", List.of("merchanttradeno", "merchanttradedate")),
          Map.entry("the request", List.of("paymenttype")),
          Map.entry("the request's amount", List.of("totalamount")),
          Map.entry("the request's notifyUrl", List.of("returnurl")),
          Map.entry("the scene's returnUrl", List.of("clientbackurl")),
          Map.entry("the request's payBefore", List.of("expiredate", "storeexpiredate")),
          Map.entry("the request's attachment", List.of("customfield1")),
          Map.entry("EcpayOption.tradeDesc(…)", List.of("tradedesc")),
          Map.entry("EcpayOption.items(…)", List.of("itemname")),
          Map.entry("EcpayOption.choosePayment(…)", List.of("choosepayment")),
          Map.entry("EcpayOption.chooseSubPayment(…)", List.of("choosesubpayment")),
          Map.entry("EcpayOption.ignorePayment(…)", List.of("ignorepayment")),
          Map.entry("EcpayOption.withoutExtraPaidInfo()", List.of("needextrapaidinfo")),
          Map.entry("EcpayOption.storeId(…)", List.of("storeid")),
          Map.entry("EcpayOption.itemUrl(…)", List.of("itemurl")),
          Map.entry("EcpayOption.remark(…)", List.of("remark")),
          Map.entry("EcpayOption.language(…)", List.of("language")),
          Map.entry("EcpayOption.customField(2, …)", List.of("customfield2")),
          Map.entry("EcpayOption.customField(3, …)", List.of("customfield3")),
          Map.entry("EcpayOption.customField(4, …)", List.of("customfield4")),
          Map.entry("EcpayOption.orderResultUrl(…)", List.of("orderresulturl")),
          Map.entry("EcpayOption.creditInstallment(…)", List.of("creditinstallment")),
          Map.entry("EcpayOption.redeem()", List.of("redeem")),
          Map.entry("EcpayOption.unionPay(…)", List.of("unionpay")),
          Map.entry("EcpayOption.bindingCard(…)", List.of("bindingcard", "merchantmemberid")),
          Map.entry(
              "EcpayOption.period(…)",
              List.of("periodamount", "periodtype", "frequency", "exectimes")),
          Map.entry("EcpayOption.periodReturnUrl(…)", List.of("periodreturnurl")),
          Map.entry("EcpayOption.desc(…)", List.of("desc_1", "desc_2", "desc_3", "desc_4")),
          Map.entry("EcpayOption.paymentInfoUrl(…)", List.of("paymentinfourl")),
          Map.entry("EcpayOption.clientRedirectUrl(…)", List.of("clientredirecturl")),
          Map.entry(
              "EcpayOption.invoice(…)",
              List.of(
                  "invoicemark",
                  "relatenumber",
                  "customerid",
                  "customeridentifier",
                  "customername",
                  "customeraddr",
                  "customerphone",
                  "customeremail",
                  "clearancemark",
                  "taxtype",
                  "carruertype",
                  "carruernum",
                  "donation",
                  "lovecode",
                  "print",
                  "invoiceitemname",
                  "invoiceitemcount",
                  "invoiceitemword",
                  "invoiceitemprice",
                  "invoiceitemtaxtype",
                  "invoiceremark",
                  "delayday",
                  "invtype")));

  /** What a request may be. */
  enum Target {
    /** ECPay's page. */
    PAGE,
    /** A voucher made by the shop's server. */
    VOUCHER
  }

  private final String name;
  private final Set<Target> targets;
  private final Map<String, String> fields;

  private EcpayOption(String name, Set<Target> targets, Map<String, String> fields) {
    this.name = name;
    this.targets = targets;
    this.fields = fields;
  }

  /**
   * {@code ChoosePayment}: the one way to pay; {@link EcpayMethod#ALL} unless given. ECPay advises
   * to name one.
   */
  public static EcpayOption choosePayment(EcpayMethod method) {
    return page("choosePayment", "ChoosePayment", method.word());
  }

  /**
   * {@code ChooseSubPayment}: the bank, store or company of the chosen method, such as {@code
   * FIRST} for ATM, {@code IBON} for CVS, {@code URICH} for BNPL. With {@code Scene.voucher} it is
   * the bank ({@code ATMBankCode}) or the store chain ({@code CVSCode}).
   */
  public static EcpayOption chooseSubPayment(String word) {
    return both(
        "chooseSubPayment",
        "ChooseSubPayment",
        FieldRules.token("ChooseSubPayment", word, 1, 20, "_"));
  }

  /**
   * {@code IgnorePayment}: ways to pay that are not shown beside {@link EcpayMethod#ALL}.
   *
   * @throws InvalidRequestException for {@link EcpayMethod#ALL} and for {@link
   *     EcpayMethod#DIGITAL_PAYMENT}, which ECPay does not take here
   */
  public static EcpayOption ignorePayment(EcpayMethod... methods) {
    List<String> words = new ArrayList<>();
    for (EcpayMethod method : methods) {
      if (method.equals(EcpayMethod.ALL) || method.equals(EcpayMethod.DIGITAL_PAYMENT)) {
        throw new InvalidRequestException(
            "IgnorePayment", "methods other than ALL and DigitalPayment");
      }
      words.add(method.word());
    }
    return page(
        "ignorePayment",
        "IgnorePayment",
        FieldRules.text("IgnorePayment", String.join("#", words), 1, 100));
  }

  /**
   * {@code ItemName}: what is sold, one text each, shown in place of the description. No {@code #}
   * inside one, and at most 400 bytes of UTF-8 together with one {@code #} between any two; ECPay
   * advises at most 200 characters.
   *
   * @throws InvalidRequestException if they do not fit; see {@link #itemsThatFit}
   */
  public static EcpayOption items(List<String> items) {
    return both("items", "ItemName", OrderRules.itemNames("items", items));
  }

  /**
   * {@code ItemName}, shortened to what fits: whole items as long as there is room; if the first
   * alone has none, its beginning. Never half a character.
   */
  public static EcpayOption itemsThatFit(List<String> items) {
    return items(OrderRules.itemsThatFit(items));
  }

  /**
   * {@code TradeDesc}: the trade's own description, which the payer does not see: at most 200
   * characters, none of {@code < > & " '}. Unless given, it is the request's description with
   * blanks for those.
   */
  public static EcpayOption tradeDesc(String text) {
    return both("tradeDesc", "TradeDesc", OrderRules.chosenTradeDescription(text));
  }

  /**
   * Sends texts even if they have a word that ECPay's content filter is known to refuse, such as
   * {@code mail} or {@code python}.
   */
  public static EcpayOption allowFilteredWords() {
    return new EcpayOption("allowFilteredWords", EnumSet.allOf(Target.class), Map.of());
  }

  /**
   * {@code NeedExtraPaidInfo} is not set: notifications then lack the card's authorisation number,
   * without which this library cannot refund a card payment. It is set unless this is given.
   */
  public static EcpayOption withoutExtraPaidInfo() {
    return new EcpayOption("withoutExtraPaidInfo", EnumSet.of(Target.PAGE), Map.of());
  }

  /** {@code StoreID}: the shop's code, at most 10 letters and digits. */
  public static EcpayOption storeId(String id) {
    return page("storeId", "StoreID", FieldRules.token("StoreID", id, 1, 10, ""));
  }

  /** {@code ItemURL}: a page about what is sold, at most 200 characters. */
  public static EcpayOption itemUrl(URI address) {
    return page("itemUrl", "ItemURL", OrderRules.address("ItemURL", address));
  }

  /** {@code Remark}: a note of at most 100 characters. */
  public static EcpayOption remark(String text) {
    return page("remark", "Remark", FieldRules.text("Remark", text, 1, 100));
  }

  /**
   * {@code Language} of the page: {@code ENG}, {@code KOR}, {@code JPN}, {@code CHI} (simplified);
   * traditional Chinese unless given.
   */
  public static EcpayOption language(String code) {
    return page("language", "Language", FieldRules.token("Language", code, 3, 3, ""));
  }

  /**
   * {@code CustomField2} to {@code CustomField4}: texts that come back with the payment, at most 50
   * letters, digits, blanks and {@code , . # ( ) $ [ ] ; % { } : / ? & @ < > !}. The first is the
   * request's attachment.
   *
   * @param position 2 to 4
   */
  public static EcpayOption customField(int position, String text) {
    if (position < 2 || position > 4) {
      throw new InvalidRequestException(
          "customField", "2 to 4; CustomField1 is the request's attachment");
    }
    String wire = "CustomField" + position;
    return page("customField", wire, OrderRules.customField(wire, text));
  }

  /**
   * {@code OrderResultURL}: the payer's browser comes back to this address by posting the result;
   * without it the browser comes back by a link to the scene's address. Not with ATM, CVS, BARCODE.
   * The post is no proof by itself, and a session cookie that is {@code SameSite=Lax} is missing
   * from it: answer it with a 303 to a page of yours.
   */
  public static EcpayOption orderResultUrl(URI address) {
    return page("orderResultUrl", "OrderResultURL", OrderRules.address("OrderResultURL", address));
  }

  /**
   * {@code CreditInstallment}: in how many parts the payer may pay, such as {@code 3}, {@code 6},
   * {@code 12}, {@code 18}, {@code 24}, {@code 30N}. The amount is the whole price. What the
   * merchant has not activated is charged in one sum.
   */
  public static EcpayOption creditInstallment(String... counts) {
    for (String count : counts) {
      if (!count.matches("[1-9][0-9]?N?")) {
        throw new InvalidRequestException(
            "CreditInstallment", "numbers of instalments such as 3, 6, 12, 18, 24 or 30N");
      }
    }
    return page(
        "creditInstallment",
        "CreditInstallment",
        FieldRules.text("CreditInstallment", String.join(",", counts), 1, 20));
  }

  /** {@code Redeem}: the payer may use the card's bonus points (紅利折抵). */
  public static EcpayOption redeem() {
    return page("redeem", "Redeem", "Y");
  }

  /** What becomes of UnionPay cards (銀聯卡). */
  public enum UnionPay {
    /** The payer chooses on the page. */
    OFFERED("0"),
    /** The payer goes to UnionPay directly. */
    ONLY("1"),
    /** The page does not offer it. */
    HIDDEN("2");

    private final String wire;

    UnionPay(String wire) {
      this.wire = wire;
    }
  }

  /**
   * {@code UnionPay}. Offered, it goes with neither instalments, nor bonus points, nor a schedule,
   * nor a remembered card.
   */
  public static EcpayOption unionPay(UnionPay choice) {
    return page("unionPay", "UnionPay", choice.wire);
  }

  /**
   * {@code BindingCard}, {@code MerchantMemberID}: the payer may let ECPay remember the card for
   * this member of the shop (記憶卡號).
   *
   * @param memberId the shop's number of the member, never another member's; letters, digits,
   *     {@code _} and {@code -}; the merchant number is put before it, together at most 30
   *     characters
   */
  public static EcpayOption bindingCard(String memberId) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("BindingCard", "1");
    fields.put("MerchantMemberID", FieldRules.token("member id", memberId, 1, 29, "_-"));
    return new EcpayOption("bindingCard", EnumSet.of(Target.PAGE), fields);
  }

  /**
   * {@code PeriodAmount}, {@code PeriodType}, {@code Frequency}, {@code ExecTimes}: the card is
   * charged the request's amount again and again (定期定額). The later charges are notified to {@link
   * #periodReturnUrl}, once each; ask about what was not notified.
   */
  public static EcpayOption period(EcpaySchedule schedule) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("PeriodType", schedule.unit().wire());
    fields.put("Frequency", Integer.toString(schedule.every()));
    fields.put("ExecTimes", Integer.toString(schedule.times()));
    return new EcpayOption("period", EnumSet.of(Target.PAGE), fields);
  }

  /** {@code PeriodReturnURL}: where later charges are notified; the notify URL unless given. */
  public static EcpayOption periodReturnUrl(URI address) {
    return page(
        "periodReturnUrl", "PeriodReturnURL", OrderRules.address("PeriodReturnURL", address));
  }

  /**
   * {@code Desc_1} to {@code Desc_4}: up to four lines of at most 20 characters, which the
   * convenience store's terminal shows.
   */
  public static EcpayOption desc(String... lines) {
    if (lines.length < 1 || lines.length > 4) {
      throw new InvalidRequestException("desc", "1 to 4 lines");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < lines.length; i++) {
      String wire = "Desc_" + (i + 1);
      fields.put(wire, FieldRules.text(wire, lines[i], 1, 20));
    }
    return new EcpayOption("desc", EnumSet.allOf(Target.class), fields);
  }

  /**
   * {@code PaymentInfoURL}: where ECPay posts the number that a payer was given to pay with; the
   * notify URL unless given.
   */
  public static EcpayOption paymentInfoUrl(URI address) {
    return page("paymentInfoUrl", "PaymentInfoURL", OrderRules.address("PaymentInfoURL", address));
  }

  /**
   * {@code ClientRedirectURL}: the payer's browser posts the number to pay with to this page of the
   * shop, which then has to show it: ECPay does not, and offers no way back to the scene's address.
   */
  public static EcpayOption clientRedirectUrl(URI address) {
    return page(
        "clientRedirectUrl", "ClientRedirectURL", OrderRules.address("ClientRedirectURL", address));
  }

  /** {@code InvoiceMark} and the fields that belong to it: an e-invoice with the order. */
  public static EcpayOption invoice(EcpayOrderInvoice invoice) {
    return new EcpayOption("invoice", EnumSet.of(Target.PAGE), invoice.fields());
  }

  /**
   * Any other field by its name, such as {@code field("DeviceSource", "P")}. It is signed and
   * posted as it is. Fields that the request or another option fills are refused: an {@code
   * ExpireDate} that {@link io.countersign.PaymentRef#payBefore()} did not know of would let the
   * follow-up end while the payer may still pay.
   *
   * @param name as ECPay writes it
   * @param value at most 2,000 characters
   */
  public static EcpayOption field(String name, String value) {
    FieldRules.token("field name", name, 1, 50, "_");
    for (Map.Entry<String, List<String>> ours : OURS.entrySet()) {
      if (ours.getValue().contains(name.toLowerCase(Locale.ROOT))) {
        throw new InvalidRequestException(
            "field " + name, "another one; this is filled by " + ours.getKey());
      }
    }
    return new EcpayOption(
        "field",
        EnumSet.allOf(Target.class),
        Map.of(name, FieldRules.text("field " + name, value, 1, 2000)));
  }

  /**
   * A request's options.
   *
   * @param names which were given
   * @param fields what they say, in the words of the wire
   */
  record Chosen(Set<String> names, Map<String, String> fields) {
    boolean has(String name) {
      return names.contains(name);
    }
  }

  /** The options of a request, checked to be ours, to fit, and to be given once. */
  static Chosen of(List<ProviderOption> options, Target target) {
    Set<String> names = new LinkedHashSet<>();
    Map<String, String> fields = new LinkedHashMap<>();
    Set<String> taken = new LinkedHashSet<>();
    for (ProviderOption option : options) {
      if (!(option instanceof EcpayOption own)) {
        throw new InvalidRequestException(
            "option " + option.getClass().getSimpleName(),
            "an EcpayOption; this payment goes to ECPay");
      }
      if (!own.targets.contains(target)) {
        throw new InvalidRequestException(
            "option " + own.name, "one that fits " + target + "; this is for " + own.targets);
      }
      names.add(own.name);
      for (Map.Entry<String, String> field : own.fields.entrySet()) {
        if (!taken.add(field.getKey().toLowerCase(Locale.ROOT))) {
          throw new InvalidRequestException("option " + own.name, "to be given once");
        }
        fields.put(field.getKey(), field.getValue());
      }
    }
    return new Chosen(names, fields);
  }

  /** The option's name only; values may be personal. */
  @Override
  public String toString() {
    return "EcpayOption." + name;
  }

  private static EcpayOption both(String name, String wire, String value) {
    return new EcpayOption(
        name, EnumSet.allOf(Target.class), Collections.singletonMap(wire, value));
  }

  private static EcpayOption page(String name, String wire, String value) {
    return new EcpayOption(name, EnumSet.of(Target.PAGE), Collections.singletonMap(wire, value));
  }
}
