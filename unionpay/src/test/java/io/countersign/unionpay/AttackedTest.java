// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.HostileMessage;
import io.countersign.sandbox.unionpay.UnionPayAttacks;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every line of the sandbox's catalogue, against an order of the shop that is paid once. */
class AttackedTest {
  private final Shop shop = Shop.open();
  private final UnionPayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  @TestFactory
  Stream<DynamicTest> whateverIsHostileIsRefused() {
    Counter counter = new Counter(shop);
    PaymentRef order = counter.paid();
    PaymentRef victim = counter.shown();
    shop.expect(order);
    shop.expect(victim);
    UnionPayAttacks attacks =
        UnionPayAttacks.on(shop.merchant)
            .order(order.number(), order.total().minorUnits())
            .txnTime(BeijingTime.text(order.id().createdAt()))
            .victim(victim.number());
    return attacks.catalogue().stream()
        .map(attack -> DynamicTest.dynamicTest(attack.name(), () -> assertHandled(attack, order)));
  }

  private void assertHandled(Attack attack, PaymentRef order) {
    long before = paid();
    for (HostileMessage message : attack.messages().get()) {
      if (message.missingBytes() > 0) {
        // Its body breaks off, so no request is made of it.
        continue;
      }
      ReceivedReply reply;
      try {
        reply =
            client
                .notifications()
                .handle(
                    ReceivedRequest.of(Map.of(), message.body(), shop.clock.instant()), shop, shop);
      } catch (InvalidNotificationException tooLarge) {
        assertThat(tooLarge.reason()).isEqualTo(Reason.UNREADABLE);
        continue;
      }
      switch (attack.kind()) {
        case TRUE -> assertThat(reply.acknowledged()).isTrue();
        case REPEATED -> {
          if (attack.name().equals("browser-return")) {
            // The truth, but not what is due at this address.
            assertThat(reply.result()).isEqualTo(Result.REFUSED);
          } else {
            assertThat(reply.acknowledged()).isTrue();
          }
        }
        case HOSTILE -> assertThat(reply.result()).isIn(Result.REFUSED, Result.UNEXPECTED);
        case OTHER_EVENT -> assertThat(reply.result()).isNotEqualTo(Result.REFUSED);
      }
    }
    boolean mayPay = attack.kind() == Attack.Kind.TRUE || attack.kind() == Attack.Kind.REPEATED;
    assertThat(paid() - before).isLessThanOrEqualTo(mayPay ? 1 : 0);
    assertThat(shop.payments)
        .filteredOn(Payment::isPaid)
        .allMatch(payment -> payment.ref().number().equals(order.number()))
        .hasSizeLessThanOrEqualTo(1);
  }

  private long paid() {
    return shop.payments.stream().filter(Payment::isPaid).count();
  }
}
