// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.Answer;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.ProviderFields;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.SignedCall;
import io.countersign.ecpay.EcpayClient;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * E-invoices (電子發票) of paid orders. The library has no methods for them: its raw calls sign, send
 * and judge, and this class knows only ECPay's fields and what may be asked twice.
 *
 * <p>The invoice's own number (RelateNumber) is the payment's, and ECPay gives each out once: so
 * whoever does not know how issuing ended looks it up, and may then issue again. An allowance has
 * no such number: how it ended is read from what is left of the invoice.
 */
final class EcpayInvoices {

  private static final System.Logger LOG = System.getLogger(EcpayInvoices.class.getName());
  private static final ZoneOffset TAIPEI = ZoneOffset.ofHours(8);

  /** The last day of an odd month on which the two months before it may still be voided. */
  private static final int LAST_DAY_TO_VOID = 13;

  private final EcpayClient client;
  private final Clock clock;

  EcpayInvoices(EcpayClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** To whom an invoice is issued, and where it is kept. */
  sealed interface Buyer {

    /** Where ECPay sends it, or news of it. */
    String email();

    /**
     * A person, whose invoice ECPay keeps (綠界載具).
     *
     * @param email where ECPay sends it
     */
    record Person(String email) implements Buyer {}

    /**
     * A person with a carrier (載具) of their own.
     *
     * @param type {@code 2} citizen's certificate (自然人憑證), {@code 3} phone barcode (手機條碼)
     * @param number such as {@code /ABC+123}
     * @param email where ECPay sends news of it
     */
    record Carrier(String type, String number, String email) implements Buyer {}

    /**
     * A company, which needs it on paper.
     *
     * @param number its eight digits (統一編號)
     * @param name its name
     * @param address where the paper goes
     * @param email where ECPay sends it
     */
    record Company(String number, String name, String address, String email) implements Buyer {}

    /**
     * A charity, to which the person donates it.
     *
     * @param loveCode three to seven digits (愛心碼)
     * @param email where ECPay sends news of it
     */
    record Donation(String loveCode, String email) implements Buyer {}
  }

  /**
   * An issued invoice.
   *
   * @param relateNumber the payment's number
   * @param number two letters and eight digits
   * @param day when it was issued, in Taipei
   * @param total its amount
   * @param rest what allowances have left of it
   * @param voided whether it was voided (作廢)
   */
  record Invoice(
      String relateNumber, String number, LocalDate day, Money total, Money rest, boolean voided) {}

  /**
   * Issues the invoice of a payment, once.
   *
   * @return the invoice; empty if nobody knows yet: call again with the same payment
   * @throws RejectedException if ECPay refuses it; nothing was issued
   */
  Optional<Invoice> issue(Payment paid, String item, Buyer buyer) {
    if (!paid.isPaid()) {
      throw new IllegalArgumentException("an invoice is issued for money that came");
    }
    Money total = paid.ref().total();
    String number = paid.ref().number();
    ObjectNode data = data().put("RelateNumber", number).put("CustomerEmail", buyer.email());
    name(buyer, data);
    data.put("TaxType", "1").put("InvType", "07").put("vat", "1");
    data.put("SalesAmount", dollars(total));
    item(data, item, total);
    Outcome<Answer> outcome = client.write(call("/B2CInvoice/Issue", data));
    // Accepted or not, there is one truth: what ECPay has under the number.
    Optional<Invoice> issued = find(number);
    if (issued.isPresent() && !issued.get().total().equals(total)) {
      throw new MismatchException(
          "invoice of " + number, total.toString(), issued.get().total().toString());
    }
    if (issued.isEmpty()) {
      mustNotBeRefused(outcome);
    }
    return issued;
  }

  /** The invoice of a payment; empty if ECPay shows none now. */
  Optional<Invoice> find(String relateNumber) {
    ProviderFields found;
    try {
      found =
          client
              .read(call("/B2CInvoice/GetIssue", data().put("RelateNumber", relateNumber)))
              .fields();
    } catch (RejectedException none) {
      if (none.rejection().reason() == Rejection.Reason.CONFIGURATION) {
        throw none;
      }
      return Optional.empty();
    }
    String named = found.text("IIS_Relate_Number").orElse("none");
    if (!named.equalsIgnoreCase(relateNumber)) {
      throw new MismatchException("invoice", relateNumber, named);
    }
    return Optional.of(
        new Invoice(
            relateNumber,
            found.text("IIS_Number").orElseThrow(),
            LocalDate.parse(found.text("IIS_Create_Date").orElseThrow().substring(0, 10)),
            money(found, "IIS_Sales_Amount"),
            money(found, "IIS_Remain_Allowance_Amt"),
            found.text("IIS_Invalid_Status").orElse("0").equals("1")));
  }

  /**
   * Puts a refund into the books: voids the invoice (作廢) if all of it is given back in time, else
   * writes an allowance (折讓).
   *
   * @param before what the shop believes is left of the invoice; a difference stops here
   * @return the invoice as it stands; empty if nobody knows yet: call again with the same values
   * @throws RejectedException if ECPay refuses it; nothing was changed
   * @throws MismatchException if something else than the shop believes is left
   */
  Optional<Invoice> giveBack(String relateNumber, Money before, Money amount, String email) {
    Invoice invoice = find(relateNumber).orElseThrow();
    Money after = before.minus(amount);
    if (done(invoice, after)) {
      // The answer to an earlier call was lost.
      return Optional.of(invoice);
    }
    if (invoice.voided() || !invoice.rest().equals(before)) {
      throw new MismatchException(
          "rest of the invoice of " + relateNumber,
          before.toString(),
          invoice.voided() ? "voided" : invoice.rest().toString());
    }
    boolean whole = amount.equals(invoice.total());
    Outcome<Answer> outcome =
        whole && mayBeVoided(invoice.day()) ? voided(invoice) : allowed(invoice, amount, email);
    Optional<Invoice> now = find(relateNumber).filter(changed -> done(changed, after));
    if (now.isEmpty()) {
      mustNotBeRefused(outcome);
    }
    return now;
  }

  /** A refusal is for the caller to mend; what nobody knows is for the log, and asked again. */
  private static void mustNotBeRefused(Outcome<Answer> outcome) {
    if (outcome instanceof Outcome.Rejected<Answer> refused) {
      throw new RejectedException(refused.rejection());
    }
    if (outcome instanceof Outcome.Unknown<Answer> unknown) {
      LOG.log(Level.WARNING, unknown.cause());
    }
  }

  private static boolean done(Invoice invoice, Money after) {
    return invoice.voided() ? !after.isPositive() : invoice.rest().equals(after);
  }

  private Outcome<Answer> voided(Invoice invoice) {
    ObjectNode data =
        data()
            .put("InvoiceNo", invoice.number())
            .put("InvoiceDate", invoice.day().toString())
            .put("Reason", "退款");
    return client.write(call("/B2CInvoice/Invalid", data));
  }

  private Outcome<Answer> allowed(Invoice invoice, Money amount, String email) {
    ObjectNode data =
        data()
            .put("InvoiceNo", invoice.number())
            .put("InvoiceDate", invoice.day().toString())
            .put("AllowanceNotify", "E")
            .put("NotifyMail", email)
            .put("AllowanceAmount", dollars(amount))
            .put("Reason", "退款");
    item(data, "退款", amount);
    return client.write(call("/B2CInvoice/Allowance", data));
  }

  /** Two months are declared together, by the middle of the odd month after them. */
  private boolean mayBeVoided(LocalDate issued) {
    LocalDate today = clock.instant().atOffset(TAIPEI).toLocalDate();
    LocalDate period = issued.withDayOfMonth(1).minusMonths((issued.getMonthValue() + 1) % 2);
    return !today.isAfter(period.plusMonths(2).withDayOfMonth(LAST_DAY_TO_VOID));
  }

  private static void name(Buyer buyer, ObjectNode data) {
    data.put("Donation", "0").put("Print", "0").put("CarrierType", "").put("CarrierNum", "");
    if (buyer instanceof Buyer.Person) {
      data.put("CarrierType", "1");
    } else if (buyer instanceof Buyer.Carrier carrier) {
      data.put("CarrierType", carrier.type()).put("CarrierNum", carrier.number());
    } else if (buyer instanceof Buyer.Company company) {
      data.put("CustomerIdentifier", company.number())
          .put("CustomerName", company.name())
          .put("CustomerAddr", company.address())
          .put("Print", "1");
    } else if (buyer instanceof Buyer.Donation donation) {
      data.put("Donation", "1").put("LoveCode", donation.loveCode());
    }
  }

  private static void item(ObjectNode data, String name, Money amount) {
    data.putArray("Items")
        .addObject()
        .put("ItemSeq", 1)
        .put("ItemName", name)
        .put("ItemCount", 1)
        .put("ItemWord", "份")
        .put("ItemPrice", dollars(amount))
        .put("ItemAmount", dollars(amount));
  }

  private static ObjectNode data() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static SignedCall call(String path, ObjectNode data) {
    return SignedCall.post(path).json(data.toString());
  }

  private static int dollars(Money amount) {
    return new BigDecimal(amount.toDecimal()).intValueExact();
  }

  private static Money money(ProviderFields fields, String name) {
    return Money.of(fields.text(name).orElseThrow(), "TWD");
  }
}
