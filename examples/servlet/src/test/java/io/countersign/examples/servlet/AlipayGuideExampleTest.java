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
import io.countersign.ShowQrCode;
import io.countersign.alipay.AlipayClient;
import io.countersign.alipay.AlipayConfig;
import io.countersign.alipay.AlipayOption;
import io.countersign.alipay.FreezeOperation;
import io.countersign.sandbox.FunctionPlatform;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.alipay.AlipayGateway;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.OrderView;
import io.countersign.sandbox.alipay.PayerBehaviour;
import io.countersign.sandbox.junit.SandboxExtension;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What the guide to Alipay shows does what the guide says")
class AlipayGuideExampleTest {

  private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);
  private static final Money PRICE = Money.of("88.00", "CNY");
  private static final Money PART = Money.of("8.00", "CNY");
  private static final String STATE = "a1b2c3d4e5f6a7b8c9d0";
  private static final PersonalText SOMEBODY = PersonalText.of("2088102534368455");

  @RegisterExtension final SandboxExtension sandbox = SandboxExtension.alipay();

  @BeforeEach
  void quiet() {
    Quiet.please();
  }

  @Test
  void pagesAndOrderStringsArePaidOnceThePayerBringsThem(
      AlipayMerchant merchant, SandboxClock clock) throws Exception {
    AlipayGuideExample shop = shop(merchant, clock);
    PaymentId page = id(clock);
    PaymentId mobile = id(clock);
    PaymentId app = id(clock);

    OpenPage form = shop.page(page, PRICE);
    assertThat(shop.ask(shop.orders.get(page.number()))).isEmpty();
    assertThat(shop.due.get(page.number())).startsWith("ask ");
    browse(form);
    browse(shop.mobilePage(mobile, PRICE, "203.0.113.7"));
    merchant.openInApp(shop.inApp(app, PRICE));
    for (PaymentId id : new PaymentId[] {page, mobile, app}) {
      merchant.pay(id.number());
      shop.ask(shop.orders.get(id.number()));
    }

    assertThat(shop.shipped).containsOnlyKeys(page.number(), mobile.number(), app.number());
  }

  @Test
  void aMiniProgramsVisitorPays(AlipayMerchant merchant, SandboxClock clock) {
    AlipayGuideExample shop = shop(merchant, clock);
    PaymentId id = id(clock);

    assertThat(shop.inMiniProgram(id, PRICE, merchant.loginCode("auth_base")))
        .contains("\"tradeNO\"");
    merchant.pay(id.number());
    assertThat(shop.ask(shop.orders.get(id.number())).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aLostQrCodeComesAgainAndIsGivenUpOnceScanned(AlipayMerchant merchant, SandboxClock clock) {
    AlipayGuideExample shop = shop(merchant, clock);
    PaymentRequest<ShowQrCode> tea = tea(id(clock));
    merchant.faults().once(Operation.PRECREATE, Fault.answerDropped());

    assertThat(shop.qrCode(tea)).isPresent();
    PaymentRef ref = shop.orders.get(tea.id().number());
    assertThat(shop.giveUp(ref)).startsWith("not closed");
    merchant.begin(ref.number());
    assertThat(shop.giveUp(ref)).startsWith("closed");
  }

  @Test
  void whatWasPaidIsNotGivenUp(AlipayMerchant merchant, SandboxClock clock) {
    AlipayGuideExample shop = shop(merchant, clock);

    assertThat(shop.giveUp(paid(shop, merchant, clock))).isEqualTo("paid after all");
  }

  @Test
  void aPaymentCodeIsChargedToItsEnd(AlipayMerchant merchant, SandboxClock clock) {
    AlipayGuideExample shop = shop(merchant, clock);

    for (PayerBehaviour payer :
        new PayerBehaviour[] {PayerBehaviour.PAYS_AT_ONCE, PayerBehaviour.PAYS_AFTER_PASSWORD}) {
      assertThat(shop.atTheTill(id(clock), PRICE, merchant.paymentCode(payer), Locale.CHINA))
          .isEqualTo("paid");
    }
    String leaves = merchant.paymentCode(PayerBehaviour.CANCELS_PASSWORD);
    assertThat(shop.atTheTill(id(clock), PRICE, leaves, Locale.CHINA)).startsWith("closed");
    String poor = merchant.paymentCode(PayerBehaviour.NOT_ENOUGH);
    assertThat(shop.atTheTill(id(clock), PRICE, poor, Locale.CHINA)).isNotEmpty();
    assertThat(shop.shipped).hasSize(2);
  }

  @Test
  void aRefundWithoutAnAnswerIsSettledByTheSameNumber(AlipayMerchant merchant, SandboxClock clock) {
    AlipayGuideExample shop = shop(merchant, clock);
    PaymentRef ref = paid(shop, merchant, clock);
    merchant.faults().once(Operation.REFUND, Fault.requestDropped());

    assertThat(shop.giveBack(ref, "R1", PART)).isEqualTo("unknown");
    assertThat(shop.due).containsKey("R1");
    clock.advance(Duration.ofSeconds(10));
    assertThat(shop.settle(ref, "R1", PART)).isEqualTo("refunded");
    assertThat(shop.settle(ref, "R1", PART)).isEqualTo("refunded");
    assertThat(merchant.refundedOf(ref.number())).isEqualTo(800);
  }

  @Test
  void aNotificationBehindAnApiGatewayShipsOnceAndAForgedOneNothing(
      AlipayMerchant merchant, SandboxClock clock) throws Exception {
    AlipayGuideExample shop = shop(merchant, clock);
    PaymentRef ref = paid(shop, merchant, clock);
    byte[] forged = merchant.notification(ref.number()).tampered("subject", "x").body();

    for (FunctionPlatform platform : FunctionPlatform.values()) {
      assertThat(InAFunction.answer(platform, forged, shop::receive).path("statusCode").asInt())
          .isEqualTo(400);
    }
    assertThat(shop.shipped).isEmpty();
    byte[] genuine = merchant.notification(ref.number()).body();
    for (FunctionPlatform platform : FunctionPlatform.values()) {
      JsonNode answer = InAFunction.answer(platform, genuine, shop::receive);
      assertThat(answer.path("statusCode").asInt()).isEqualTo(200);
      assertThat(answer.path("body").asText()).isEqualTo("success");
    }
    assertThat(shop.shipped).containsOnlyKeys(ref.number());
    shop.giveBack(ref, "R1", PART);
    clock.advance(Duration.ofSeconds(10));
    byte[] refunded = merchant.refundNotification(ref.number(), "R1").body();
    assertThat(
            InAFunction.answer(FunctionPlatform.API_GATEWAY_2, refunded, shop::receive)
                .path("statusCode")
                .asInt())
        .isEqualTo(200);
    assertThat(shop.refunds.get("R1")).startsWith("REFUNDED");
  }

  @Test
  void whatWasGivenBackInFullIsNotShipped(AlipayMerchant merchant, SandboxClock clock) {
    AlipayGuideExample shop = shop(merchant, clock);
    PaymentRef ref = paid(shop, merchant, clock);

    assertThat(shop.giveBack(ref, "R1", PRICE)).isEqualTo("refunded");
    assertThat(shop.ask(ref).orElseThrow().isPaid()).isTrue();
    assertThat(shop.shipped).isEmpty();
  }

  @Test
  void aServletTakesNotificationsAndSendsBrowsersOn(AlipayMerchant merchant, SandboxClock clock)
      throws Exception {
    AlipayGuideExample shop = shop(merchant, clock);
    PaymentId id = id(clock);
    browse(shop.page(id, PRICE));
    merchant.pay(id.number());
    Map<String, Object> said = new HashMap<>();

    shop.back(
        FakedServlet.request(merchant.returnForm(id.number()).query(), new byte[0]),
        FakedServlet.response(said));
    assertThat(said).containsEntry("setHeader", "/orders/" + id.number());
    shop.back(
        FakedServlet.request("out_trade_no=" + id.number(), new byte[0]),
        FakedServlet.response(said));
    assertThat(said).containsEntry("setHeader", "/orders");
    shop.receive(
        FakedServlet.request("", merchant.notification(id.number()).body()),
        FakedServlet.response(said));
    assertThat(said).containsEntry("setStatus", 200);
    shop.receive(FakedServlet.request("", new byte[2 << 20]), FakedServlet.response(said));
    assertThat(said).containsEntry("setStatus", 413);
    assertThat(shop.shipped).containsOnlyKeys(id.number());
  }

  @Test
  void anAppsResultIsAReasonToAsk(AlipayMerchant merchant, SandboxClock clock) {
    AlipayGuideExample shop = shop(merchant, clock);

    assertThat(shop.appSaid("9000", "{\"forged\":true}")).isEmpty();
    assertThat(shop.shipped).isEmpty();
  }

  @Test
  void theBillIsAReasonToAsk(AlipayMerchant merchant, SandboxClock clock) {
    AlipayGuideExample shop = shop(merchant, clock);
    PaymentRef ref = paid(shop, merchant, clock);
    LocalDate day = clock.instant().atOffset(BEIJING).toLocalDate();

    // From any hour on, past the one at which Alipay publishes the day's bill.
    clock.advance(Duration.ofHours(36));
    assertThat(shop.readDay(day)).isTrue();
    assertThat(shop.shipped).containsOnlyKeys(ref.number());
    assertThat(shop.raw(ref.number()).evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
  }

  @Test
  void aThirdPartyCollectsForItsShop(AlipayGateway gateway, SandboxClock clock) {
    AlipayMerchant platform = gateway.openMerchant();
    AlipayMerchant bakery = gateway.openMerchant();
    AlipayGuideExample shop = shop(platform, clock);
    PaymentId id = id(clock);

    AlipayClient client = shop.clientOf(bakery.authorisationCode(platform), STATE, STATE);
    client.create(tea(id)).orElseThrow();
    bakery.pay(id.number());
    assertThat(client.find(client.ref(tea(id))).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aTransferIsSentOnce(AlipayGateway gateway, SandboxClock clock, @TempDir Path keys)
      throws Exception {
    AlipayMerchant merchant =
        gateway.openMerchant(AlipaySetup.usual().certificates().balance(10_000));
    AlipayGuideExample shop = shop(merchant, clock);

    assertThat(shop.payOut("T1", SOMEBODY, PART)).isEqualTo("SUCCEEDED");
    assertThat(shop.payOut("T1", SOMEBODY, PART)).isEqualTo("SUCCEEDED");
    assertThat(merchant.balance()).isEqualTo(10_000 - 800);

    Files.writeString(keys.resolve("app_private_key.pem"), merchant.appPrivateKeyPem());
    Files.writeString(keys.resolve("appCertPublicKey.crt"), merchant.appCertificatePem());
    Files.writeString(
        keys.resolve("alipayCertPublicKey_RSA2.crt"), merchant.alipayCertificatePem());
    Files.writeString(keys.resolve("alipayRootCert.crt"), merchant.rootCertificatesPem());
    assertThat(AlipayGuideExample.certified(keys, merchant.appId()).appId())
        .isEqualTo(merchant.appId());
  }

  @Test
  void keysAsTheConsoleShowsThemAreTaken(AlipayMerchant merchant) {
    assertThat(
            AlipayGuideExample.configured(merchant.appPrivateKey(), merchant.alipayPublicKey())
                .appId())
        .isEqualTo("2021000000000001");
  }

  @Test
  void aDepositIsFrozenPaidFromAndLetGo(AlipayMerchant merchant, SandboxClock clock) {
    AlipayGuideExample shop = shop(merchant, clock);

    shop.deposit("D1", "D1-1", PRICE);
    assertThat(shop.frozen("D1", "D1-1", PRICE)).isEmpty();
    merchant.approveFreeze("D1");
    FreezeOperation deposit = shop.frozen("D1", "D1-1", PRICE).orElseThrow();
    assertThat(shop.rent(deposit, id(clock), PART).isPaid()).isTrue();
    shop.letGo(deposit, "D1-2", PRICE.minus(PART));
    assertThat(merchant.frozen("D1")).isZero();
  }

  @Test
  void aPartnerGetsAShare(AlipayMerchant merchant, SandboxClock clock) {
    AlipayGuideExample shop = shop(merchant, clock);
    PaymentRef ref = paid(shop, merchant, clock);
    clock.advance(Duration.ofSeconds(30));

    assertThat(shop.share(ref, SOMEBODY, PART).orElseThrow().isPaidToAll()).isTrue();
  }

  @Test
  void aVisitorIsKnownByLoggingIn(AlipayMerchant merchant, SandboxClock clock) {
    AlipayGuideExample shop = shop(merchant, clock);

    assertThat(shop.toAlipay(STATE)).hasParameter("state", STATE);
    assertThat(shop.visitor(merchant.loginCode("auth_base"), STATE, STATE).reveal())
        .isEqualTo(merchant.payerUserId());
  }

  private static AlipayGuideExample shop(AlipayMerchant merchant, SandboxClock clock) {
    AlipayConfig config = AlipayConfig.fromEnvironment(merchant.environment());
    return new AlipayGuideExample(
        config.toBuilder().clock(clock).sleeper(clock::advance).build(), clock);
  }

  /** A QR code's order, paid, and known with Alipay's number of it. */
  private static PaymentRef paid(
      AlipayGuideExample shop, AlipayMerchant merchant, SandboxClock clock) {
    PaymentRequest<ShowQrCode> tea = tea(id(clock));
    assertThat(shop.qrCode(tea)).isPresent();
    merchant.pay(tea.id().number());
    OrderView order = merchant.order(tea.id().number()).orElseThrow();
    return shop.orders.get(tea.id().number()).withTransactionId(order.tradeNo());
  }

  private static PaymentId id(SandboxClock clock) {
    return PaymentId.next(clock, new SecureRandom());
  }

  private static PaymentRequest<ShowQrCode> tea(PaymentId id) {
    return PaymentRequest.in(Scene.qrCode())
        .id(id)
        .amount(PRICE)
        .description("茶")
        .with(AlipayOption.royaltyFreeze())
        .build();
  }

  /** The payer's browser posts the page's form. */
  private static void browse(OpenPage page) throws Exception {
    OpenPage.PostForm form = (OpenPage.PostForm) page;
    String body =
        form.fields().stream()
            .map(
                field ->
                    field.name() + "=" + URLEncoder.encode(field.value(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    URI gateway = form.action();
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(gateway)
                    .header("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
  }
}
