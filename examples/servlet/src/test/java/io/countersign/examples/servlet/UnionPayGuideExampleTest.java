// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.PersonalText;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.RefundState;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.http.Headers;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.unionpay.AccessType;
import io.countersign.sandbox.unionpay.CertificateFlaw;
import io.countersign.sandbox.unionpay.Course;
import io.countersign.sandbox.unionpay.Fault;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.PayerBehaviour;
import io.countersign.sandbox.unionpay.UnionPayGateway;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.unionpay.UnionPaySetup;
import io.countersign.unionpay.UnionPayClient;
import io.countersign.unionpay.UnionPayConfig;
import io.countersign.unionpay.UnionPayCustomer;
import io.countersign.unionpay.UnionPayPreAuthorisationStep;
import io.countersign.unionpay.UnionPaySubMerchant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What the guide to UnionPay shows does what the guide says")
class UnionPayGuideExampleTest {

  private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);
  private static final Money PRICE = Money.of("88.00", "CNY");
  private static final Money PART = Money.of("8.00", "CNY");
  private static final String TR_ID = "62000000001";
  private static final PersonalText CARD = PersonalText.of("6216261000000000018");
  private static final PersonalText NAME = PersonalText.of("全渠道");

  @RegisterExtension final SandboxExtension sandbox = SandboxExtension.unionPay();

  @BeforeEach
  void quiet() {
    Quiet.please();
  }

  @Test
  void pagesAndAppsArePaidOnceThePayerIsThere(UnionPayMerchant merchant, SandboxClock clock) {
    UnionPayGuideExample shop = shop(merchant, clock);
    PaymentId page = id(clock);
    PaymentId company = id(clock);
    PaymentId mobile = id(clock);
    PaymentId app = id(clock);

    OpenPage form = shop.page(page, PRICE);
    assertThat(shop.ask(shop.orders.get(page.number()))).isEmpty();
    assertThat(shop.due.get(page.number())).startsWith("ask ");
    browse(merchant, form);
    browse(merchant, shop.companyPage(company, PRICE, PersonalText.of("6212142600000000167")));
    browse(merchant, shop.mobilePage(mobile, PRICE, "203.0.113.7"));
    merchant.startApp(shop.inApp(tea(Scene.inApp(), app)));
    for (PaymentId id : new PaymentId[] {page, company, mobile, app}) {
      merchant.pay(id.number());
      shop.ask(shop.orders.get(id.number()));
    }

    assertThat(shop.shipped)
        .containsOnlyKeys(page.number(), company.number(), mobile.number(), app.number());
  }

  @Test
  void aNewAttemptWaitsForTheEndOfTheOld(UnionPayMerchant merchant, SandboxClock clock) {
    UnionPayGuideExample shop = shop(merchant, clock);
    PaymentId begun = id(clock);
    PaymentId unseen = id(clock);
    browse(merchant, shop.page(begun, PRICE));
    shop.page(unseen, PRICE);
    merchant.decline(begun.number());

    clock.advance(Duration.ofMinutes(39));
    for (PaymentId id : new PaymentId[] {begun, unseen}) {
      assertThat(shop.mayTryAnew(shop.orders.get(id.number()))).isFalse();
    }
    clock.advance(Duration.ofMinutes(2));
    for (PaymentId id : new PaymentId[] {begun, unseen}) {
      assertThat(shop.mayTryAnew(shop.orders.get(id.number()))).isTrue();
    }
  }

  @Test
  void aQrCodeIsPaidAndNeverAskedForAgain(UnionPayMerchant merchant, SandboxClock clock) {
    UnionPayGuideExample shop = shop(merchant, clock);
    PaymentRef ref = paid(shop, merchant, clock);

    assertThat(shop.mayTryAnew(ref)).isFalse();
    assertThat(shop.shipped).containsOnlyKeys(ref.number());
    merchant.faults().once(Operation.QR, Fault.answerDropped());
    PaymentId lost = id(clock);
    assertThat(shop.qrCode(tea(Scene.qrCode(), lost))).isEmpty();
    assertThat(shop.due).containsKey(lost.number());
  }

  @Test
  void aPaymentCodeIsChargedToItsEnd(UnionPayMerchant merchant, SandboxClock clock) {
    UnionPayGuideExample shop = shop(merchant, clock);

    for (PayerBehaviour payer :
        new PayerBehaviour[] {PayerBehaviour.PAYS_AT_ONCE, PayerBehaviour.PAYS_AFTER_PASSWORD}) {
      assertThat(shop.atTheTill(id(clock), PRICE, merchant.paymentCode(payer), Locale.CHINA))
          .isEqualTo("paid");
    }
    String forgets = merchant.paymentCode(PayerBehaviour.NEEDS_PASSWORD);
    assertThat(shop.atTheTill(id(clock), PRICE, forgets, Locale.CHINA)).startsWith("ended");
    String poor = merchant.paymentCode(PayerBehaviour.NOT_ENOUGH);
    assertThat(shop.atTheTill(id(clock), PRICE, poor, Locale.CHINA)).isNotEmpty();
    assertThat(shop.shipped).hasSize(2);

    PaymentRef taken = shop.shipped.values().iterator().next().ref();
    assertThat(shop.takeBack(taken)).isEqualTo("no money kept");
    assertThat(merchant.refundedOf(taken.number())).isEqualTo(8800);
  }

  @Test
  void aRefundWithoutAnAnswerIsAskedAbout(UnionPayMerchant merchant, SandboxClock clock) {
    UnionPayGuideExample shop = shop(merchant, clock);
    PaymentRef ref = paid(shop, merchant, clock);
    String refundId = id(clock).number();
    merchant.next(Operation.REFUND, Course.LATER);
    merchant.faults().once(Operation.REFUND, Fault.answerDropped().afterProcessing());

    assertThat(shop.giveBack(ref, refundId, PART)).startsWith("taken, or unknown");
    assertThat(shop.settle(ref, refundId)).isEqualTo(RefundState.PROCESSING);
    clock.advance(Duration.ofMinutes(2));
    assertThat(shop.settle(ref, refundId)).isEqualTo(RefundState.REFUNDED);
    assertThat(shop.giveBack(ref, refundId, PART)).startsWith("taken");
    assertThat(merchant.refundedOf(ref.number())).isEqualTo(800);
  }

  @Test
  void whatIsTooLateToBeUndoneIsRefunded(UnionPayMerchant merchant, SandboxClock clock) {
    UnionPayGuideExample shop = shop(merchant, clock);
    PaymentRef today = paid(shop, merchant, clock);
    String undoId = id(clock).number();

    assertThat(shop.undo(today, undoId, id(clock).number())).startsWith("taken");
    assertThat(shop.settle(today, undoId)).isEqualTo(RefundState.REFUNDED);
    PaymentRef yesterday = paid(shop, merchant, clock);
    clock.advance(Duration.ofHours(25));
    String refundId = id(clock).number();
    assertThat(shop.undo(yesterday, id(clock).number(), refundId)).startsWith("taken");
    assertThat(shop.settle(yesterday, refundId)).isEqualTo(RefundState.REFUNDED);
    assertThat(merchant.refundedOf(yesterday.number())).isEqualTo(8800);
  }

  @Test
  void aNotificationShipsOnceAndAForgedOneNothing(UnionPayMerchant merchant, SandboxClock clock) {
    UnionPayGuideExample shop = shop(merchant, clock);
    PaymentId id = id(clock);
    shop.qrCode(tea(Scene.qrCode(), id));
    merchant.pay(id.number());

    for (CertificateFlaw flaw : CertificateFlaw.values()) {
      byte[] forged = merchant.notification(id.number()).signedBy(flaw).body();
      assertThat(told(shop, clock, forged).status()).as(flaw.name()).isEqualTo(400);
    }
    assertThat(shop.shipped).isEmpty();
    for (int i = 0; i < 2; i++) {
      ReceivedReply reply = told(shop, clock, merchant.notification(id.number()).body());
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("ok");
    }
    assertThat(shop.shipped).containsOnlyKeys(id.number());

    String refundId = id(clock).number();
    shop.giveBack(shop.orders.get(id.number()), refundId, PART);
    assertThat(told(shop, clock, merchant.refundNotification(refundId).body()).status())
        .isEqualTo(200);
    assertThat(shop.refunds).containsEntry(refundId, "REFUNDED");
  }

  @Test
  void aServletTakesNotificationsAndSendsBrowsersOn(UnionPayMerchant merchant, SandboxClock clock)
      throws Exception {
    UnionPayGuideExample shop = shop(merchant, clock);
    PaymentId id = id(clock);
    browse(merchant, shop.page(id, PRICE));
    merchant.pay(id.number());
    byte[] brought = merchant.returnForm(id.number()).body();
    Map<String, Object> said = new HashMap<>();

    shop.back(FakedServlet.request("", brought), FakedServlet.response(said));
    assertThat(said).containsEntry("setHeader", "/orders/" + id.number());
    shop.back(FakedServlet.request("", new byte[0]), FakedServlet.response(said));
    assertThat(said).containsEntry("setHeader", "/orders");
    assertThat(shop.shipped).isEmpty();
    byte[] told = merchant.notification(id.number()).body();
    shop.receive(FakedServlet.request("", told), FakedServlet.response(said));
    assertThat(said).containsEntry("setStatus", 200);
    shop.receive(FakedServlet.request("", new byte[2 << 20]), FakedServlet.response(said));
    assertThat(said).containsEntry("setStatus", 413);
    assertThat(shop.shipped).containsOnlyKeys(id.number());
  }

  @Test
  void anAppsResultIsAReasonToAsk(UnionPayMerchant merchant, SandboxClock clock) {
    UnionPayGuideExample shop = shop(merchant, clock);
    PaymentId id = id(clock);
    merchant.startApp(shop.inApp(tea(Scene.inApp(), id)));
    PaymentRef own = shop.orders.get(id.number());

    String lie = "{\"sign\":\"x\",\"data\":\"pay_result=success\"}";
    assertThat(shop.appSaid(own, lie).orElseThrow().isPaid()).isFalse();
    merchant.pay(id.number());
    assertThat(shop.appSaid(own, merchant.appResult(id.number())).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void theSettlementFileIsAReasonToAsk(UnionPayMerchant merchant, SandboxClock clock) {
    UnionPayGuideExample shop = shop(merchant, clock);
    PaymentId id = id(clock);
    shop.qrCode(tea(Scene.qrCode(), id));
    merchant.pay(id.number());
    // The clearing day ends an hour before midnight.
    LocalDate day = clock.instant().plus(Duration.ofHours(1)).atOffset(BEIJING).toLocalDate();
    String txnTime =
        DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT)
            .format(id.createdAt().atOffset(BEIJING));

    clock.advance(Duration.ofHours(36));
    assertThat(shop.readDay(day)).isTrue();
    assertThat(shop.shipped).containsOnlyKeys(id.number());
    assertThat(shop.raw(id.number(), txnTime).evidence().kind())
        .isEqualTo(Evidence.Kind.SIGNED_ANSWER);
  }

  @Test
  void aPlatformCollectsForItsMerchant(UnionPayGateway gateway, SandboxClock clock) {
    UnionPayMerchant platform =
        gateway.openMerchant(UnionPaySetup.usual().accessType(AccessType.PLATFORM));
    UnionPayGuideExample shop = shop(platform, clock);
    PaymentId id = id(clock);

    UnionPayClient bakery =
        shop.merchantOf(UnionPaySubMerchant.ofPlatform("BAKERY01", "某某面包店", "面包店"));
    bakery.create(tea(Scene.qrCode(), id)).orElseThrow();
    platform.pay(id.number());
    assertThat(bakery.find(bakery.ref(tea(Scene.qrCode(), id))).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aDepositIsHeldCollectedFromOrLetGo(UnionPayMerchant merchant, SandboxClock clock) {
    UnionPayGuideExample shop = shop(merchant, clock);
    for (boolean collects : new boolean[] {true, false}) {
      PaymentId id = id(clock);
      shop.hold(tea(Scene.qrCode(), id));
      PaymentRef ref = shop.orders.get(id.number());
      assertThat(shop.held(ref)).isEmpty();
      merchant.pay(id.number());
      PaymentRef held = shop.held(ref).orElseThrow();
      String number = id(clock).number();
      if (collects) {
        assertThat(shop.collect(held, number, PART))
            .isEqualTo(UnionPayPreAuthorisationStep.State.SUCCEEDED);
        assertThat(shop.collect(held, id(clock).number(), PART))
            .isEqualTo(UnionPayPreAuthorisationStep.State.FAILED);
      } else {
        shop.letGo(held, number);
      }
      assertThat(merchant.order(number)).isPresent();
    }
  }

  @Test
  void aCardIsOpenedOnceAndChargedByItsToken(UnionPayGateway gateway, SandboxClock clock) {
    UnionPayMerchant merchant = gateway.openMerchant(UnionPaySetup.usual().encrypts());
    UnionPayClient client = UnionPayClient.of(config(merchant, clock));
    UnionPayGuideExample shop = shop(merchant, clock);
    PersonalText phone = PersonalText.of("13552535506");
    UnionPayCustomer.Builder holder = UnionPayCustomer.builder().phone(phone);
    client.tokens(TR_ID).sendOpeningCode(id(clock), CARD, holder.build()).orElseThrow();
    PaymentId id = id(clock);

    holder.smsCode(PersonalText.of("111111"));
    PersonalText token = shop.open(TR_ID, id(clock), CARD, holder.build());
    assertThat(shop.chargeAgain(TR_ID, token, id, PRICE)).isEqualTo("PAID");
    assertThat(shop.ask(shop.orders.get(id.number())).orElseThrow().state())
        .isEqualTo(PaymentState.PAID);
    assertThat(shop.chargeAgain(TR_ID, PersonalText.of("6235240000000000000"), id(clock), PRICE))
        .startsWith("not charged");
  }

  @Test
  void aPayeeIsPaidOnce(UnionPayGateway gateway, SandboxClock clock) {
    UnionPayMerchant merchant =
        gateway.openMerchant(UnionPaySetup.usual().encrypts().balance(10_000));
    UnionPayGuideExample shop = shop(merchant, clock);
    String number = id(clock).number();
    merchant.faults().once(Operation.PAY_OUT, Fault.answerDropped().afterProcessing());

    assertThat(shop.payOut(number, CARD, NAME, PART)).isEqualTo("SUCCEEDED");
    assertThat(shop.payOut(number, CARD, NAME, PART)).isEqualTo("SUCCEEDED");
    assertThat(told(shop, clock, merchant.notification(number).body()).status()).isEqualTo(200);
    assertThat(shop.due).containsEntry(number, "SUCCEEDED");
    assertThat(merchant.balance()).isEqualTo(10_000 - 800);

    String fails = id(clock).number();
    merchant.next(Operation.PAY_OUT, Course.FAILS);
    assertThat(shop.payOut(fails, CARD, NAME, PART)).isEqualTo("PROCESSING");
    clock.advance(Duration.ofMinutes(2));
    assertThat(shop.paidOut(fails, PART)).startsWith("failed");
    assertThat(shop.payOut(id(clock).number(), CARD, NAME, PRICE.plus(PRICE))).contains("top up");
  }

  @Test
  void thePfxFileIsReadAsItIs(UnionPayMerchant merchant, @TempDir Path keys) throws Exception {
    Path file = Files.write(keys.resolve("acp_sign.pfx"), merchant.pfx());

    assertThat(UnionPayGuideExample.configured(file, merchant.pfxPassword()).merId())
        .isEqualTo("777290058110048");
  }

  @Test
  void theCertificateToEncryptByIsRenewed(UnionPayGateway gateway, SandboxClock clock) {
    UnionPayMerchant merchant = gateway.openMerchant(UnionPaySetup.usual().encrypts());
    UnionPayGuideExample shop = shop(merchant, clock);
    merchant.rotateEncryptionCertificate();

    assertThat(shop.renewEncryption()).contains("BEGIN CERTIFICATE");
  }

  private static UnionPayGuideExample shop(UnionPayMerchant merchant, SandboxClock clock) {
    return new UnionPayGuideExample(config(merchant, clock), clock);
  }

  private static UnionPayConfig config(UnionPayMerchant merchant, SandboxClock clock) {
    return UnionPayConfig.fromEnvironment(merchant.environment()).toBuilder()
        .clock(clock)
        .sleeper(clock::advance)
        .build();
  }

  /** A QR code's order, paid, and known with UnionPay's number of it. */
  private static PaymentRef paid(
      UnionPayGuideExample shop, UnionPayMerchant merchant, SandboxClock clock) {
    PaymentRequest<ShowQrCode> tea = tea(Scene.qrCode(), id(clock));
    assertThat(shop.qrCode(tea)).isPresent();
    merchant.pay(tea.id().number());
    return shop.ask(shop.orders.get(tea.id().number())).orElseThrow().ref();
  }

  private static PaymentId id(SandboxClock clock) {
    return PaymentId.next(clock, new SecureRandom());
  }

  private static <R> PaymentRequest<R> tea(Scene<R> scene, PaymentId id) {
    return PaymentRequest.in(scene).id(id).amount(PRICE).description("茶").build();
  }

  private static ReceivedReply told(UnionPayGuideExample shop, SandboxClock clock, byte[] body) {
    return shop.told(ReceivedRequest.of(Headers.none(), body, clock.instant()));
  }

  /** The payer's browser posts the page's form. */
  private static void browse(UnionPayMerchant merchant, OpenPage page) {
    Map<String, String> fields = new LinkedHashMap<>();
    ((OpenPage.PostForm) page).fields().forEach(field -> fields.put(field.name(), field.value()));
    merchant.openPage(fields);
  }
}
