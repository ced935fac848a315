// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.RetryPolicy;
import io.countersign.Secret;
import io.countersign.SignedCall;
import io.countersign.UnavailableException;
import io.countersign.sandbox.ecpay.EcpaySetup;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.InvoiceView;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.sandbox.ecpay.StageMerchant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls without a method of their own keep the rules: questions repeat, writes do not. */
class RawCallTest {
  private static final String PERIOD = "/Cashier/QueryCreditCardPeriodInfo";
  private static final String NUMBER = "/Cashier/QueryPaymentInfo";
  private static final String ISSUE = "/B2CInvoice/Issue";
  private static final String GET_ISSUE = "/B2CInvoice/GetIssue";

  private final Shop shop = Shop.open();
  private final EcpayClient client = shop.client(withInvoices().retryPolicy(RetryPolicy.none()));

  @AfterEach
  void close() {
    shop.close();
  }

  private EcpayConfig.Builder withInvoices() {
    return shop.config()
        .invoiceKeys(
            shop.merchant.merchantId(),
            Secret.of(shop.merchant.invoiceHashKey()),
            Secret.of(shop.merchant.invoiceHashIv()));
  }

  private static String invoice(String relateNumber) {
    return "{\"RelateNumber\":\""
        + relateNumber
        + "\",\"CustomerEmail\":\"a@shop.example\",\"Print\":\"0\",\"Donation\":\"0\","
        + "\"TaxType\":\"1\",\"SalesAmount\":100,\"InvType\":\"07\",\"vat\":\"1\","
        + "\"Items\":[{\"ItemSeq\":1,\"ItemName\":\"茶 & ~\",\"ItemCount\":1,\"ItemWord\":\"杯\","
        + "\"ItemPrice\":100,\"ItemTaxType\":\"1\",\"ItemAmount\":100}]}";
  }

  @Test
  void anInvoiceIsIssuedFoundAllowedAndVoided() {
    Answer issued = Shop.accepted(client.write(SignedCall.post(ISSUE).json(invoice("A1")))).value();
    String number = issued.fields().text("InvoiceNo").orElseThrow();
    String date = issued.fields().text("InvoiceDate").orElseThrow().substring(0, 10);

    Answer found = client.read(SignedCall.post(GET_ISSUE).json("{\"RelateNumber\":\"A1\"}"));

    assertThat(found.fields().text("IIS_Number")).contains(number);
    assertThat(found.evidence().kind()).isEqualTo(Evidence.Kind.ENCRYPTED_ANSWER);
    Shop.accepted(
        client.write(
            SignedCall.post("/B2CInvoice/Allowance")
                .json(
                    "{\"InvoiceNo\":\""
                        + number
                        + "\",\"InvoiceDate\":\""
                        + date
                        + "\",\"AllowanceNotify\":\"N\",\"AllowanceAmount\":40,\"Items\":[{"
                        + "\"ItemSeq\":1,\"ItemName\":\"茶\",\"ItemCount\":1,\"ItemWord\":\"杯\","
                        + "\"ItemPrice\":40,\"ItemTaxType\":\"1\",\"ItemAmount\":40}]}")));
    InvoiceView view = shop.merchant.invoice("A1").orElseThrow();
    assertThat(view.rest()).isEqualTo(60);

    Shop.accepted(client.write(SignedCall.post(ISSUE).json(invoice("A2"))));
    InvoiceView other = shop.merchant.invoice("A2").orElseThrow();
    Shop.accepted(
        client.write(
            SignedCall.post("/B2CInvoice/Invalid")
                .json(
                    "{\"InvoiceNo\":\""
                        + other.invoiceNo()
                        + "\",\"InvoiceDate\":\""
                        + date
                        + "\",\"Reason\":\"wrong\"}")));
    assertThat(shop.merchant.invoice("A2").orElseThrow().voided()).isTrue();
  }

