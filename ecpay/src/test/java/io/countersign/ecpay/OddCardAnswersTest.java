// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.countersign.Outcome;
import io.countersign.PaymentException;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.RetryPolicy;
import io.countersign.Secret;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.Operation;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Any bytes with any status, and many threads: nothing comes out but what is promised. */
class OddCardAnswersTest {
  private static final EcpayCard CARD =
      EcpayCard.of(
          PersonalText.of("4311952222222222"), YearMonth.of(2030, 12), PersonalText.of("222"));

  /** Lets so many calls through, and answers all later ones itself. */
  private static final class OddGateway implements HttpTransport {
    private final Random random;
    private final KeyPair keys;
    private int through;

    OddGateway(Random random, KeyPair keys, int through) {
      this.random = random;
      this.keys = keys;
      this.through = through;
    }

    @Override
    public HttpAnswer send(HttpCall call) throws TransportException {
      if (through-- > 0) {
        return HttpTransport.shared().send(call);
      }
      if (random.nextInt(20) == 0) {
        throw new IllegalStateException("a transport that breaks its promise");
      }
      int[] statuses = {200, 200, 200, 200, 200, 204, 301, 400, 403, 404, 429, 500, 503, 599};
      int status = statuses[random.nextInt(statuses.length)];
      return new HttpAnswer(status, Headers.builder().build(), body());
    }

    @Override
    public HttpDownload download(HttpCall call) throws TransportException {
      throw new TransportException("nothing is downloaded here", false);
    }

    private byte[] body() {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return switch (random.nextInt(6)) {
        case 0 -> noise;
        case 1 -> "{\"a\":".repeat(3_000).getBytes(StandardCharsets.UTF_8);
        case 2 -> text(form());
        case 3 -> text(json(3));
        case 4 ->
            text(
                "{\"TransCode\":1,\"Data\":\""
                    + new String(noise, StandardCharsets.US_ASCII)
                    + "\"}");
        default -> text("{\"TransCode\":1,\"Data\":\"" + SealedData.seal(json(3), keys) + "\"}");
      };
    }

    private static byte[] text(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final String[] NAMES = {
      "RtnCode", "RtnMsg", "RtnValue", "MerchantID", "MerchantTradeNo", "TradeNo", "TradeAmt",
      "TradeStatus", "OrderInfo", "CardInfo", "ThreeDInfo", "ThreeDURL", "Token", "BindCardID",
      "status", "amount", "close_data", "authtime", "TradeID", "TokenExpireDate", "CVSInfo",
      "PaymentNo", "ExpireDate", "Card6No", "CardValidYY", "CardValidMM", "SimulatePaid"
    };

    private static final String[] VALUES = {
      "1",
      "0",
      "-1",
      "",
      "null",
      "9999999999",
      "-9223372036854775808",
      "1e9",
      "已授權",
      "要關帳",
      "已關帳",
      "操作取消",
      "已取消",
      "2026/02/30 25:61:61",
      "2016/5/12 下午 07:09:17",
      "https://bank.example/x",
      "https://[",
      "\\ud800",
      "\\u0000",
      "10300066",
      "10200047",
      "99",
      "00",
      "A%zz+&="
    };

    private String name() {
      return NAMES[random.nextInt(NAMES.length)];
    }

    private String value() {
      return VALUES[random.nextInt(VALUES.length)];
    }

    private String form() {
      StringBuilder form = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        form.append(name()).append('=').append(value()).append('&');
      }
      return form.toString();
    }

