// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.Merchants;
import io.countersign.MismatchException;
import io.countersign.NotificationHandler;
import io.countersign.NotificationRouter;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundChanged;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.ReplayGuard;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import io.countersign.http.OkHttpTransport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which notifications are believed, for whom, and what they are taken for. */
abstract class NotificationBeliefContract extends ReadingContract {

  @TestFactory
  Stream<DynamicTest> aNotificationIsBelievedAsItDeserves() {
    return Arrays.stream(NoticeVariant.values())
        .filter(variant -> !gateway.noticesThatCannotCome().contains(variant))
        .map(variant -> dynamicTest(variant.name(), () -> assertBelievedAsDeserved(variant)));
  }

  private void assertBelievedAsDeserved(NoticeVariant variant) {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ReceivedRequest raw = gateway.notice(variant, paid).orElseThrow();
    ModelShop shop = new ModelShop(paid);
    WatchedGuard guard = new WatchedGuard(ReplayGuard.inMemory(gateway.clock()));
    signals.forget();

    ReceivedReply reply = client.notifications().guardedBy(guard).handle(raw, shop, shop);

    assertThat(reply.result()).describedAs(reply.detail()).isEqualTo(variant.expected());
    assertThat(gateway.stopsDelivering(reply)).isEqualTo(reply.acknowledged());
    switch (variant.expected()) {
      case HANDLED -> {
        assertThat(reply.acknowledged()).isTrue();
        assertThat(shop.effects()).isEqualTo(1);
        assertThat(guard.asked()).containsExactly("claim", "done");
        assertThat(client.notifications().verify(raw)).isNotNull();
      }
      case REFUSED -> {
        assertThat(reply.acknowledged()).isFalse();
        assertThat(shop.effects()).isZero();
        assertThat(guard.asked()).isEmpty();
        assertThatExceptionOfType(InvalidNotificationException.class)
            .isThrownBy(() -> client.notifications().verify(raw));
        assertThat(signals.of(Signal.NotificationRefused.class)).hasSize(1);
      }
      default -> {
        assertThat(reply.acknowledged()).isFalse();
        assertThat(shop.effects()).isZero();
        assertThat(guard.asked()).describedAs("no claim for what is not confirmed").isEmpty();
        // Where the provider is asked, the answer that is about something else is told, too.
        assertThat(signals.of(Signal.ProvenButUnexpected.class))
            .hasSizeBetween(
                1, gateway.without().contains(ContractPart.SIGNED_NOTIFICATION) ? 2 : 1);
      }
    }
  }

  @Test
  void theCommonForgeriesExistAtEveryProvider() {
    List<NoticeVariant> everywhere =
        new ArrayList<>(
            List.of(
                NoticeVariant.GENUINE,
                NoticeVariant.OTHER_TENANTS_KEY,
                NoticeVariant.TAMPERED_BODY,
                NoticeVariant.OTHER_ORDER,
                NoticeVariant.OTHER_MERCHANT,
                NoticeVariant.SMALLER_AMOUNT));
    if (!gateway.without().contains(ContractPart.SIGNED_NOTIFICATION)) {
      everywhere.add(NoticeVariant.WRONG_SIGNATURE);
      everywhere.add(NoticeVariant.NO_SIGNATURE);
      everywhere.add(NoticeVariant.SIGNATURE_OF_AS);
    }

    assertThat(gateway.noticesThatCannotCome()).doesNotContainAnyElementsOf(everywhere);
    for (GatewayFault fault : List.of(GatewayFault.ANSWER_DROPPED, GatewayFault.HANGING)) {
      assertThat(writes().filter(call -> !canHappen(call, fault))).isEmpty();
    }
  }

  @Test
  void atAMerchantsAddressOnlyItsOwnCallbacksAreBelieved() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    NotificationRouter router =
        NotificationRouter.under(
            URI.create("https://shop.example/notify"), Merchants.of(Map.of("tea-house", client)));
    String address = router.notifyUrl("tea-house").getPath();
    ReceivedRequest genuine = gateway.notice(NoticeVariant.GENUINE, paid).orElseThrow();

    for (NoticeVariant foreign :
        List.of(NoticeVariant.OTHER_TENANTS_KEY, NoticeVariant.OTHER_MERCHANT)) {
      ReceivedRequest raw = gateway.notice(foreign, paid).orElseThrow();
      assertThat(router.handle(address, raw, id -> shop, id -> shop).result())
          .isEqualTo(foreign.expected());
    }
    assertThat(router.handle("/notify/other-house", genuine, id -> shop, id -> shop).status())
        .isEqualTo(404);
    assertThat(shop.effects()).isZero();

