// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.spi.FieldRules;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * An e-invoice (電子發票) that ECPay issues by itself once the order is paid, given with the order.
 * This is the older way, which ECPay's present documents no longer show; a merchant without it gets
 * no invoice. Its texts are percent-encoded once before they are signed, as this scheme wants them.
 * Immutable. (綠界科技 ECPay, 全方位金流, 電子發票參數, InvoiceMark.)
 */
public final class EcpayOrderInvoice {

  private final Map<String, String> fields;

  private EcpayOrderInvoice(Map<String, String> fields) {
    this.fields = fields;
  }

  /** How an item is taxed. */
  public enum Tax {
    /** 應稅. */
    TAXED("1"),
    /** 零稅率; the clearance must be named, too. */
    ZERO_RATED("2"),
    /** 免稅. */
    EXEMPT("3");

    private final String wire;

    Tax(String wire) {
      this.wire = wire;
    }
  }

  /** On what carrier (載具) the buyer keeps the invoice. */
  public enum Carrier {
    /** The merchant's own, by e-mail. */
    MEMBER("1"),
    /** 自然人憑證: two letters and fourteen digits. */
    CITIZEN_CERTIFICATE("2"),
    /** 手機條碼: a slash and seven characters. */
    PHONE_BARCODE("3");

    private final String wire;

    Carrier(String wire) {
      this.wire = wire;
    }
  }

  /**
   * One line of the invoice.
   *
   * @param name what it is, without {@code |}
   * @param count how many
   * @param word the unit, such as {@code 個}, without {@code |}
   * @param price the price of one, in whole New Taiwan dollars
   * @param tax how it is taxed
   */
  public record Item(String name, int count, String word, Money price, Tax tax) {}

  /**
   * Begins an invoice.
   *
   * @param relateNumber the shop's own number of the invoice, unique for ever: at most 30 letters
   *     and digits
   * @param items what is sold, at least one
   */
  public static Builder of(String relateNumber, List<Item> items) {
    return new Builder(relateNumber, items);
  }

  Map<String, String> fields() {
    return fields;
  }

  /** No content, which is personal. */
  @Override
  public String toString() {
    return "EcpayOrderInvoice" + fields.keySet();
  }

  /** Collects an invoice. Not safe for use by several threads. */
  public static final class Builder {
    private final Map<String, String> fields = new LinkedHashMap<>();

    private Builder(String relateNumber, List<Item> items) {
      if (items.isEmpty()) {
        throw new InvalidRequestException("invoice items", "at least one");
      }
      fields.put("InvoiceMark", "Y");
      fields.put("RelateNumber", FieldRules.token("RelateNumber", relateNumber, 1, 30, ""));
      long kinds = items.stream().map(Item::tax).distinct().count();
      fields.put("TaxType", kinds > 1 ? "9" : items.get(0).tax().wire);
      fields.put("InvoiceItemName", encoded(joined(items, item -> part("item name", item.name()))));
      fields.put("InvoiceItemCount", joined(items, Builder::count));
      fields.put("InvoiceItemWord", encoded(joined(items, item -> part("item word", item.word()))));
      fields.put("InvoiceItemPrice", joined(items, item -> OrderRules.dollars(item.price())));
      if (kinds > 1) {
        fields.put("InvoiceItemTaxType", joined(items, item -> item.tax().wire));
      }
      fields.put("InvType", "07");
    }

    /** {@code CustomerID}: the shop's number of the buyer, at most 20 characters. */
    public Builder customerId(String id) {
      fields.put("CustomerID", FieldRules.token("CustomerID", id, 1, 20, "_"));
      return this;
    }

    /** {@code CustomerIdentifier}: the buyer's company number (統一編號), eight digits. */
    public Builder companyNumber(String number) {
      fields.put("CustomerIdentifier", digits("CustomerIdentifier", number, 8, 8));
      return this;
    }

    /** {@code CustomerName}: at most 60 characters. */
    public Builder name(String name) {
      fields.put("CustomerName", encoded(FieldRules.text("CustomerName", name, 1, 60)));
      return this;
    }

    /** {@code CustomerAddr}: at most 200 characters. */
    public Builder address(String address) {
      fields.put("CustomerAddr", encoded(FieldRules.text("CustomerAddr", address, 1, 200)));
      return this;
    }

    /** {@code CustomerPhone}: at most 20 digits. This or an e-mail address is needed. */
    public Builder phone(String number) {
      fields.put("CustomerPhone", digits("CustomerPhone", number, 1, 20));
      return this;
    }

    /** {@code CustomerEmail}: at most 200 characters. This or a phone number is needed. */
    public Builder email(String email) {
      fields.put("CustomerEmail", encoded(FieldRules.text("CustomerEmail", email, 3, 200)));
      return this;
    }