    private String json(int depth) {
      StringBuilder json = new StringBuilder("{");
      Map<String, String> members = new LinkedHashMap<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        String quoted = '"' + value() + '"';
        String member =
            switch (random.nextInt(4)) {
              case 0 -> depth > 0 ? json(depth - 1) : "[]";
              case 1 -> depth > 0 ? "[" + json(depth - 1) + "," + quoted + "]" : "null";
              case 2 -> Integer.toString(random.nextInt(3) - 1);
              default -> quoted;
            };
        members.put(name(), member);
      }
      members.forEach(
          (name, member) ->
              json.append(json.length() > 1 ? "," : "")
                  .append('"')
                  .append(name)
                  .append("\":")
                  .append(member));
      return json.append('}').toString();
    }
  }

  private static void holds(long seed, String what, Supplier<?> call) {
    try {
      call.get();
    } catch (PaymentException ours) {
      assertThat(ours.getMessage()).isNotBlank();
    } catch (RuntimeException other) {
      fail(what + ", seed " + seed, other);
    }
  }

  @Test
  void anyBytesForAnyCallByEnvelopeEndInOurWords() {
    try (EmbeddedShop page = EmbeddedShop.open()) {
      KeyPair keys = Posted.keys(page.shop.merchant);
      EcpayEmbeddedOrder order = page.order().build();
      EcpayEmbeddedOrder byPhone =
          page.order()
              .consumer(
                  EcpayConsumer.byPhone(PersonalText.of("0912345678"))
                      .withMemberId(EmbeddedShop.MEMBER))
              .build();
      PaymentRef ref = page.embedded.ref(order);
      PersonalText id = PersonalText.of("75165");
      for (int seed = 0; seed < 400; seed++) {
        EcpayClient client =
            page.shop.client(
                page.shop
                    .config()
                    .retryPolicy(RetryPolicy.none())
                    .transport(new OddGateway(new Random(seed), keys, 0)));
        EcpayEmbedded embedded = client.embedded();
        EcpayBoundCards cards = embedded.boundCards();
        holds(seed, "token", () -> embedded.tokenByTrade(order));
        holds(seed, "member's token", () -> embedded.tokenByUser(EmbeddedShop.PAYER));
        holds(seed, "payment", () -> embedded.createPayment(ref, Secret.of("a-pay-token")));
        holds(seed, "token for binding", () -> cards.tokenForBinding(order));
        holds(seed, "binding", () -> cards.bind(ref, EmbeddedShop.MEMBER, Secret.of("token")));
        holds(seed, "bound card's payment", () -> cards.pay(order, id));
        holds(seed, "list", () -> cards.list(ref, EmbeddedShop.MEMBER));
        holds(seed, "deletion", () -> cards.delete(id));
        holds(seed, "card", () -> client.backOffice().authorize(byPhone, CARD));
      }
    }
  }

  @Test
  void anyBytesForAnyCallAboutCardsEndInOurWords() {
    try (CardShop card = CardShop.open()) {
      List<PaymentRef> paid = List.of(card.authorised(), card.captured(), card.embedded());
      KeyPair keys = Posted.keys(card.shop.merchant);
      for (int seed = 0; seed < 300; seed++) {
        PaymentRef ref = paid.get(seed % 3);
        // Order, detail: what comes after them is odd.
        for (int through = 0; through < 3; through++) {
          int answered = through;
          EcpayClient client =
              card.shop.client(
                  card.shop
                      .config()
                      .retryPolicy(RetryPolicy.none())
                      .transport(new OddGateway(new Random(seed), keys, answered)));
          holds(seed, "detail", () -> client.cards().detail(ref));
          EcpayClient another =
              card.shop.client(
                  card.shop
                      .config()
                      .retryPolicy(RetryPolicy.none())
                      .transport(new OddGateway(new Random(seed), keys, answered)));
          holds(
              seed,
              "refund after " + answered,
              () -> {
                Outcome<?> outcome = another.refund(card.request(ref, 1000, 0));
                assertThat(outcome)
                    .describedAs(ref.number())
                    .isNotInstanceOf(Outcome.Accepted.class);
                return outcome;
              });
        }
      }
      assertThat(card.actions()).describedAs("none was let through").isZero();
    }
  }

  @Test
  void noChargeByEnvelopeIsRepeatedUnderAnyRetryPolicy() {
    try (EmbeddedShop page = EmbeddedShop.open()) {
      EcpayClient client = page.shop.client(page.shop.config().retryPolicy(RetryPolicy.standard()));
      EcpayEmbedded embedded = client.embedded();
      EcpayBoundCards cards = embedded.boundCards();
      PaymentRef ref = embedded.ref(page.order().build());
      PersonalText id = PersonalText.of("75165");
      Map<Operation, Supplier<Outcome<?>>> calls = new LinkedHashMap<>();
      calls.put(Operation.PAYMENT, () -> embedded.createPayment(ref, Secret.of("a-pay-token")));
      calls.put(Operation.BOUND_PAYMENT, () -> cards.pay(page.order().build(), id));
      calls.put(
          Operation.BINDING, () -> cards.bind(ref, EmbeddedShop.MEMBER, Secret.of("a-token")));
      calls.put(
          Operation.BACK_AUTH,
          () ->
              client
                  .backOffice()
                  .authorize(
                      EcpayEmbeddedOrder.of(page.shop.freshId(), Shop.HUNDRED)
                          .description("tea")
                          .consumer(EcpayConsumer.byPhone(PersonalText.of("0912345678")))
                          .build(),
                      CARD));
      calls.forEach(
          (operation, call) -> {
            int before = page.shop.requests(operation).size();
            page.shop.gateway.faults().always(operation, Fault.badGateway());

            assertThat(call.get())
                .describedAs(operation.toString())
                .isInstanceOf(Outcome.Unknown.class);
            assertThat(page.shop.requests(operation).size() - before)
                .describedAs(operation.toString())
                .isEqualTo(1);
          });
    }
  }

  @Test
  void sixteenThreadsShareOneClientAndEachPaymentIsGivenBackOnce() throws Exception {
    try (CardShop card = CardShop.open()) {
      EcpayClient client = card.shop.client();
      ExecutorService threads = Executors.newFixedThreadPool(16);
      try {
        List<Callable<PaymentRef>> shoppers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          shoppers.add(
              () -> {
                EcpayEmbeddedOrder order =
                    EcpayEmbeddedOrder.of(card.shop.freshId(), CardShop.TOTAL)
                        .description("tea")
                        .consumer(EcpayConsumer.byPhone(PersonalText.of("0912345678")))
                        .build();
                EcpayBackOffice office = client.backOffice();
                Shop.accepted(office.authorize(order, CARD));
                PaymentRef ref = office.ref(order);
                Shop.accepted(client.refund(card.request(ref, 1000, 0)));
                return ref;
              });
        }
        for (Future<PaymentRef> shopper : threads.invokeAll(shoppers)) {
          assertThat(card.givenBack(shopper.get())).isEqualTo(1000);
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(card.actions()).isEqualTo(16);
    }
  }
}
