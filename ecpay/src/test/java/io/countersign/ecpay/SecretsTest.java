// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.Outcome;
import io.countersign.ReceivedRequest;
import io.countersign.RetryPolicy;
import io.countersign.Secret;
import io.countersign.SignedCall;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.Operation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No key, card, token or person is in any text that may come into a log. */
class SecretsTest {
  private static final String CARD = "4311952222222222";
  private static final String TOKEN = "m12dae4846446sq";
  private static final String PERSON = "王小明";

  private final Shop shop = Shop.open();
  private final List<String> texts = new ArrayList<>();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void noSecretIsShownByConfigurationCallsOrFailures() {
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
    FormFields posted = new FormFields().put("Name", PERSON).put("CardNo", CARD);
    CheckMacValue.sign(posted, Vector.key("K5"), CheckMacValue.Hash.SHA256);
    tell(posted);
    tell(
        client.explainCheckMac(
            ReceivedRequest.of(Map.of(), posted.encoded(), shop.clock.instant())));
    tell(shop.signals);

    assertThat(texts).hasSizeGreaterThan(60);
    assertThat(texts).anyMatch(text -> text.contains("UnknownOpened"));
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
    }
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
    }
  }
}