  @Test
  void anInvoiceThatIsThereAlreadyIsAskedAbout() {
    Shop.accepted(client.write(SignedCall.post(ISSUE).json(invoice("A1"))));

    Outcome<Answer> again = client.write(SignedCall.post(ISSUE).json(invoice("A1")));

    assertThat(again).isInstanceOf(Outcome.Unknown.class);
    Outcome.Unknown<Answer> unknown = (Outcome.Unknown<Answer>) again;
    assertThat(unknown.cause()).contains("10000009", "find the invoice by RelateNumber");
    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Ask.class);
    assertThat(shop.merchant.invoices()).hasSize(1);
  }

  @Test
  void anInvoiceWithoutAFieldIsRefused() {
    Outcome<Answer> outcome =
        client.write(SignedCall.post(ISSUE).json(invoice("A1").replace("\"TaxType\":\"1\",", "")));

    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    Rejection rejection = ((Outcome.Rejected<Answer>) outcome).rejection();
    assertThat(rejection.code()).isEqualTo("10000002");
    assertThat(rejection.verified()).isTrue();
    assertThat(shop.merchant.invoices()).isEmpty();
  }

  @Test
  void aCodeWithoutAMeaningRefusesAQuestionAndLeavesAWriteOpen() {
    RejectedException refused =
        catchThrowableOfType(
            RejectedException.class,
            () -> client.read(SignedCall.post(GET_ISSUE).json("{\"RelateNumber\":\"none\"}")));
    assertThat(refused.rejection().code()).isEqualTo("0");
    assertThat(refused.rejection().message()).contains("RelateNumber");

    assertThat(
            client.write(
                SignedCall.post("/B2CInvoice/Invalid")
                    .json(
                        "{\"InvoiceNo\":\"AA12345678\",\"InvoiceDate\":\"2026-01-01\","
                            + "\"Reason\":\"x\"}")))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void anInvoiceWhoseAnswerWasLostIsIssuedOnce() {
    EcpayClient patient = shop.client(withInvoices());
    shop.gateway.faults().once(Operation.INVOICE, Fault.answerDropped().afterProcessing());

    assertThat(patient.write(SignedCall.post(ISSUE).json(invoice("A1"))))
        .isInstanceOf(Outcome.Unknown.class);

    assertThat(shop.requests(Operation.INVOICE)).hasSize(1);
    assertThat(shop.merchant.invoices()).hasSize(1);
  }

  @Test
  void aQuestionIsRepeated() {
    EcpayClient patient = shop.client(withInvoices());
    Shop.accepted(patient.write(SignedCall.post(ISSUE).json(invoice("A1"))));
    shop.gateway.faults().once(Operation.INVOICE_QUERY, Fault.answerDropped());

    patient.read(SignedCall.post(GET_ISSUE).json("{\"RelateNumber\":\"A1\"}"));

    assertThat(shop.requests(Operation.INVOICE_QUERY)).hasSize(2);
  }

  @Test
  void anEnvelopeAboutAnotherInvoiceOrOfAnotherMerchantIsNotTaken() {
    Shop.accepted(client.write(SignedCall.post(ISSUE).json(invoice("A1"))));
    SignedCall question = SignedCall.post(GET_ISSUE).json("{\"RelateNumber\":\"A1\"}");
    for (Fault fault : List.of(Fault.otherOrder(), Fault.otherMerchant())) {
      shop.gateway.faults().once(Operation.INVOICE_QUERY, fault);
      assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> client.read(question));
    }
    for (Fault fault : List.of(Fault.strangersEnvelope(), Fault.htmlWithStatus200())) {
      shop.gateway.faults().once(Operation.INVOICE_QUERY, fault);
      assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> client.read(question));
    }
  }

  @Test
  void aNumberIsAskedForBySignedForm() {
    String number = voucherOrder();

    Answer answer = client.read(question(NUMBER, number));

    assertThat(answer.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
    assertThat(answer.fields().text("RtnCode")).contains("10100073");
    assertThat(answer.fields().text("PaymentURL").orElseThrow()).contains("?PaymentNo=");
    for (Fault fault :
        List.of(
            Fault.wrongCheckMacValue(),
            Fault.missingCheckMacValue(),
            Fault.tamperedField("TradeAmt", "1"),
            Fault.truncatedBody())) {
      shop.gateway.faults().once(Operation.NUMBER_QUERY, fault);
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> client.read(question(NUMBER, number)));
    }
    shop.gateway.faults().once(Operation.NUMBER_QUERY, Fault.formEncoded());
    assertThat(client.read(question(NUMBER, number)).fields().json())
        .isEqualTo(answer.fields().json());
    shop.gateway.faults().once(Operation.NUMBER_QUERY, Fault.otherOrder());
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> client.read(question(NUMBER, number)));
  }

  @Test
  void anOrdersStateIsAnAnswerAndNotARefusal() {
    Answer unknown = client.read(question("/Cashier/QueryTradeInfo/V5", "Nothing1"));

    assertThat(unknown.fields().text("TradeStatus")).contains("10200047");
    assertThat(unknown.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
  }

  @Test
  void aPeriodOrderIsAnsweredWithoutSignature() {
    RejectedException none =
        catchThrowableOfType(
            RejectedException.class, () -> client.read(question(PERIOD, "Nothing1")));
    assertThat(none.rejection().reason()).isEqualTo(Rejection.Reason.NOT_FOUND);
    assertThat(none.rejection().verified()).isFalse();
    shop.gateway
        .faults()
        .once(
            Operation.PERIOD_QUERY,
            Fault.literal(
                200,
                "application/json",
                "{\"RtnCode\":1,\"MerchantTradeNo\":\"P1\",\"ExecStatus\":\"1\",\"ExecLog\":null}"));

    Answer answer = client.read(question(PERIOD, "P1"));

    assertThat(answer.evidence().kind()).isEqualTo(Evidence.Kind.TRANSPORT_ONLY);
    assertThat(answer.fields().text("ExecStatus")).contains("1");
    shop.gateway
        .faults()
        .once(
            Operation.PERIOD_QUERY,
            Fault.literal(200, "application/json", "{\"RtnCode\":1,\"MerchantTradeNo\":\"P2\"}"));
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> client.read(question(PERIOD, "P1")))
        .withMessageContaining("MerchantTradeNo");
  }

  @Test
  void anUnsignedAnswerIsTakenOnlyWhereEcpayNeverSigns() {
    SignedCall cancel =
        SignedCall.post("/Cashier/CreditCardPeriodAction")
            .field("MerchantTradeNo", "P1")
            .field("Action", "Cancel");
    SignedCall refund =
        SignedCall.post("/CreditDetail/DoAction")
            .field("MerchantTradeNo", "P1")
            .field("TradeNo", "1")
            .field("Action", "R")
            .field("TotalAmount", "1");
    String merchant = shop.merchant.merchantId();
    for (String body :
        List.of(
            "RtnCode=1&RtnMsg=OK&MerchantTradeNo=P1&MerchantID=" + merchant,
            "1|RtnMsg=OK&RtnCode=1&MerchantTradeNo=P1&MerchantID=" + merchant,
            "{\"RtnCode\":1,\"MerchantTradeNo\":\"P1\",\"MerchantID\":" + merchant + "}")) {
      Fault fault = Fault.literal(200, "text/html", body);
      shop.gateway.faults().once(Operation.PERIOD_ACTION, fault);
      shop.gateway.faults().once(Operation.CARD_ACTION, fault);

      assertThat(client.write(cancel)).describedAs(body).isInstanceOf(Outcome.Unknown.class);
      assertThat(Shop.accepted(client.write(refund)).value().evidence().kind())
          .isEqualTo(Evidence.Kind.TRANSPORT_ONLY);
    }
    for (String body :
        List.of(
            "1|OK",
            "{\"RtnCode\":1}",
            "RtnCode=1&RtnMsg=OK&MerchantTradeNo=P1",
            "RtnCode=1&RtnMsg=OK&MerchantID=" + merchant,
            "RtnCode=1&RtnMsg=OK&MerchantTradeNo=P2&MerchantID=" + merchant,
            "RtnCode=1&CheckMacValue=" + "0".repeat(64),
            "RtnCode=0&RtnMsg=error_overDay",
            "0|error",
            "RtnMsg=OK",
            "<html>1|OK",
            "")) {
      shop.gateway.faults().once(Operation.CARD_ACTION, Fault.literal(200, "text/html", body));
      assertThat(client.write(refund)).describedAs(body).isInstanceOf(Outcome.Unknown.class);
    }
  }

  @Test
  void whatIsNoCallOfEcpaysIsRefusedUnsent() {
    SignedCall form = SignedCall.post(NUMBER).field("MerchantTradeNo", "A1");
    for (SignedCall call :
        List.of(
            SignedCall.get(NUMBER),
            SignedCall.of("PUT", NUMBER).field("A", "1"),
            SignedCall.of("post", NUMBER).field("A", "1"),
            SignedCall.post(NUMBER),
            form.with("a", "1"),
            form.json("{}"),
            form.encrypted("/a", PersonalText.of("王小明")),
            SignedCall.post("/v3/x").field("A", "1"),
            SignedCall.post("/Cashier/../CreditDetail/DoAction").field("A", "1"),
            SignedCall.post("/Cashier" + "/a".repeat(50_000)).field("A", "1"),
            SignedCall.post("/Cashier//QueryPaymentInfo").field("A", "1"),
            SignedCall.post("//evil.example/Cashier/QueryPaymentInfo").field("A", "1"),
            SignedCall.post("/Cashier/QueryPaymentInfo?a=1").field("A", "1"),
            SignedCall.post("/Cashier/QueryPaymentInfo#a").field("A", "1"),
            SignedCall.post("/Cashier/Query%2f").field("A", "1"),
            form.field("CheckMacValue", "A"),
            form.field("checkmacvalue", "A"),
            form.field("HashKey", "A"),
            form.field("hashiv", "A"),
            form.field("", "A"),
            form.field("ItemName", "\ud83d"),
            form.field("MerchantID", "3002607"),
            form.field("PlatformID", "3002599"),
            SignedCall.post(GET_ISSUE).json("[]"),
            SignedCall.post(GET_ISSUE).json("{\"a\":null}"),
            SignedCall.post(GET_ISSUE).json("{\"a\":\"\ud83d\"}"),
            SignedCall.post(GET_ISSUE).json("{\"MerchantID\":\"1\"}"),
            SignedCall.post("/helper/QueryLogisticsTradeInfo/V2").field("A", "1"))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .describedAs(call.toString())
          .isThrownBy(() -> client.read(call));
      assertThatExceptionOfType(InvalidRequestException.class)
          .describedAs(call.toString())
          .isThrownBy(() -> client.write(call));
    }
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void aCallByNameIsRefusedBecauseCallsHavePathsHere() {
    SignedCall call = SignedCall.named("alipay.trade.query").json("{}");
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> client.read(call));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.write(call))
        .withMessageContaining("path");
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void whatMayChangeSomethingIsNoQuestion() {
    for (SignedCall call :
        List.of(
            SignedCall.post("/CreditDetail/DoAction").field("A", "1"),
            SignedCall.post("/Cashier/CreditCardPeriodAction").field("A", "1"),
            SignedCall.post(ISSUE).json("{}"),
            SignedCall.post("/Merchant/GetTokenbyTrade").json("{}"),
            SignedCall.post("/1.0.0/Cashier/GenPaymentCode").json("{}"))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.read(call))
          .withMessageContaining("written");
    }
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void invoicesNeedTheirKeysAndSubMerchantsTheirOwnClient() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> shop.client().write(SignedCall.post(ISSUE).json(invoice("A1"))))
        .withMessageContaining("invoice keys");
    EcpayClient view = client.onBehalfOf(EcpaySubMerchant.of("3002608"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> view.write(SignedCall.post(ISSUE).json(invoice("A1"))))
        .withMessageContaining("own client");
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void aPlatformAsksForItsSubMerchant() {
    try (Shop platform = Shop.openOnBehalf()) {
      Answer answer = platform.client().read(question("/Cashier/QueryTradeInfo/V5", "Nothing1"));

      assertThat(answer.fields().text("MerchantID"))
          .contains(platform.subMerchant.orElseThrow().merchantId());
      assertThat(answer.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
    }
  }

  @Test
  void thePublishedPairOfTheInvoiceStageFitsItsMerchant() {
    var older = shop.gateway.openStageMerchant(StageMerchant.OLDER, EcpaySetup.usual());
    EcpayClient stage =
        EcpayClient.of(
            shop.config(older)
                .invoiceKeys("2000132", Vector.key("K3").hashKey(), Vector.key("K3").hashIv())
                .build());

    Shop.accepted(stage.write(SignedCall.post(ISSUE).json(invoice("A1"))));
  }

  private static SignedCall question(String path, String number) {
    return SignedCall.post(path).field("MerchantTradeNo", number);
  }

  /** An order of which a store code was issued. */
  private String voucherOrder() {
    String number = shop.freshId().number();
    Shop.accepted(
        client.write(
            SignedCall.post("/1.0.0/Cashier/GenPaymentCode")
                .json(
                    "{\"ChoosePayment\":\"CVS\",\"OrderInfo\":{\"MerchantTradeDate\":\""
                        + TaipeiTime.text(shop.clock.instant())
                        + "\",\"MerchantTradeNo\":\""
                        + number
                        + "\",\"TotalAmount\":100,\"ReturnURL\":\""
                        + Shop.NOTIFY_URL
                        + "\",\"TradeDesc\":\"tea\",\"ItemName\":\"tea\"},"
                        + "\"CVSInfo\":{\"StoreExpireDate\":1440,\"CVSCode\":\"CVS\"}}")));
    return number;
  }
}