    assertThat(router.handle(address, genuine, id -> shop, id -> shop).result())
        .isEqualTo(Result.HANDLED);
    assertThat(router.handle(address, genuine, id -> shop, id -> shop).result())
        .isEqualTo(Result.ALREADY_HANDLED);
    assertThat(shop.effects()).isEqualTo(1);
  }

  @Test
  void aGenuineNotificationBringsTheShopThePaymentItStored() {
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    PaymentRef stored = client.ref(request);
    begun(client, request);
    gateway.pay(stored);
    ModelShop shop = new ModelShop(stored);

    ReceivedReply reply = handle(client, genuine(stored), shop);

    assertThat(reply.acknowledged()).isTrue();
    Payment payment = shop.payments().get(0);
    assertThat(payment.isPaid()).isTrue();
    // What is only encrypted is not believed: the provider is asked.
    assertThat(payment.evidence().kind())
        .isEqualTo(
            gateway.without().contains(ContractPart.SIGNED_NOTIFICATION)
                ? Evidence.Kind.ENCRYPTED_ANSWER
                : Evidence.Kind.SIGNED_NOTIFICATION);
    assertThat(payment.ref().id()).isEqualTo(stored.id());
    assertThat(payment.ref().product()).isEqualTo(stored.product());
    assertThat(payment.orderTotal()).contains(stored.total());
    assertThat(shop.repeated()).containsExactly(false);
  }

  @Test
  void notificationAndQuestionTellTheSameStory() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    handle(client, genuine(paid), shop);

    Payment told = shop.payments().get(0);
    Payment asked = client.find(paid).orElseThrow();

    assertThat(told.state()).isEqualTo(asked.state());
    assertThat(told.orderTotal()).isEqualTo(asked.orderTotal());
    assertThat(told.paidAt()).isEqualTo(asked.paidAt());
    assertThat(told.ref()).isEqualTo(asked.ref());
  }

  @Test
  void aNotificationGivesItsPaymentOnlyToOneWhoExpectsIt() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    PaymentChanged changed = (PaymentChanged) client.notifications().verify(genuine(paid));
    PaymentRef another = gateway.reference(freshId(), gateway.amount());
    PaymentRef dearer = gateway.reference(paid.id(), paid.total().plus(gateway.amount()));

    assertThat(changed.number()).isEqualTo(paid.number());
    assertThat(changed.confirm(new ModelShop(paid).of(paid.number()).orElseThrow()).isPaid())
        .isTrue();
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () -> changed.confirm(new ModelShop(another).of(another.number()).orElseThrow()));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> changed.confirm(new ModelShop(dearer).of(dearer.number()).orElseThrow()));
  }

  @Test
  void aRefundNotificationIsNeverTakenForAPayment() {
    needs(ContractPart.REFUND_NOTIFICATION);
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    RefundRequest request = fullRefund(paid);
    accepted(client.refund(request));
    gateway.completeRefund(request.refundId());
    ModelShop shop = new ModelShop(paid);
    NotificationHandler handler = guarded(client);
    handler.handle(genuine(paid), shop, shop);

    ReceivedRequest raw = gateway.refundNotice(request.refundId()).orElseThrow();
    ReceivedReply reply = handler.handle(raw, shop, shop);
    ReceivedReply again =
        handler.handle(gateway.refundNotice(request.refundId()).orElseThrow(), shop, shop);

    assertThat(client.notifications().verify(raw)).isInstanceOf(RefundChanged.class);
    assertThat(reply.result()).describedAs(reply.detail()).isEqualTo(Result.HANDLED);
    assertThat(again.result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(shop.payments()).hasSize(1);
    assertThat(shop.refunds()).hasSize(1);
    Refund refund = shop.refunds().get(0);
    assertThat(refund.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(refund.refundId()).isEqualTo(request.refundId());
    assertThat(refund.amount()).isEqualTo(gateway.amount());
  }

  @Test
  void aRefundOfAnOrderThatTheShopDoesNotKnowIsUnexpected() {
    needs(ContractPart.REFUND_NOTIFICATION);
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    RefundRequest request = fullRefund(paid);
    accepted(client.refund(request));
    gateway.completeRefund(request.refundId());
    ModelShop shop = new ModelShop();

    ReceivedReply reply =
        handle(client, gateway.refundNotice(request.refundId()).orElseThrow(), shop);

    assertThat(reply.result()).isEqualTo(Result.UNEXPECTED);
    assertThat(gateway.stopsDelivering(reply)).isFalse();
    assertThat(shop.effects()).isZero();
  }

  @Test
  void anotherEventIsNeverSqueezedIntoAPayment() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    Optional<ReceivedRequest> event = gateway.notice(NoticeVariant.OTHER_EVENT, paid);
    assumeTrue(event.isPresent());
    ModelShop shop = new ModelShop(paid);

    ReceivedReply reply = handle(client, event.orElseThrow(), shop);

    assertThat(reply.acknowledged()).isTrue();
    assertThat(shop.payments()).isEmpty();
    assertThat(shop.refunds()).isEmpty();
    assertThat(shop.events()).hasSize(1);
    assertThat(shop.events().get(0).type()).isNotBlank();
  }

  @Test
  void aQueueWorkerHandlesLaterWhatAnEdgeStored() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    String queued = genuine(paid).toText();
    gateway.advance(Duration.ofDays(1));
    ModelShop shop = new ModelShop(paid);

    ReceivedReply reply = handle(client, ReceivedRequest.parse(queued), shop);

    assertThat(reply.result()).describedAs(reply.detail()).isEqualTo(Result.HANDLED);
  }

  @Test
  void notificationsOfOneMerchantMeanNothingToAnother() {
    PaymentRef paid = paidOrder(steadyClient());
    ReceivedRequest raw = genuine(paid);
    ModelShop shop = new ModelShop(paid);
    try (ProviderUnderTest other = open()) {
      PaymentClient stranger =
          other.client(
              new ClientSetup(
                  RetryPolicy.none(),
                  signals,
                  other::advance,
                  new Random(1),
                  Duration.ofSeconds(5),
                  OkHttpTransport.shared()));

      ReceivedReply reply = handle(stranger, raw, shop);

      assertThat(reply.acknowledged()).isFalse();
      assertThat(shop.effects()).isZero();
    }
  }
}
