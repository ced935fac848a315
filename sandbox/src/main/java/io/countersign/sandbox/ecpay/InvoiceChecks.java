// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Pattern;

/** What the fields of an e-invoice and of an allowance must be. */
final class InvoiceChecks {
  private static final int MOST_ITEMS = 999;
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9:]{8})?");
  private static final Map<String, Integer> LONGEST =
      Map.of(
          "RelateNumber", 50,
          "CustomerPhone", 20,
          "CustomerEmail", 80,
          "CustomerID", 20,
          "CustomerName", 60,
          "CustomerAddr", 100,
          "CarrierNum", 64,
          "InvoiceRemark", 200,
          "ProductServiceID", 10);
  private static final Map<String, Integer> LONGEST_OF_ITEM =
      Map.of("ItemName", 500, "ItemWord", 6, "ItemRemark", 120);

  private final ObjectNode data;

  private InvoiceChecks(ObjectNode data) {
    this.data = data;
  }

  static void issue(ObjectNode data) throws Refusal {
    InvoiceChecks checks = new InvoiceChecks(data);
    checks.customer();
    checks.paper();
    checks.carrier();
    checks.tax();
    checks.amount("SalesAmount");
  }

  static void allowance(ObjectNode data) throws Refusal {
    InvoiceChecks checks = new InvoiceChecks(data);
    checks.named();
    String notify = checks.given("AllowanceNotify");
    checks.matches("AllowanceNotify", "[ESAN]", "must be E, S, A or N");
    if (notify.matches("[EA]")) {
      checks.given("NotifyMail");
    }
    if (notify.matches("[SA]")) {
      checks.given("NotifyPhone");
    }
    checks.amount("AllowanceAmount");
  }

  static void invalid(ObjectNode data) throws Refusal {
    InvoiceChecks checks = new InvoiceChecks(data);
    checks.named();
    checks.given("Reason");
    checks.matches("Reason", "(?s).{1,20}", "is longer than 20 characters");
  }

  static void query(ObjectNode data) throws Refusal {
    InvoiceChecks checks = new InvoiceChecks(data);
    if (checks.value("RelateNumber").isEmpty()) {
      checks.named();
    }
  }

  private void named() throws Refusal {
    given("InvoiceNo");
    matches("InvoiceNo", "[A-Z]{2}[0-9]{8}", "must be two letters and eight digits");
    need("InvoiceDate", DAY.matcher(given("InvoiceDate")).matches(), "must be yyyy-MM-dd");
  }

  private void customer() throws Refusal {
    given("RelateNumber");
    lengths(data, "", LONGEST);
    if (value("CustomerPhone").isEmpty() && value("CustomerEmail").isEmpty()) {
      throw missing("CustomerPhone or CustomerEmail");
    }
    matches("CustomerPhone", "[0-9]*", "must be digits");
    matches("CustomerEmail", "|[^@\\s]+@[^@\\s]+", "is no e-mail address");
    matches("CustomerIdentifier", "|[0-9]{8}", "must be eight digits");
  }

  /** Printed, donated, or neither. */
  private void paper() throws Refusal {
    given("Print");
    given("Donation");
    matches("Print", "[01]", "must be 0 or 1");
    matches("Donation", "[01]", "must be 0 or 1");
    if (value("Print").equals("1")) {
      given("CustomerName");
      given("CustomerAddr");
    }
    if (value("Donation").equals("1")) {
      given("LoveCode");
      matches("LoveCode", "[0-9]{3,7}|X[0-9]{2,6}", "must be three to seven digits");
      need("Print", value("Print").equals("0"), "must be 0 with Donation=1");
      need("CarrierType", value("CarrierType").isEmpty(), "must be empty with Donation=1");
      need(
          "Donation",
          value("CustomerIdentifier").isEmpty(),
          "must be 0 with a CustomerIdentifier: a company's invoice is not donated");
    }
  }

  private void carrier() throws Refusal {
    switch (value("CarrierType")) {
      case "", "1" -> need("CarrierNum", value("CarrierNum").isEmpty(), "must be empty");
      case "2" -> {
        given("CarrierNum");
        matches("CarrierNum", "[A-Z]{2}[0-9]{14}", "must be two letters and 14 digits");
      }
      case "3" -> {
        given("CarrierNum");
        matches("CarrierNum", "/[0-9A-Z+.-]{7}", "must be / and seven of 0-9 A-Z + - .");
      }
      case "4", "5" -> {
        given("CarrierNum");
        given("CarrierNum2");
      }
      default -> throw Refusal.field("CarrierType", "must be empty or 1 to 5");
    }
  }

  private void tax() throws Refusal {
    String type = given("TaxType");
    matches("TaxType", "[12349]", "must be 1, 2, 3, 4 or 9");
    given("InvType");
    matches("InvType", "0[78]", "must be 07 or 08");
    matches("vat", "|[01]", "must be 0 or 1");
    if (type.matches("[29]")) {
      given("ClearanceMark");
      matches("ClearanceMark", "[12]", "must be 1 or 2");
      given("ZeroTaxRateReason");
      matches("ZeroTaxRateReason", "7[1-9]", "must be 71 to 79");
    }
    if (type.equals("3")) {
      matches("SpecialTaxType", "8", "must be 8 with TaxType=3");
    }
    if (type.equals("4")) {
      matches("SpecialTaxType", "[1-8]", "must be 1 to 8 with TaxType=4");
    }
  }

  private void amount(String name) throws Refusal {
    JsonNode amount = data.path(name);
    if (amount.isMissingNode() || amount.isNull()) {
      throw missing(name);
    }
    need(name, amount.isIntegralNumber(), "must be a whole number");
    need(name, amount.asLong() > 0 && amount.canConvertToInt(), "must be above 0");
    if (!(data.path("Items") instanceof ArrayNode items) || items.isEmpty()) {
      throw missing("Items");
    }
    need("Items", items.size() <= MOST_ITEMS, "are more than 999");
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < items.size(); i++) {
      sum = sum.add(item(items.get(i), "Items[" + i + "]."));
    }
    need(
        name,
        sum.setScale(0, RoundingMode.HALF_UP).compareTo(BigDecimal.valueOf(amount.asLong())) == 0,
        "is not the rounded sum of ItemAmount");
  }

  private BigDecimal item(JsonNode item, String at) throws Refusal {
    for (String name : new String[] {"ItemName", "ItemWord"}) {
      if (Envelope.text(item.path(name)).isEmpty()) {
        throw missing(at + name);
      }
    }
    lengths(item, at, LONGEST_OF_ITEM);
    for (String name : new String[] {"ItemCount", "ItemPrice", "ItemAmount"}) {
      if (item.path(name).isMissingNode()) {
        throw missing(at + name);
      }
      need(at + name, item.path(name).isNumber(), "must be a number");
    }
    if (value("TaxType").equals("9")) {
      need(
          at + "ItemTaxType",
          Envelope.text(item.path("ItemTaxType")).matches("[123]"),
          "must be 1, 2 or 3 with TaxType=9");
    }
    return item.path("ItemAmount").decimalValue();
  }

  private static void lengths(JsonNode node, String at, Map<String, Integer> longest)
      throws Refusal {
    for (Map.Entry<String, Integer> entry : longest.entrySet()) {
      String text = Envelope.text(node.path(entry.getKey()));
      need(
          at + entry.getKey(),
          text.codePointCount(0, text.length()) <= entry.getValue(),
          "is longer than " + entry.getValue() + " characters");
    }
  }

  private String given(String name) throws Refusal {
    if (value(name).isEmpty()) {
      throw missing(name);
    }
    return value(name);
  }

  private void matches(String name, String pattern, String issue) throws Refusal {
    need(name, value(name).matches(pattern), issue);
  }

  private String value(String name) {
    return Envelope.text(data.path(name));
  }

  private static Refusal missing(String name) {
    return new Refusal(RtnCode.INVOICE_FIELD_MISSING, name + " is missing");
  }

  private static void need(String name, boolean given, String issue) throws Refusal {
    if (!given) {
      throw Refusal.field(name, issue);
    }
  }
}
