// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PersonalText;
import io.countersign.Scene;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.ecpay.EcpayConsumer;
import io.countersign.ecpay.EcpayEmbeddedMethod;
import io.countersign.ecpay.EcpayEmbeddedOrder;
import io.countersign.sandbox.FunctionPlatform;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.ecpay.EcpayGateway;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.ecpay.EcpaySetup;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.sandbox.junit.SandboxExtension;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What the guide to ECPay shows does what the guide says")
class EcpayGuideExampleTest {

  private static final ZoneOffset TAIPEI = ZoneOffset.ofHours(8);
  private static final Money PRICE = Money.of("250", "TWD");
  private static final Money NOTHING = Money.ofMinor(0, "TWD");

  @RegisterExtension
  final SandboxExtension sandbox = SandboxExtension.ecpay(EcpaySetup.usual().balance(10_000));

  @BeforeEach
  void quiet() {
    Quiet.please();
  }

  @Test
  void aPageIsPaidToldToLambdaAndGivenBack(EcpayMerchant merchant, SandboxClock clock)
      throws Exception {
    EcpayGuideExample shop = shop(merchant, clock);
    PaymentRef ref = paid(shop, merchant, clock);
    byte[] form = merchant.resultNotification(ref.number()).body();

    for (FunctionPlatform platform : FunctionPlatform.values()) {
      JsonNode answer = InAFunction.answer(platform, form, shop::receive);
      assertThat(answer.path("statusCode").asInt()).isEqualTo(200);
      assertThat(answer.path("body").asText()).isEqualTo("1|OK");
    }
    assertThat(shop.shipped()).containsOnlyKeys(ref.number());

    shop.refunded().put(ref.number(), NOTHING);
    at(clock, LocalTime.of(20, 20));
    assertThat(shop.giveBack(ref, "R1", NOTHING, Money.of("100", "TWD"))).startsWith("20:30");
    at(clock, LocalTime.of(20, 30));
    assertThat(shop.giveBack(ref, "R1", NOTHING, Money.of("100", "TWD"))).contains("PROCESSING");
    assertThat(shop.settle(ref, NOTHING, Money.of("100", "TWD"))).isEqualTo("已退款");
    assertThat(merchant.balance()).isEqualTo(10_000 + 250 - 100);
  }

  @Test
  void aRefundWithoutAnAnswerIsSettledByReading(EcpayMerchant merchant, SandboxClock clock)
      throws Exception {
    EcpayGuideExample shop = shop(merchant, clock);
    PaymentRef ref = paid(shop, merchant, clock);
    at(clock, LocalTime.of(20, 30));
    shop.refunded().put(ref.number(), NOTHING);
    merchant.faults().once(Operation.CARD_ACTION, Fault.requestDropped());

    assertThat(shop.giveBack(ref, "R1", NOTHING, PRICE)).startsWith("尚不確定");
    assertThat(shop.due()).containsKey("R1");
    assertThat(shop.giveBack(ref, "R2", NOTHING, PRICE)).startsWith("另一筆");
    assertThat(shop.settle(ref, NOTHING, PRICE)).startsWith("未退款");
    assertThat(shop.giveBack(ref, "R1", NOTHING, PRICE)).startsWith("已受理");
  }

  @Test
  void aForgedNotificationShipsNothing(EcpayMerchant merchant, SandboxClock clock)
      throws Exception {
    EcpayGuideExample shop = shop(merchant, clock);
    PaymentRef ref = paid(shop, merchant, clock);
    byte[] forged = merchant.resultNotification(ref.number()).tampered("RtnMsg", "x").body();

    for (FunctionPlatform platform : FunctionPlatform.values()) {
      JsonNode answer = InAFunction.answer(platform, forged, shop::receive);
      assertThat(answer.path("statusCode").asInt()).isEqualTo(400);
    }
    assertThat(shop.shipped()).isEmpty();
    assertThat(shop.diagnose(forged, clock.instant())).isNotEqualTo("相符");
    assertThat(shop.diagnose(merchant.resultNotification(ref.number()).body(), clock.instant()))
        .isEqualTo("相符");
  }

  @Test
  void aVoucherIsShownAndPaidLater(EcpayMerchant merchant, SandboxClock clock) {
    EcpayGuideExample shop = shop(merchant, clock);
    PaymentId id = id(clock);

    assertThat(shop.voucher(id, PRICE, Locale.TRADITIONAL_CHINESE)).contains("帳號");
    assertThat(shop.ask(shop.orders().get(id.number()))).isPresent();
    assertThat(shop.shipped()).isEmpty();
    assertThat(shop.due().get(id.number())).startsWith("ask ");
    merchant.payNumber(id.number());
    shop.ask(shop.orders().get(id.number()));
    assertThat(shop.shipped()).containsOnlyKeys(id.number());
  }

