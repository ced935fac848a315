// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedRequest;
import io.countersign.RefundRequest;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.ShowVoucher;
import io.countersign.SignedCall;
import io.countersign.VoucherKind;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.sandbox.ecpay.SignedForm;
import io.countersign.spi.FormFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * No key, card, token or person is in any text that may come into a log, in a serialised exception,
 * or in the log itself: the build lets slf4j-simple write everything into one file.
 */
class SecretsTest {
  private static final Path LOG = Path.of("target", "countersign.log");
  private static final String CARD = "4311952222222222";
  private static final String TOKEN = "m12dae4846446sq";
  private static final String PERSON = "王小明";

  private final Shop shop = Shop.open();
  private final List<String> texts = new ArrayList<>();
  private final List<byte[]> serialised = new ArrayList<>();
  private int logged;

  @BeforeEach
  void rememberHowLongTheLogIs() throws IOException {
    logged = Files.exists(LOG) ? (int) Files.size(LOG) : 0;
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void noSecretIsShownByConfigurationCallsOrFailures() throws IOException {
    EcpayConfig.Builder builder =
        shop.config()
            .invoiceKeys(
                shop.merchant.merchantId(),
                Secret.of(shop.merchant.invoiceHashKey()),
                Secret.of(shop.merchant.invoiceHashIv()))
            .retryPolicy(RetryPolicy.none());
    EcpayConfig config = builder.build();
    EcpayClient client = EcpayClient.of(config);
    tell(builder);
    tell(config);
    tell(client);
    tell(config.keys);
    tell(config.invoices);
    tell(config.endpoints);
    tell(shop.merchant.environment().keySet());

    SignedCall form =
        SignedCall.post("/CreditDetail/DoAction")
            .field("MerchantTradeNo", "A1")
            .field("CreditCheckCode", shop.merchant.creditCheckCode())
            .field("CardNo", CARD)
            .field("Name", PERSON);
    SignedCall query = SignedCall.post("/Cashier/QueryPaymentInfo").field("MerchantTradeNo", "A1");
    SignedCall envelope =
        SignedCall.post("/Merchant/CreatePayment")
            .json("{\"PayToken\":\"" + TOKEN + "\",\"CardNo\":\"" + CARD + "\"}");
    SignedCall invoice =
        SignedCall.post("/B2CInvoice/Issue").json("{\"CustomerName\":\"" + PERSON + "\"}");
    String echo = CARD + TOKEN + PERSON + shop.merchant.hashKey() + shop.merchant.hashIv();
    List<Fault> faults =
        List.of(
            Fault.answerDropped(),
            Fault.badGateway(),
            Fault.tooManyCalls(),
            Fault.htmlWithStatus200(),
            Fault.wrongCheckMacValue(),
            Fault.missingCheckMacValue(),
            Fault.envelopeRefused(),
            Fault.strangersEnvelope(),
            Fault.literal(200, "text/html", "<html>10200073 " + echo),
            Fault.literal(200, "text/html", echo),
            Fault.literal(200, "text/html", echo + "=1&a=" + echo),
            Fault.literal(200, "application/json", "{\"" + echo + "\":"));
    for (SignedCall call : List.of(form, query, envelope, invoice)) {
      tell(call);
      for (Fault fault : faults) {
        shop.gateway.faults().once(Operation.ANY, fault);
        tellOf(() -> client.write(call));
        shop.gateway.faults().clear();
      }
      tellOf(() -> client.read(call));
    }
    Map<String, Object> card = Map.of("CardNo", CARD, "PayToken", TOKEN, "Name", PERSON);
    tell(new SealedExchange.Envelope(Service.EMBEDDED, "/Merchant/CreatePayment", card));
    tell(
        new EmbeddedFields.Draft(
            PaymentRef.of("ecpay", shop.freshId(), Shop.HUNDRED), card, Map.of("CardInfo", card)));
    FormFields posted = new FormFields().put("Name", PERSON).put("CardNo", CARD);
    CheckMacValue.sign(posted, Vector.key("K5"), CheckMacValue.Hash.SHA256);
    tell(posted);
    tell(
        client.explainCheckMac(
            ReceivedRequest.of(Map.of(), posted.encoded(), shop.clock.instant())));
    tell(shop.signals);

    assertThat(texts).hasSizeGreaterThan(60);
    assertThat(texts).anyMatch(text -> text.contains("UnknownOpened"));
    assertThatNoneIsShown();
  }

  @Test
  void noSecretIsShownByOrdersRefundsOrNotifications() throws IOException {
    EcpayClient client = shop.impatientClient();
    PaymentRef page = new OrderDesk(shop).placed();
    shop.merchant.payByCard(page.number());
    PaymentRequest<ShowVoucher> voucher =
        shop.order(Scene.voucher(VoucherKind.STORE_CODE)).attachment(PERSON).build();
    RefundRequest refund =
        RefundRequest.of(page, "R1", Shop.HUNDRED)
            .with(EcpayRefundedBefore.of(Money.of("0", "TWD")));
    tell(voucher);
    tell(refund);
    String echo = CARD + TOKEN + PERSON + shop.merchant.hashKey() + shop.merchant.creditCheckCode();
    for (Fault fault :
        List.of(
            Fault.answerDropped(),
            Fault.badGateway(),
            Fault.tooManyCalls(),
            Fault.wrongCheckMacValue(),
            Fault.strangersEnvelope(),
            Fault.wrongAmount(),
            Fault.otherOrder(),
            Fault.withField("RtnMsg", PERSON + CARD),
            Fault.literal(200, "text/html", echo),
            Fault.literal(200, "application/json", "{\"" + echo + "\":"))) {
      for (Callable<?> call :
          List.<Callable<?>>of(
              () -> client.create(voucher),
              () -> client.find(client.ref(voucher)),
              () -> client.findVoucher(client.ref(voucher)),
              () -> client.find(page),
              () -> client.refund(refund))) {
        shop.gateway.faults().once(Operation.ANY, fault);
        tellOf(call);
        shop.gateway.faults().clear();
      }
    }
    SignedForm genuine =
        shop.merchant.resultNotification(page.number()).with("CustomField1", PERSON + CARD);
    shop.failing(true);
    shop.expect(page);
    for (SignedForm notice :
        List.of(
            genuine,
            genuine.with("TradeAmt", "1"),
            genuine.with("MerchantTradeNo", "NOBODYS1"),
            genuine.tampered("RtnMsg", PERSON),
            genuine.withoutSigning("CheckMacValue"))) {
      tell(shop.received(notice));
      tellOf(() -> client.notifications().verify(shop.received(notice)));
      tell(client.notifications().handle(shop.received(notice), shop, shop));
    }
    tellOf(() -> client.notifications().verify(Posted.body("{\"Data\":\"" + PERSON + "\"}")));
    tell(shop.signals);

    assertThat(log())
        .describedAs("the log is really listened to")
        .contains("WARN", "io.countersign", "UnknownOpened", "ProvenButUnexpected");
    assertThatNoneIsShown();
  }

  @Test
  void aHandledNotificationLogsNothing() throws IOException {
    PaymentRef page = new OrderDesk(shop).placed();
    shop.merchant.payByCard(page.number());
    shop.expect(page);
    EcpayClient client = shop.client();
    String before = log();

    ReceivedRequest raw = shop.received(shop.merchant.resultNotification(page.number()));
    assertThat(client.notifications().handle(raw, shop, shop).acknowledged()).isTrue();

    assertThat(log()).isEqualTo(before);
  }

  private void assertThatNoneIsShown() throws IOException {
    assertThat(serialised).hasSizeGreaterThan(10);
    String log = log();
    for (String secret :
        List.of(
            shop.merchant.hashKey(),
            shop.merchant.hashIv(),
            shop.merchant.invoiceHashKey(),
            shop.merchant.invoiceHashIv(),
            shop.merchant.creditCheckCode(),
            CARD,
            TOKEN,
            PERSON)) {
      assertThat(texts).noneMatch(text -> text.contains(secret));
      assertThat(log).doesNotContain(secret);
      assertThat(serialised)
          .noneMatch(bytes -> new String(bytes, StandardCharsets.UTF_8).contains(secret));
    }
  }

  /** What was logged since the test began; the file begins anew with this JVM's first line. */
  private String log() throws IOException {
    byte[] all = Files.exists(LOG) ? Files.readAllBytes(LOG) : new byte[0];
    int from = all.length < logged ? 0 : logged;
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }

  private void tell(Object thing) {
    texts.add(String.valueOf(thing));
  }

  private void tellOf(Callable<?> action) {
    Throwable thrown =
        catchThrowable(
            () -> {
              Object value = action.call();
              tell(value);
              if (value instanceof Outcome<?> outcome) {
                outcome.orElseThrow();
              }
            });
    if (thrown != null) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      texts.add(trace.toString());
      serialise(thrown);
    }
  }

  private void serialise(Throwable thrown) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(thrown);
    } catch (IOException notSerialisable) {
      // What cannot be written shows nothing; what was written until then is looked at.
    }
    serialised.add(bytes.toByteArray());
  }
}