    /**
     * {@code ClearanceMark}, for zero-rated items.
     *
     * @param throughCustoms whether the goods go through customs (經海關出口)
     */
    public Builder clearance(boolean throughCustoms) {
      fields.put("ClearanceMark", throughCustoms ? "2" : "1");
      return this;
    }

    /**
     * {@code CarruerType}, {@code CarruerNum}: the carrier.
     *
     * @param number its number; empty text for the merchant's own
     */
    public Builder carrier(Carrier carrier, String number) {
      String form =
          switch (carrier) {
            case MEMBER -> "";
            case CITIZEN_CERTIFICATE -> "[A-Z]{2}[0-9]{14}";
            case PHONE_BARCODE -> "/[0-9A-Z.+-]{7}";
          };
      if (!number.matches(form)) {
        throw new InvalidRequestException("CarruerNum", "a number as " + carrier + " has it");
      }
      fields.put("CarruerType", carrier.wire);
      if (!number.isEmpty()) {
        // This scheme posts a barcode's plus sign as a blank.
        fields.put("CarruerNum", number.replace('+', ' '));
      }
      return this;
    }

    /** {@code Donation}, {@code LoveCode}: the invoice is given away; three to seven digits. */
    public Builder donatedTo(String loveCode) {
      fields.put("LoveCode", digits("LoveCode", loveCode, 3, 7));
      return this;
    }

    /** {@code Print}: the invoice is printed; name and address are needed. */
    public Builder printed() {
      fields.put("Print", "1");
      return this;
    }

    /** {@code InvoiceRemark}: at most 200 characters. */
    public Builder remark(String text) {
      fields.put("InvoiceRemark", encoded(FieldRules.text("InvoiceRemark", text, 1, 200)));
      return this;
    }

    /** {@code DelayDay}: days from payment to issue, 0 to 15; 0 unless given. */
    public Builder delayDays(int days) {
      if (days < 0 || days > 15) {
        throw new InvalidRequestException("DelayDay", "0 to 15, not " + days);
      }
      fields.put("DelayDay", Integer.toString(days));
      return this;
    }

    /**
     * The invoice.
     *
     * @throws InvalidRequestException if its parts contradict each other
     */
    public EcpayOrderInvoice build() {
      if (!fields.containsKey("CustomerPhone") && !fields.containsKey("CustomerEmail")) {
        throw new InvalidRequestException("CustomerPhone", "a phone number or an e-mail address");
      }
      if (fields.containsKey("ClearanceMark") != hasZeroRated()) {
        throw new InvalidRequestException(
            "ClearanceMark", "a clearance with zero-rated items, and only with them");
      }
      boolean printed = fields.containsKey("Print");
      boolean donated = fields.containsKey("LoveCode");
      boolean carried = fields.containsKey("CarruerType");
      if ((printed && donated) || (printed && carried) || (donated && carried)) {
        throw new InvalidRequestException("Print", "one of printed, donated and kept on a carrier");
      }
      if (donated && fields.containsKey("CustomerIdentifier")) {
        throw new InvalidRequestException("LoveCode", "no company number: it cannot give away");
      }
      if (printed && (!fields.containsKey("CustomerName") || !fields.containsKey("CustomerAddr"))) {
        throw new InvalidRequestException("Print", "name and address of the buyer beside it");
      }
      Map<String, String> all = new LinkedHashMap<>(fields);
      all.putIfAbsent("Print", "0");
      all.put("Donation", donated ? "1" : "0");
      all.putIfAbsent("DelayDay", "0");
      return new EcpayOrderInvoice(Collections.unmodifiableMap(all));
    }

    private boolean hasZeroRated() {
      String types = fields.getOrDefault("InvoiceItemTaxType", "") + fields.get("TaxType");
      return types.contains(Tax.ZERO_RATED.wire);
    }

    private static String joined(List<Item> items, Function<Item, String> part) {
      List<String> parts = new ArrayList<>();
      for (Item item : items) {
        parts.add(part.apply(item));
      }
      return String.join("|", parts);
    }

    private static String count(Item item) {
      if (item.count() < 1) {
        throw new InvalidRequestException("item count", "1 or more, not " + item.count());
      }
      return Integer.toString(item.count());
    }

    private static String part(String field, String text) {
      if (text.indexOf('|') >= 0) {
        throw new InvalidRequestException(field, "no | inside: it separates items");
      }
      return FieldRules.text(field, text, 1, 100);
    }

    private static String digits(String field, String text, int least, int most) {
      FieldRules.token(field, text, least, most, "");
      if (!text.matches("[0-9]+")) {
        throw new InvalidRequestException(field, "digits only");
      }
      return text;
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
  }
}