  @Test
  void aSubscriptionIsAskedAboutAfterEachPeriod(EcpayMerchant merchant, SandboxClock clock)
      throws Exception {
    EcpayGuideExample shop = shop(merchant, clock);
    PaymentId id = id(clock);
    browse(shop.subscribe(id, PRICE));
    merchant.payByCard(id.number());
    PaymentRef ref = shop.orders().get(id.number());

    assertThat(shop.askPeriods(ref)).isTrue();
    assertThat(shop.charges()).hasSize(1);
    clock.advance(Duration.ofDays(32));
    assertThat(shop.askPeriods(ref)).isTrue();
    assertThat(shop.charges()).hasSize(2);
  }

  @Test
  void theEmbeddedFormLeadsToTheBanksPage(EcpayMerchant merchant, SandboxClock clock) {
    EcpayGuideExample shop = shop(merchant, clock);
    PaymentId id = id(clock);
    String token =
        shop.formToken(
            EcpayEmbeddedOrder.of(id, PRICE)
                .description("茶")
                .consumer(EcpayConsumer.byPhone(PersonalText.of("0912345678")))
                .resultUrl(URI.create("https://shop.example.com/ecpay/back"))
                .methods(EcpayEmbeddedMethod.CARD)
                .build());
    PaymentRef ref = shop.orders().get(id.number());

    assertThat(shop.charge(ref, merchant.payToken(token)).getHost()).isEqualTo("127.0.0.1");
    assertThat(shop.shipped()).isEmpty();
    merchant.enterPassword(id.number());
    shop.ask(ref);
    assertThat(shop.shipped()).containsOnlyKeys(id.number());
  }

  @Test
  void theStatementIsAReasonToAsk(EcpayMerchant merchant, SandboxClock clock) throws Exception {
    EcpayGuideExample shop = shop(merchant, clock);
    PaymentRef ref = paid(shop, merchant, clock);
    LocalDate day = clock.instant().atOffset(TAIPEI).toLocalDate();
    clock.advance(Duration.ofDays(1));

    shop.readDay(day);
    assertThat(shop.shipped()).containsOnlyKeys(ref.number());
    assertThat(shop.raw(ref.number()).evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
  }

  @Test
  void aPlatformCollectsForItsShop(EcpayGateway gateway, SandboxClock clock) throws Exception {
    EcpayMerchant platform = gateway.openMerchant();
    EcpayMerchant bakery = gateway.openMerchant();
    platform.actFor(bakery);
    EcpayGuideExample shop = shop(platform, clock);
    PaymentId id = id(clock);

    browse(shop.forShop(bakery.merchantId(), tea(id)));
    bakery.payByCard(id.number());
    assertThat(bakery.chargesOf(id.number())).isEqualTo(1);
  }

  private static EcpayGuideExample shop(EcpayMerchant merchant, SandboxClock clock) {
    at(clock, LocalTime.of(12, 0));
    EcpayConfig config = EcpayConfig.fromEnvironment(merchant.environment());
    return new EcpayGuideExample(config.toBuilder().clock(clock).build(), clock);
  }

  /** A page's order, paid by card. */
  private static PaymentRef paid(EcpayGuideExample shop, EcpayMerchant merchant, SandboxClock clock)
      throws Exception {
    PaymentId id = id(clock);
    browse(shop.page(id, PRICE));
    merchant.payByCard(id.number());
    return shop.orders().get(id.number());
  }

  private static PaymentId id(SandboxClock clock) {
    return PaymentId.next(clock, new SecureRandom());
  }

  private static PaymentRequest<OpenPage> tea(PaymentId id) {
    return PaymentRequest.in(Scene.webPage(URI.create("https://shop.example.com/")))
        .id(id)
        .amount(PRICE)
        .description("茶")
        .build();
  }

  /** Moves the clock on to a time of day in Taipei. */
  private static void at(SandboxClock clock, LocalTime time) {
    Duration step = Duration.between(clock.instant().atOffset(TAIPEI).toLocalTime(), time);
    clock.advance(step.isNegative() ? step.plusDays(1) : step);
  }

  /** The payer's browser posts the page's form. */
  private static void browse(OpenPage page) throws IOException, InterruptedException {
    OpenPage.PostForm form = (OpenPage.PostForm) page;
    List<OpenPage.PostForm.Field> fields = form.fields();
    String body =
        fields.stream()
            .map(
                field ->
                    field.name() + "=" + URLEncoder.encode(field.value(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest request =
        HttpRequest.newBuilder(form.action())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
  }
}
