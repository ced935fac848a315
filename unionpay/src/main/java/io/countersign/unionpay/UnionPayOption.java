// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.ProviderOption;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * UnionPay's typed extras for orders; each names the field it fills. What has no method of its own
 * goes through {@link #field}. Immutable. (全渠道, 消费.)
 */
public final class UnionPayOption implements ProviderOption {

  private static final int MOST_GROUP_BYTES = 512;

  private final String name;
  private final Set<Product> products;
  private final Map<String, String> fields;
  private final @Nullable Consumer<SensitiveFields> personal;

  private UnionPayOption(String name, Set<Product> products, Map<String, String> fields) {
    this(name, products, fields, null);
  }

  private UnionPayOption(
      String name,
      Set<Product> products,
      Map<String, String> fields,
      @Nullable Consumer<SensitiveFields> personal) {
    this.name = name;
    this.products = products;
    this.fields = fields;
    this.personal = personal;
  }

  /**
   * {@code bizType} 000202: a web page on which a company pays through its bank (B2B 网关支付), for
   * merchants who opened it before payees were named; see {@link #b2b(String, PersonalText,
   * PersonalText, String)}.
   */
  public static UnionPayOption b2b() {
    return new UnionPayOption("b2b", EnumSet.of(Product.B2B), Map.of());
  }

  /**
   * {@code bizScene}, {@code payeeAcctNm}, {@code payeeAcctNo} and {@code payeeBankName}: a web
   * page on which a company pays through its bank (B2B 网关支付), naming the account that collects.
   *
   * @param bizScene the business as UnionPay numbers it, such as {@code 110001}
   * @param accountName whose account it is
   * @param accountNumber its number
   * @param bankName where it is
   */
  public static UnionPayOption b2b(
      String bizScene, PersonalText accountName, PersonalText accountNumber, String bankName) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("bizScene", FieldRules.token("bizScene", bizScene, 1, 20, ""));
    fields.put("payeeAcctNm", OrderRules.text("payeeAcctNm", accountName.reveal(), 128));
    fields.put("payeeAcctNo", FieldRules.token("payeeAcctNo", accountNumber.reveal(), 1, 64, "-"));
    fields.put("payeeBankName", OrderRules.text("payeeBankName", bankName, 128));
    return new UnionPayOption("b2b", EnumSet.of(Product.B2B), fields);
  }

  /**
   * {@code txnSubType} 03 and {@code instalTransInfo}: payment by instalments with a credit card
   * (分期付款).
   *
   * @param number how many, such as 3, 6 or 12
   */
  public static UnionPayOption instalments(int number) {
    if (number < 1 || number > 99) {
      throw new InvalidRequestException("instalTransInfo", "a number such as 3, 6 or 12");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("txnSubType", "03");
    fields.put("instalTransInfo/numberOfInstallments", (number < 10 ? "0" : "") + number);
    return new UnionPayOption(
        "instalments", EnumSet.of(Product.PAGE, Product.WAP, Product.APP), fields);
  }

  /**
   * {@code accNo}, with {@code accType} 01 where there is a page: the payer's card, so that its
   * number need not be typed; see {@link #lockedCardNumber}. Encrypted for a merchant with an
   * encryption certificate.
   *
   * @param number the whole number
   */
  public static UnionPayOption card(PersonalText number) {
    return personal("card", sensitive -> sensitive.cardNumber(number));
  }

  /**
   * {@code customerInfo}: what UnionPay is to compare with what the payer's bank knows. Telephone,
   * CVN2 and expiry are encrypted for a merchant with an encryption certificate.
   */
  public static UnionPayOption customer(UnionPayCustomer payer) {
    return personal("customer", sensitive -> sensitive.customer(payer));
  }

  /**
   * {@code issInsCode}: straight to one bank (发卡机构代码), such as {@code ICBC}; {@code WGTEST} is the
   * bank of UnionPay's test environment.
   */
  public static UnionPayOption issuer(String code) {
    return one(
        "issuer",
        EnumSet.of(Product.PAGE, Product.B2B, Product.APP),
        "issInsCode",
        FieldRules.token("issInsCode", code, 1, 20, ""));
  }

  /** {@code defaultPayType}: the way to pay (4 digits) that is shown first. */
  public static UnionPayOption defaultPayType(String payType) {
    return one(
        "defaultPayType",
        EnumSet.of(Product.PAGE, Product.B2B, Product.WAP, Product.APP),
        "defaultPayType",
        digits("defaultPayType", payType, 4));
  }

  /** {@code supPayType}: the only ways to pay (4 digits each) that a web page shows. */
  public static UnionPayOption payTypes(String... payTypes) {
    if (payTypes.length == 0 || payTypes.length > 20) {
      throw new InvalidRequestException("supPayType", "1 to 20 ways to pay");
    }
    for (String payType : payTypes) {
      digits("supPayType", payType, 4);
    }
    return one(
        "payTypes",
        EnumSet.of(Product.PAGE, Product.B2B),
        "supPayType",
        String.join(",", payTypes));
  }

  /** {@code frontFailUrl}: where the browser goes from a failure; nothing is told there. */
  public static UnionPayOption failureUrl(URI address) {
    return one("failureUrl", pages(), "frontFailUrl", OrderRules.address("frontFailUrl", address));
  }

  /** {@code frontUrl} of an order in an app, whose scene has no return address. */
  public static UnionPayOption returnUrl(URI address) {
    return one(
        "returnUrl", EnumSet.of(Product.APP), "frontUrl", OrderRules.address("frontUrl", address));
  }

  /** {@code orderTimeout}: how long the page may take to reach UnionPay. */
  public static UnionPayOption orderTimeout(Duration most) {
    if (most.toMillis() < 1 || most.compareTo(Duration.ofHours(1)) > 0) {
      throw new InvalidRequestException("orderTimeout", "1 millisecond to 1 hour");
    }
    return one("orderTimeout", pages(), "orderTimeout", Long.toString(most.toMillis()));
  }

  /**
   * {@code customerIp}: the payer's address, for UnionPay's judgement of risk. A mobile page's
   * scene does not tell it by itself.
   */
  public static UnionPayOption payerIp(PersonalText address) {
    return one(
        "payerIp",
        pages(),
        "customerIp",
        FieldRules.token("customerIp", address.reveal(), 3, 40, ".:"));
  }

  /** {@code userMac}: the address of the payer's network card, likewise. */
  public static UnionPayOption payerMac(PersonalText address) {
    return one(
        "payerMac", pages(), "userMac", FieldRules.token("userMac", address.reveal(), 1, 32, ":-"));
  }

  /** {@code payCardType} of an app's order: 01 debit cards only, 02 credit cards only. */
  public static UnionPayOption payCardType(String code) {
    return one(
        "payCardType", EnumSet.of(Product.APP), "payCardType", digits("payCardType", code, 2));
  }

  /** {@code termId}: the till or terminal, 8 letters and digits. */
  public static UnionPayOption terminal(String id) {
    return one(
        "terminal", without(Product.APP), "termId", FieldRules.token("termId", id, 8, 8, ""));
  }

  /**
   * A part of {@code termInfo}, what the regulator wants to know of a terminal (终端信息) that shows or
   * scans codes; may be given several times.
   *
   * @param part as UnionPay names it
   * @param value without structure
   */
  public static UnionPayOption terminalInfo(String part, String value) {
    return part("terminalInfo", EnumSet.of(Product.QR, Product.CODE), "termInfo", part, value);
  }

  /** {@code channelType} of a QR code: 07 internet in place of 08 mobile. */
  public static UnionPayOption channelType(String code) {
    if (!code.equals("07") && !code.equals("08")) {
      throw new InvalidRequestException("channelType", "07 or 08");
    }
    return one("channelType", EnumSet.of(Product.QR, Product.CODE), "channelType", code);
  }

  /**
   * A part of {@code riskRateInfo}, for UnionPay's judgement of risk; may be given several times.
   */
  public static UnionPayOption riskInfo(String part, PersonalText value) {
    return part("riskInfo", without(Product.QR), "riskRateInfo", part, value.reveal());
  }

  /** A part of {@code ctrlRule}, a rule about who may pay; may be given several times. */
  public static UnionPayOption controlRule(String part, String value) {
    return part("controlRule", without(Product.CODE), "ctrlRule", part, value);
  }

  /** {@code reserved/cardNumberLock}: the payer cannot change the {@link #card}. */
  public static UnionPayOption lockedCardNumber() {
    return part(
        "lockedCardNumber",
        EnumSet.of(Product.PAGE, Product.WAP),
        "reserved",
        "cardNumberLock",
        "1");
  }

  /** {@code reserved/customPage}: the page is made to be framed. */
  public static UnionPayOption framedPage() {
    return part("framedPage", EnumSet.of(Product.PAGE), "reserved", "customPage", "true");
  }

  /** Any other part of {@code reserved}; may be given several times. */
  public static UnionPayOption reserved(String part, String value) {
    OrderParts.mustBeFree("reserved/" + part);
    return part("reserved", orders(), "reserved", part, value);
  }

  /**
   * Any other documented field, such as {@code field("accSplitData", "{…}")}. It is sent as it is.
   * Fields that the request, the client or another option fills are refused, and so are texts that
   * could be taken for more than one value: an ampersand stands within braces or brackets only.
   *
   * @param name as UnionPay writes it
   * @param text 1 to 2048 characters
   */
  public static UnionPayOption field(String name, String text) {
    FieldRules.token("field name", name, 1, 64, "");
    OrderParts.mustBeFree(name);
    FieldRules.text("field " + name, text, 1, 2048);
    if (!text.strip().equals(text) || !SignedText.isOneValue(text)) {
      throw new InvalidRequestException(
          "field " + name,
          "no blanks at its ends, brackets in pairs, and & within them only: what UnionPay signs"
              + " escapes nothing");
    }
    return one("field", orders(), name, text);
  }

  /** The options of a request, checked to be ours and to fit. */
  static List<UnionPayOption> of(List<ProviderOption> options, Product product) {
    List<UnionPayOption> ours = new ArrayList<>();
    for (ProviderOption option : options) {
      if (!(option instanceof UnionPayOption own)) {
        throw new InvalidRequestException(
            "option " + option.getClass().getSimpleName(),
            "a UnionPayOption; this payment goes to UnionPay");
      }
      if (!own.products.contains(product)) {
        throw new InvalidRequestException(
            "option " + own.name, "one that fits " + product + "; this is for " + own.products);
      }
      for (UnionPayOption other : ours) {
        if (own.isPersonal() && own.name.equals(other.name)) {
          throw new InvalidRequestException("option " + own.name, "to be given once");
        }
      }
      ours.add(own);
    }
    return ours;
  }

  Map<String, String> fields() {
    return fields;
  }

  String name() {
    return name;
  }

  /** Whether it says something that may have to be encrypted. */
  boolean isPersonal() {
    return personal != null;
  }

  /** Adds that. */
  void putPersonal(SensitiveFields sensitive) {
    if (personal != null) {
      personal.accept(sensitive);
    }
  }

  /** Whether it makes a web page one for companies. */
  boolean isB2b() {
    return name.equals("b2b");
  }

  /** The option's name only; values may be personal. */
  @Override
  public String toString() {
    return "UnionPayOption." + name;
  }

  private static UnionPayOption one(
      String name, Set<Product> products, String field, String value) {
    return new UnionPayOption(name, products, Map.of(field, value));
  }

  private static UnionPayOption personal(String name, Consumer<SensitiveFields> personal) {
    EnumSet<Product> products = pages();
    products.add(Product.APP);
    return new UnionPayOption(name, products, Map.of(), personal);
  }

  private static UnionPayOption part(
      String name, Set<Product> products, String group, String part, String value) {
    FieldRules.token(group, part, 1, 64, "_");
    return one(name, products, group + "/" + part, OrderRules.text(part, value, MOST_GROUP_BYTES));
  }

  private static EnumSet<Product> orders() {
    return EnumSet.allOf(Product.class);
  }

  private static EnumSet<Product> pages() {
    return EnumSet.of(Product.PAGE, Product.B2B, Product.WAP);
  }

  private static EnumSet<Product> without(Product product) {
    return EnumSet.complementOf(EnumSet.of(product));
  }

  private static String digits(String field, String value, int count) {
    if (value.length() != count || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new InvalidRequestException(field, count + " digits");
    }
    return value;
  }
}
