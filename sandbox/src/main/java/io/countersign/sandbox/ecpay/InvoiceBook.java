// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One merchant's e-invoices; only for use while the account is locked. */
final class InvoiceBook {
  /** Until this day of an odd month the invoices of the two months before can be made void. */
  private static final int LAST_DAY = 13;

  private final Account account;
  private final String letters = Numbers.letters(2);

  /** By the shop's number, whose letters may be small or capital. */
  private final Map<String, Invoice> byRelateNumber = new LinkedHashMap<>();

  InvoiceBook(Account account) {
    this.account = account;
  }

  List<Invoice> all() {
    return List.copyOf(byRelateNumber.values());
  }

  Optional<Invoice> find(String relateNumber) {
    return Optional.ofNullable(byRelateNumber.get(relateNumber.toLowerCase(Locale.ROOT)));
  }

  Optional<Invoice> find(String number, String date) {
    return all().stream()
        .filter(invoice -> invoice.number.equals(number))
        .filter(invoice -> date.startsWith(Numbers.date(invoice.issued).toString()))
        .findFirst();
  }

  Invoice issue(ObjectNode terms) throws Refusal {
    String relateNumber = Envelope.text(terms.path("RelateNumber"));
    if (find(relateNumber).isPresent()) {
      throw new Refusal(RtnCode.INVOICE_DUPLICATE, "RelateNumber was used before");
    }
    String number =
        letters + String.format(Locale.ROOT, "%08d", 10_000_000 + byRelateNumber.size());
    Invoice invoice =
        new Invoice(account.keys.merchantId(), terms.deepCopy(), number, account.agenda.now());
    byRelateNumber.put(relateNumber.toLowerCase(Locale.ROOT), invoice);
    return invoice;
  }

  InvoiceView.Allowance allow(Invoice invoice, long amount) throws Refusal {
    counts(invoice);
    if (amount > invoice.rest()) {
      throw Refusal.field("AllowanceAmount", "is more than what is left of the invoice");
    }
    Instant now = account.agenda.now();
    InvoiceView.Allowance allowance = new InvoiceView.Allowance(Numbers.tradeNo(now), amount, now);
    invoice.allowances.add(allowance);
    return allowance;
  }

  void makeVoid(Invoice invoice, String reason) throws Refusal {
    counts(invoice);
    if (!invoice.allowances.isEmpty()) {
      throw Refusal.field(
          "InvoiceNo", "names an invoice with an allowance, which must be made void first");
    }
    if (Numbers.date(account.agenda.now()).isAfter(lastDay(invoice))) {
      throw Refusal.field(
          "InvoiceNo", "names an invoice of two months that were closed on the 13th");
    }
    invoice.voidedFor = reason;
  }

  private static void counts(Invoice invoice) throws Refusal {
    if (!invoice.voidedFor.isEmpty()) {
      throw Refusal.field("InvoiceNo", "names an invoice that is void");
    }
  }

  private static LocalDate lastDay(Invoice invoice) {
    LocalDate issued = Numbers.date(invoice.issued);
    int months = issued.getMonthValue() % 2 == 1 ? 2 : 1;
    return issued.withDayOfMonth(1).plusMonths(months).withDayOfMonth(LAST_DAY);
  }
}
