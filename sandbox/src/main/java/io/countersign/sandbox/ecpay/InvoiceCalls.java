// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** The calls about e-invoices for consumers. */
final class InvoiceCalls {
  /** What the header of these envelopes must say. */
  static final String REVISION = "3.0.0";

  private InvoiceCalls() {}

  static ObjectNode work(Operation operation, Envelope call) throws Refusal {
    InvoiceBook book = call.account().invoices;
    ObjectNode data = call.data();
    return switch (operation) {
      case INVOICE -> {
        InvoiceChecks.issue(data);
        Invoice invoice = book.issue(data);
        yield result(RtnCode.OK, "開立發票成功")
            .put("InvoiceNo", invoice.number)
            .put("InvoiceDate", time(invoice.issued))
            .put("RandomNumber", invoice.randomNumber);
      }
      case INVOICE_QUERY -> {
        InvoiceChecks.query(data);
        String relateNumber = call.text("/RelateNumber");
        yield view(
            relateNumber.isEmpty() ? named(call) : known(book.find(relateNumber), "RelateNumber"));
      }
      case INVOICE_ALLOWANCE -> {
        InvoiceChecks.allowance(data);
        Invoice invoice = named(call);
        InvoiceView.Allowance made = book.allow(invoice, data.path("AllowanceAmount").asLong());
        yield result(RtnCode.OK, "成功")
            .put("IA_Allow_No", made.allowanceNo())
            .put("IA_Invoice_No", invoice.number)
            .put("IA_Date", time(made.at()))
            .put("IA_Remain_Allowance_Amt", invoice.rest());
      }
      case INVOICE_VOID -> {
        InvoiceChecks.invalid(data);
        Invoice invoice = named(call);
        book.makeVoid(invoice, call.text("/Reason"));
        yield result(RtnCode.OK, "作廢發票成功").put("InvoiceNo", invoice.number);
      }
      default -> throw new IllegalStateException("no call about invoices");
    };
  }

  static ObjectNode result(String code, String text) {
    return Json.object().put("RtnCode", SealedViews.code(code)).put("RtnMsg", text);
  }

  private static Invoice named(Envelope call) throws Refusal {
    return known(
        call.account().invoices.find(call.text("/InvoiceNo"), call.text("/InvoiceDate")),
        "InvoiceNo with InvoiceDate");
  }

  private static Invoice known(Optional<Invoice> found, String name) throws Refusal {
    return found.orElseThrow(() -> Refusal.field(name, "names no invoice"));
  }

  private static ObjectNode view(Invoice invoice) {
    ObjectNode view = result(RtnCode.OK, "查詢成功");
    view.put("IIS_Mer_ID", invoice.merchantId);
    view.put("IIS_Number", invoice.number);
    view.put("IIS_Relate_Number", invoice.term("RelateNumber"));
    view.put("IIS_Customer_ID", invoice.term("CustomerID"));
    String company = invoice.term("CustomerIdentifier");
    view.put("IIS_Identifier", company.isEmpty() ? "0000000000" : company);
    view.put("IIS_Customer_Name", invoice.term("CustomerName"));
    view.put("IIS_Customer_Addr", invoice.term("CustomerAddr"));
    view.put("IIS_Customer_Phone", invoice.term("CustomerPhone"));
    view.put("IIS_Customer_Email", invoice.term("CustomerEmail"));
    view.put("IIS_Clearance_Mark", invoice.term("ClearanceMark"));
    view.put("IIS_Type", invoice.term("InvType"));
    view.put("IIS_Category", company.isEmpty() ? "B2C" : "B2B");
    view.put("IIS_Tax_Type", invoice.term("TaxType"));
    view.put("IIS_Tax_Amount", invoice.terms.path("TaxAmount").asLong());
    view.put("IIS_Sales_Amount", invoice.amount());
    view.put("IIS_Carrier_Type", invoice.term("CarrierType"));
    view.put("IIS_Carrier_Num", invoice.term("CarrierNum"));
    view.put(
        "IIS_Love_Code", invoice.term("Donation").equals("1") ? invoice.term("LoveCode") : "0");
    view.put("IIS_Create_Date", time(invoice.issued));
    view.put("IIS_Issue_Status", "1");
    view.put("IIS_Invalid_Status", invoice.voidedFor.isEmpty() ? "0" : "1");
    view.put("IIS_Upload_Status", "0");
    view.put("IIS_Upload_Date", "");
    view.put("IIS_Turnkey_Status", "");
    view.put("IIS_Remain_Allowance_Amt", invoice.rest());
    view.put("IIS_Print_Flag", invoice.term("Print"));
    view.put("IIS_Award_Flag", "");
    view.put("IIS_Award_Type", 0);
    view.put("IIS_Random_Number", invoice.randomNumber);
    view.put("InvoiceRemark", invoice.term("InvoiceRemark"));
    ArrayNode items = view.putArray("Items");
    for (JsonNode item : invoice.terms.path("Items")) {
      items.add(item.deepCopy());
    }
    return view;
  }

  private static String time(Instant at) {
    return Numbers.time(at).replace('/', '-');
  }
}
