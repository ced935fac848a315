// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.SandboxClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvoiceTest {
  /** The last minute of February in Taipei. */
  private final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-02-28T15:59:00Z"));

  private final EcpayGateway gateway = EcpayGateway.listen(clock, 0);
  private final EcpayMerchant merchant =
      gateway.openStageMerchant(StageMerchant.OLDER, EcpaySetup.usual());
  private final FormClient client = new FormClient(gateway, merchant);

  @AfterEach
  void stop() {
    gateway.close();
  }

  private ObjectNode invoice(String relateNumber) {
    ObjectNode data = mine();
    data.put("RelateNumber", relateNumber)
        .put("CustomerEmail", "payer@shop.example")
        .put("Print", "0")
        .put("Donation", "0")
        .put("TaxType", "1")
        .put("SalesAmount", 100)
        .put("InvType", "07");
    data.putArray("Items").add(item(33.3, 2)).add(item(33.4, 1));
    return data;
  }

  private static ObjectNode item(double price, int count) {
    return Json.object()
        .put("ItemName", "茶")
        .put("ItemCount", count)
        .put("ItemWord", "包")
        .put("ItemPrice", price)
        .put("ItemAmount", price * count);
  }

  private ObjectNode mine() {
    return Json.object().put("MerchantID", merchant.merchantId());
  }

  private ObjectNode about(String relateNumber) {
    return mine()
        .put("InvoiceNo", merchant.invoice(relateNumber).orElseThrow().invoiceNo())
        .put("InvoiceDate", "2026-02-28");
  }

  private ObjectNode allowance(String relateNumber, int amount) {
    ObjectNode data =
        about(relateNumber).put("AllowanceNotify", "N").put("AllowanceAmount", amount);
    data.putArray("Items").add(item(amount, 1));
    return data;
  }

  private JsonNode call(Operation operation, ObjectNode data) throws Exception {
    return client.sealed(operation, data);
  }

  private String text(Operation operation, ObjectNode data) throws Exception {
    JsonNode answer = call(operation, data);
    return answer.path("RtnCode").asInt() + " " + answer.path("RtnMsg").asText();
  }

  @Test
  void anInvoiceIsIssuedAndFoundByEitherNumber() throws Exception {
    JsonNode issued = call(Operation.INVOICE, invoice("Tea1"));
    assertThat(issued.path("RtnCode").asInt()).isEqualTo(1);
    assertThat(issued.path("InvoiceNo").asText()).matches("[A-Z]{2}[0-9]{8}");
    assertThat(issued.path("InvoiceDate").asText()).isEqualTo("2026-02-28 23:59:00");
    assertThat(issued.path("RandomNumber").asText()).matches("[0-9]{4}");
    JsonNode byNumber = call(Operation.INVOICE_QUERY, mine().put("RelateNumber", "tEA1"));
    assertThat(byNumber.path("IIS_Number")).isEqualTo(issued.path("InvoiceNo"));
    assertThat(byNumber.path("IIS_Sales_Amount").asInt()).isEqualTo(100);
    assertThat(byNumber.path("IIS_Invalid_Status").asText()).isEqualTo("0");
    assertThat(byNumber.path("Items")).hasSize(2);
    assertThat(call(Operation.INVOICE_QUERY, about("Tea1"))).isEqualTo(byNumber);
    assertThat(merchant.invoices()).hasSize(1).allMatch(view -> view.rest() == 100);
    assertThat(merchant.invoices().get(0).asked()).contains("payer@shop.example");
    assertThat(merchant.invoices().get(0).toString()).doesNotContain("payer@shop.example");
  }

  @Test
  void anUnknownInvoiceIsNotFound() throws Exception {
    assertThat(text(Operation.INVOICE_QUERY, mine().put("RelateNumber", "none")))
        .isEqualTo("0 RelateNumber names no invoice");
    call(Operation.INVOICE, invoice("Tea1"));
    ObjectNode otherDay = about("Tea1").put("InvoiceDate", "2026-03-01");
    assertThat(text(Operation.INVOICE_QUERY, otherDay)).startsWith("0 InvoiceNo with InvoiceDate");
    assertThat(text(Operation.INVOICE_QUERY, mine())).isEqualTo("10000002 InvoiceNo is missing");
    EcpayMerchant stranger = gateway.openMerchant();
    ObjectNode theirs = Json.object().put("MerchantID", stranger.merchantId());
    assertThat(
            new FormClient(gateway, stranger)
                .sealed(Operation.INVOICE_QUERY, theirs.put("RelateNumber", "Tea1"))
                .path("RtnCode")
                .asInt())
        .isZero();
  }

  @Test
  void aRelateNumberIsUsedOnceInAnyLetters() throws Exception {
    call(Operation.INVOICE, invoice("Tea1"));
    assertThat(text(Operation.INVOICE, invoice("TEA1")))
        .isEqualTo("10000009 RelateNumber was used before");
    call(Operation.INVOICE_VOID, about("Tea1").put("Reason", "wrong"));
    assertThat(text(Operation.INVOICE, invoice("Tea1"))).startsWith("10000009");
    assertThat(merchant.invoices()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "RelateNumber=;10000002 RelateNumber is missing",
        "CustomerEmail=;10000002 CustomerPhone or CustomerEmail is missing",
        "CustomerEmail=nobody;0 CustomerEmail",
        "CustomerPhone=+886912345678;0 CustomerPhone",
        "Print=1;10000002 CustomerName",
        "Print=1,CustomerName=A;10000002 CustomerAddr",
        "Print=2;0 Print must be 0 or 1",
        "Donation=1;10000002 LoveCode",
        "Donation=1,LoveCode=12;0 LoveCode",
        "Donation=1,LoveCode=12345678;0 LoveCode",
        "Donation=1,LoveCode=168001,CarrierType=1;0 CarrierType must be empty",
        "Donation=1,LoveCode=168001,Print=1,CustomerName=A,CustomerAddr=B;0 Print must be 0",
        "Donation=1,LoveCode=168001,CustomerIdentifier=97025978;0 Donation must be 0",
        "CustomerIdentifier=1234567;0 CustomerIdentifier",
        "CarrierType=1,CarrierNum=A;0 CarrierNum must be empty",
        "CarrierType=2,CarrierNum=AB1234567890123;0 CarrierNum",
        "CarrierType=3;10000002 CarrierNum",
        "CarrierType=3,CarrierNum=/12345;0 CarrierNum",
        "CarrierType=3,CarrierNum=/abcdefg;0 CarrierNum",
        "CarrierType=4,CarrierNum=123;10000002 CarrierNum2",
        "CarrierType=6;0 CarrierType",
        "TaxType=5;0 TaxType",
        "TaxType=2;10000002 ClearanceMark",
        "TaxType=2,ClearanceMark=1;10000002 ZeroTaxRateReason",
        "TaxType=2,ClearanceMark=1,ZeroTaxRateReason=80;0 ZeroTaxRateReason",
        "TaxType=3;0 SpecialTaxType must be 8",
        "TaxType=4,SpecialTaxType=9;0 SpecialTaxType must be 1 to 8",
        "TaxType=9,ClearanceMark=1,ZeroTaxRateReason=71;0 Items[0].ItemTaxType",
        "InvType=06;0 InvType",
        "vat=2;0 vat"
      })
  void aWrongFieldIssuesNothing(String changes, String why) throws Exception {
    ObjectNode data = invoice("Tea1");
    for (String change : changes.split(",")) {
      String[] pair = change.split("=", 2);
      data.put(pair[0], pair[1]);
    }
    assertThat(text(Operation.INVOICE, data)).startsWith(why);
    assertThat(merchant.invoices()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "CustomerEmail=,CustomerPhone=0912345678",
        "Print=1,CustomerName=A,CustomerAddr=B,CustomerIdentifier=97025978",
        "Donation=1,LoveCode=168001",
        "CarrierType=1",
        "CarrierType=2,CarrierNum=AB12345678901234",
        "CarrierType=3,CarrierNum=/AB+-.12",
        "CarrierType=4,CarrierNum=123,CarrierNum2=456",
        "TaxType=2,ClearanceMark=1,ZeroTaxRateReason=71",
        "TaxType=3,SpecialTaxType=8",
        "TaxType=4,SpecialTaxType=1,InvType=08"
      })
  void aRightFieldIssues(String changes) throws Exception {
    ObjectNode data = invoice("Tea1");
    for (String change : changes.split(",")) {
      String[] pair = change.split("=", 2);
      data.put(pair[0], pair[1]);
    }
    assertThat(text(Operation.INVOICE, data)).startsWith("1 ");
    assertThat(merchant.invoices()).hasSize(1);
  }

  @Test
  void theItemsAddUpToTheAmount() throws Exception {
    assertThat(text(Operation.INVOICE, invoice("Tea1").put("SalesAmount", 101)))
        .isEqualTo("0 SalesAmount is not the rounded sum of ItemAmount");
    assertThat(text(Operation.INVOICE, invoice("Tea1").put("SalesAmount", "100")))
        .isEqualTo("0 SalesAmount must be a whole number");
    ObjectNode empty = invoice("Tea1");
    empty.putArray("Items");
    assertThat(text(Operation.INVOICE, empty)).isEqualTo("10000002 Items is missing");
    ObjectNode half = invoice("Tea1");
    half.putArray("Items").add(item(99.5, 1));
    assertThat(text(Operation.INVOICE, half)).startsWith("1 ");
  }

  @Test
  void allowancesStopAtWhatIsLeft() throws Exception {
    call(Operation.INVOICE, invoice("Tea1"));
    JsonNode made = call(Operation.INVOICE_ALLOWANCE, allowance("Tea1", 60));
    assertThat(made.path("IA_Allow_No").asText()).matches("[0-9]{16}");
    assertThat(made.path("IA_Remain_Allowance_Amt").asInt()).isEqualTo(40);
    assertThat(text(Operation.INVOICE_ALLOWANCE, allowance("Tea1", 41)))
        .isEqualTo("0 AllowanceAmount is more than what is left of the invoice");
    call(Operation.INVOICE_ALLOWANCE, allowance("Tea1", 40));
    assertThat(merchant.invoice("Tea1").orElseThrow().rest()).isZero();
    assertThat(merchant.invoice("Tea1").orElseThrow().allowances()).hasSize(2);
    assertThat(text(Operation.INVOICE_ALLOWANCE, allowance("Tea1", 1).put("AllowanceNotify", "A")))
        .isEqualTo("10000002 NotifyMail is missing");
    assertThat(text(Operation.INVOICE_ALLOWANCE, allowance("Tea1", 1).put("AllowanceNotify", "S")))
        .isEqualTo("10000002 NotifyPhone is missing");
  }

  @Test
  void anInvoiceWithAnAllowanceIsNotMadeVoid() throws Exception {
    call(Operation.INVOICE, invoice("Tea1"));
    call(Operation.INVOICE_ALLOWANCE, allowance("Tea1", 1));
    assertThat(text(Operation.INVOICE_VOID, about("Tea1").put("Reason", "wrong")))
        .contains("with an allowance");
    assertThat(merchant.invoice("Tea1").orElseThrow().voided()).isFalse();
  }

  @Test
  void anInvoiceIsMadeVoidOnce() throws Exception {
    call(Operation.INVOICE, invoice("Tea1"));
    assertThat(text(Operation.INVOICE_VOID, about("Tea1"))).isEqualTo("10000002 Reason is missing");
    ObjectNode wrong = about("Tea1").put("Reason", "wrong");
    assertThat(call(Operation.INVOICE_VOID, wrong).path("InvoiceNo"))
        .isEqualTo(wrong.path("InvoiceNo"));
    assertThat(text(Operation.INVOICE_VOID, wrong)).contains("is void");
    assertThat(text(Operation.INVOICE_ALLOWANCE, allowance("Tea1", 1))).contains("is void");
    assertThat(
            call(Operation.INVOICE_QUERY, mine().put("RelateNumber", "Tea1"))
                .path("IIS_Invalid_Status")
                .asText())
        .isEqualTo("1");
  }

  @Test
  void twoMonthsAreClosedAfterThe13thOfTheNext() throws Exception {
    call(Operation.INVOICE, invoice("Tea1"));
    call(Operation.INVOICE, invoice("Tea2"));
    clock.advance(Duration.ofDays(13));
    assertThat(text(Operation.INVOICE_VOID, about("Tea1").put("Reason", "wrong"))).startsWith("1 ");
    clock.advance(Duration.ofMinutes(1));
    assertThat(text(Operation.INVOICE_VOID, about("Tea2").put("Reason", "wrong")))
        .contains("closed on the 13th");
    assertThat(text(Operation.INVOICE_ALLOWANCE, allowance("Tea2", 1))).startsWith("1 ");
  }

  @Test
  void anInvoiceOfAnOddMonthIsOpenTwoMonthsLonger() throws Exception {
    clock.advance(Duration.ofMinutes(1));
    call(Operation.INVOICE, invoice("Tea1"));
    clock.advance(Duration.ofDays(73));
    ObjectNode first = about("Tea1").put("InvoiceDate", "2026-03-01").put("Reason", "wrong");
    assertThat(text(Operation.INVOICE_VOID, first)).startsWith("1 ");
  }

  @Test
  void anEnvelopeOfThePaymentsKeysOrAnotherRevisionIsNotOpened() throws Exception {
    ObjectNode envelope = Json.object().put("MerchantID", merchant.merchantId());
    envelope.putObject("RqHeader").put("Timestamp", clock.instant().getEpochSecond());
    String data = Json.text(mine().put("RelateNumber", "Tea1"));
    envelope.put("Data", Sealed.seal(data, merchant.account().invoiceKeys));
    assertThat(client.outer(Operation.INVOICE_QUERY, envelope.toString()).path("TransMsg").asText())
        .contains("Revision");
    envelope.withObject("/RqHeader").put("Revision", "3.0.0");
    assertThat(client.outer(Operation.INVOICE_QUERY, envelope.toString()).path("TransCode").asInt())
        .isEqualTo(1);
    envelope.put("Data", Sealed.seal(data, merchant.account().keys));
    assertThat(client.outer(Operation.INVOICE_QUERY, envelope.toString()).path("TransMsg").asText())
        .contains("not encrypted with");
  }

  @Test
  void aLostAnswerLeavesOneInvoiceToBeFound() throws Exception {
    merchant.faults().once(Operation.INVOICE, Fault.answerDropped());
    assertThatThrownBy(() -> call(Operation.INVOICE, invoice("Tea1")))
        .isInstanceOf(IOException.class);
    assertThat(text(Operation.INVOICE, invoice("Tea1"))).startsWith("10000009");
    assertThat(call(Operation.INVOICE_QUERY, mine().put("RelateNumber", "Tea1")).path("RtnCode"))
        .hasToString("1");
    merchant.faults().once(Operation.INVOICE_QUERY, Fault.otherMerchant());
    merchant.faults().once(Operation.INVOICE_QUERY, Fault.otherOrder());
    merchant.faults().once(Operation.INVOICE_QUERY, Fault.wrongAmount());
    ObjectNode asked = mine().put("RelateNumber", "Tea1");
    assertThat(call(Operation.INVOICE_QUERY, asked).path("IIS_Mer_ID").asText())
        .isEqualTo("2999999");
    assertThat(call(Operation.INVOICE_QUERY, asked).path("IIS_Relate_Number").asText())
        .isEqualTo("9Tea1");
    assertThat(call(Operation.INVOICE_QUERY, asked).path("IIS_Sales_Amount").asInt())
        .isEqualTo(101);
  }

  @Test
  void theEnvironmentNamesTheKeysForInvoices() {
    assertThat(merchant.environment())
        .containsEntry("ECPAY_INVOICE_MERCHANT_ID", "2000132")
        .containsEntry("ECPAY_INVOICE_HASH_KEY", "ejCk326UnaZWKisg")
        .containsEntry("ECPAY_INVOICE_HASH_IV", merchant.invoiceHashIv());
    assertThat(gateway.openMerchant().invoiceHashKey()).hasSize(16);
  }
}
