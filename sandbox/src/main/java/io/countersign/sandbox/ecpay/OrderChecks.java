// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.plumbing.LoopbackClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What an order's fields must be, in the order page's names. */
final class OrderChecks {
  /** The server cuts the text here before it looks at the CheckMacValue. */
  static final int LONGEST_ITEM_NAME = 400;

  private static final List<String> NEEDED =
      List.of(
          "MerchantTradeNo",
          "MerchantTradeDate",
          "PaymentType",
          "TotalAmount",
          "TradeDesc",
          "ItemName",
          "ReturnURL",
          "ChoosePayment",
          "EncryptType");
  private static final Map<String, Integer> LONGEST =
      Map.ofEntries(
          Map.entry("TradeDesc", 200),
          Map.entry("StoreID", 10),
          Map.entry("Remark", 100),
          Map.entry("ChooseSubPayment", 20),
          Map.entry("IgnorePayment", 100),
          Map.entry("CustomField1", 50),
          Map.entry("CustomField2", 50),
          Map.entry("CustomField3", 50),
          Map.entry("CustomField4", 50),
          Map.entry("MerchantMemberID", 30),
          Map.entry("Desc_1", 20),
          Map.entry("Desc_2", 20),
          Map.entry("Desc_3", 20),
          Map.entry("Desc_4", 20));
  private static final List<String> ADDRESSES =
      List.of(
          "ReturnURL",
          "OrderResultURL",
          "ClientBackURL",
          "ItemURL",
          "PaymentInfoURL",
          "ClientRedirectURL",
          "PeriodReturnURL");
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "(?<![a-z0-9])(echo|cmd|python|perl|ping|ftp|telnet|nmap|nc|chmod|kill|rm|ls|gcc|passwd"
              + "|uname|finger|mail|xterm|traceroute|tracert|tftp|wget|curl|bash|tclsh|powershell"
              + "|exec|eval|system)(\\.exe)?(?![a-z0-9])");
  private static final Set<String> INSTALMENTS =
      Set.of("3", "5", "6", "8", "9", "10", "12", "18", "24", "30", "30N");
  private static final List<String> PERIOD =
      List.of("PeriodAmount", "PeriodType", "Frequency", "ExecTimes");

  private final Map<String, String> fields;
  private final boolean loopback;

  private OrderChecks(Map<String, String> fields, boolean loopback) {
    this.fields = fields;
    this.loopback = loopback;
  }

  static void check(Map<String, String> fields, boolean loopbackUrls) throws Refusal {
    OrderChecks checks = new OrderChecks(fields, loopbackUrls);
    checks.common();
    checks.addresses();
    checks.method();
    checks.card();
    checks.period();
    checks.numbers();
  }

  private void common() throws Refusal {
    for (String name : NEEDED) {
      need(name, !value(name).isEmpty(), "is missing");
    }
    matches("MerchantTradeNo", "[0-9A-Za-z]{1,20}", "must be 1 to 20 letters and digits");
    need(
        "MerchantTradeDate",
        Numbers.instant(value("MerchantTradeDate")).isPresent(),
        "must be yyyy/MM/dd HH:mm:ss");
    matches("PaymentType", "aio", "must be aio");
    matches("EncryptType", "1", "must be 1");
    matches("TotalAmount", "[1-9][0-9]{0,8}", "must be whole dollars above 0, without decimals");
    for (Map.Entry<String, Integer> entry : LONGEST.entrySet()) {
      String text = value(entry.getKey());
      need(
          entry.getKey(),
          text.codePointCount(0, text.length()) <= entry.getValue(),
          "is longer than " + entry.getValue() + " characters");
    }
    need(
        "TradeDesc", !value("TradeDesc").matches("(?s).*<[A-Za-z/!].*"), "must have no HTML in it");
    for (String name : List.of("ItemName", "TradeDesc")) {
      if (FORBIDDEN.matcher(value(name).toLowerCase(Locale.ROOT)).find()) {
        throw new Refusal(
            RtnCode.FORBIDDEN_WORD,
            name + " has a word that the content filter takes for a command");
      }
    }
    matches("NeedExtraPaidInfo", "|Y|N", "must be Y or N");
    matches("Language", "|ENG|KOR|JPN|CHI|CHT", "must be ENG, KOR, JPN or CHI");
    need("DeviceSource", value("DeviceSource").isEmpty(), "must be left empty");
  }

  private void addresses() throws Refusal {
    for (String name : ADDRESSES) {
      if (!value(name).isEmpty()) {
        need(name, value(name).length() <= 200, "is longer than 200 characters");
        String issue = addressIssue(value(name).strip(), loopback);
        need(name, issue.isEmpty(), issue);
      }
    }
    for (String name : List.of("OrderResultURL", "ClientBackURL")) {
      need(name, !value(name).equals(value("ReturnURL")), "must be another than ReturnURL");
    }
  }

  static String addressIssue(String text, boolean loopback) {
    if (text.indexOf(';') >= 0 || text.indexOf('|') >= 0 || text.indexOf('`') >= 0) {
      return "must have none of ; | and the back-tick";
    }
    if (!text.chars().allMatch(c -> c > ' ' && c < 127)) {
      return "must be ASCII; write a host of other letters as punycode";
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return "is not a URL";
    }
    String scheme = String.valueOf(uri.getScheme());
    if (uri.getHost() == null || !scheme.matches("https?")) {
      return "must begin with https:// or http:// and a host";
    }
    if (LoopbackClient.isLoopback(uri)) {
      return loopback ? "" : "must be public, loopback cannot be reached";
    }
    boolean usual = uri.getPort() == -1 || uri.getPort() == 80 || uri.getPort() == 443;
    return usual ? "" : "must have the port 80 or 443";
  }

  private void method() throws Refusal {
    String chosen = value("ChoosePayment");
    if (!chosen.equals("ALL") && Method.of(chosen).isEmpty()) {
      throw new Refusal(RtnCode.METHOD_OFF, "ChoosePayment is no method of this merchant");
    }
    need(
        "ChooseSubPayment",
        !chosen.equals("ALL") || value("ChooseSubPayment").isEmpty(),
        "must be empty with ChoosePayment=ALL");
    for (String hidden : value("IgnorePayment").split("#", -1)) {
      need(
          "IgnorePayment",
          hidden.isEmpty()
              || (Method.of(hidden).isPresent() && !hidden.equals(Method.DIGITAL_PAYMENT.wire)),
          "must be methods joined by #, DigitalPayment excepted");
    }
  }

  private void card() throws Refusal {
    if (!value("CreditInstallment").isEmpty() && !value("CreditInstallment").equals("0")) {
      for (String count : value("CreditInstallment").split(",", -1)) {
        need(
            "CreditInstallment",
            INSTALMENTS.contains(count),
            "must be a list out of 3,6,12,18,24,30N");
      }
    }
    matches("Redeem", "|Y|N", "must be Y or N");
    matches("UnionPay", "|0|1|2", "must be 0, 1 or 2");
    matches("BindingCard", "|0|1", "must be 0 or 1");
    boolean unionPay = value("UnionPay").equals("1");
    need(
        "UnionPay",
        !unionPay || (instalments().isEmpty() && !value("Redeem").equals("Y")),
        "goes neither with CreditInstallment nor with Redeem");
    if (value("BindingCard").equals("1")) {
      need("UnionPay", !unionPay, "goes not with BindingCard");
      String member = value("MerchantMemberID");
      need(
          "MerchantMemberID",
          member.startsWith(value("MerchantID")) && member.length() > value("MerchantID").length(),
          "must be MerchantID and the shop's member number, with BindingCard=1");
    }
  }

  private void period() throws Refusal {
    if (PERIOD.stream().allMatch(name -> value(name).isEmpty())) {
      return;
    }
    for (String name : PERIOD) {
      need(
          name,
          !value(name).isEmpty(),
          "is missing; the four period fields PeriodAmount, PeriodType, Frequency and ExecTimes go together");
    }
    need("PeriodAmount", value("PeriodAmount").equals(value("TotalAmount")), "must be TotalAmount");
    matches("PeriodType", "D|M|Y", "must be D, M or Y");
    String type = value("PeriodType");
    range("Frequency", 1, type.equals("D") ? 365 : type.equals("M") ? 12 : 1);
    range("ExecTimes", 2, type.equals("Y") ? 99 : 999);
    need(
        "PeriodType",
        instalments().isEmpty() && !value("Redeem").equals("Y") && !value("UnionPay").equals("1"),
        "goes with none of CreditInstallment, Redeem and UnionPay");
    need(
        "ChoosePayment",
        value("ChoosePayment").equals("Credit") || value("ChoosePayment").equals("ALL"),
        "must be Credit for a period order");
  }

  private void numbers() throws Refusal {
    if (!value("ExpireDate").isEmpty()) {
      range("ExpireDate", 1, 60);
    }
    if (!value("StoreExpireDate").isEmpty()) {
      // Minutes for a code, days for a barcode.
      range("StoreExpireDate", 1, value("ChoosePayment").equals("BARCODE") ? 30 : 86_400);
    }
  }

  private String instalments() {
    return value("CreditInstallment").equals("0") ? "" : value("CreditInstallment");
  }

  private void range(String name, int from, int to) throws Refusal {
    String text = value(name);
    need(
        name,
        text.matches("[0-9]{1,6}")
            && Integer.parseInt(text) >= from
            && Integer.parseInt(text) <= to,
        "must be a whole number from " + from + " to " + to);
  }

  private void matches(String name, String pattern, String issue) throws Refusal {
    need(name, value(name).matches(pattern), issue);
  }

  private String value(String name) {
    return fields.getOrDefault(name, "");
  }

  private static void need(String name, boolean given, String issue) throws Refusal {
    if (!given) {
      throw Refusal.field(name, issue);
    }
  }
}
