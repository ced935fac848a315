// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentReverser;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.StatementReader;
import io.countersign.TransactionFinder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** That what the contract leaves out is what the provider has not, and what it declares. */
abstract class DeclaredPartsContract extends CapabilityContract {

  @TestFactory
  Stream<DynamicTest> whatIsLeftOutIsWhatTheProviderHasNot() {
    return Arrays.stream(ContractPart.values())
        .map(
            part ->
                dynamicTest(
                    part.name(),
                    () -> assertThat(has(part)).isEqualTo(!gateway.without().contains(part))));
  }

  private boolean has(ContractPart part) {
    PaymentClient client = steadyClient();
    return switch (part) {
      case CREATION_BY_CALL -> creationAsks(client);
      case SIGNED_FORM ->
          accepted(client.create(request(mainScene()))).value() instanceof OpenPage.PostForm;
      case KNOWN_WHEN_MADE -> knownWhenMade(client);
      case REFUND -> refunds(client);
      case REFUND_ID -> gateway.has(GatewayCall.REFUND) && knowsTheId(client);
      case CLOSING -> both(client instanceof PaymentCloser, gateway.has(GatewayCall.CLOSE));
      case REVERSAL -> client instanceof PaymentReverser;
      case REFUND_LOOKUP -> client instanceof RefundFinder;
      case TRANSACTION_LOOKUP -> client instanceof TransactionFinder;
      case STATEMENT -> client instanceof StatementReader;
      case PAYMENT_CODE ->
          both(gateway.paymentCode().isPresent(), gateway.has(GatewayCall.CODE_PAYMENT));
      case HARMLESS_REPEAT -> writes().anyMatch(gateway::repeatsWhenMaybeSent);
      case SIGNED_ANSWER ->
          both(
              canHappen(GatewayCall.FIND, GatewayFault.MISSING_SIGNATURE),
              evidenceOfAnAnswer(client).kind() == Evidence.Kind.SIGNED_ANSWER);
      case SIGNED_NOTIFICATION ->
          evidenceOfANotification(client).kind() == Evidence.Kind.SIGNED_NOTIFICATION;
      case KEY_ID -> evidenceOfAnAnswer(client).keyId().isPresent();
      case REFUND_NOTIFICATION -> gateway.has(GatewayCall.REFUND) && notifiesRefunds(client);
    };
  }

  private boolean creationAsks(PaymentClient client) {
    int before = requestsOfAllKinds();
    accepted(client.create(request(mainScene())));
    return both(requestsOfAllKinds() > before, gateway.has(GatewayCall.CREATE));
  }

  private boolean knownWhenMade(PaymentClient client) {
    PaymentRequest<?> request = request(mainScene());
    accepted(client.create(request));
    return client.find(client.ref(request)).isPresent();
  }

  private boolean refunds(PaymentClient client) {
    PaymentRef paid = paidOrder(client);
    int before = requestsOfAllKinds();
    boolean given;
    try {
      given = client.refund(fullRefund(paid)) instanceof Outcome.Accepted<?>;
    } catch (InvalidRequestException none) {
      assertThat(requestsOfAllKinds()).describedAs("refused unseen").isEqualTo(before);
      given = false;
    }
    return both(given, gateway.has(GatewayCall.REFUND));
  }

  private boolean knowsTheId(PaymentClient client) {
    RefundRequest request = fullRefund(paidOrder(client));
    accepted(client.refund(request));
    try {
      client.refund(request);
      return true;
    } catch (MismatchException refundedBefore) {
      return false;
    }
  }

  private boolean notifiesRefunds(PaymentClient client) {
    RefundRequest request = fullRefund(paidOrder(client));
    accepted(client.refund(request));
    gateway.completeRefund(request.refundId());
    return gateway.refundNotice(request.refundId()).isPresent();
  }

  private Evidence evidenceOfAnAnswer(PaymentClient client) {
    return client.find(paidOrder(client)).orElseThrow().evidence();
  }

  private Evidence evidenceOfANotification(PaymentClient client) {
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    handle(client, genuine(paid), shop);
    return shop.payments().get(0).evidence();
  }

  /** Two signs of the same thing, which must agree. */
  private static boolean both(boolean one, boolean other) {
    assertThat(one).isEqualTo(other);
    return one;
  }

  @TestFactory
  Stream<DynamicTest> everyDisturbanceIsTriedUnlessItCannotHappen() {
    List<GatewayCall> calls = new ArrayList<>(writes().toList());
    calls.add(GatewayCall.FIND);
    return calls.stream()
        .map(
            call ->
                dynamicTest(
                    call.name(),
                    () -> {
                      Set<GatewayFault> left = EnumSet.noneOf(GatewayFault.class);
                      for (GatewayFault fault : GatewayFault.values()) {
                        if (!canHappen(call, fault)) {
                          left.add(fault);
                        }
                      }
                      assertThat(left)
                          .containsExactlyInAnyOrderElementsOf(
                              gateway.faultsThatCannotHappen(call));
                    }));
  }

  @Test
  void everyNotificationIsTriedUnlessItCannotCome() {
    PaymentRef paid = paidOrder(steadyClient());
    Set<NoticeVariant> left = EnumSet.noneOf(NoticeVariant.class);
    for (NoticeVariant variant : NoticeVariant.values()) {
      if (gateway.notice(variant, paid).isEmpty()) {
        left.add(variant);
      }
    }

    assertThat(left).containsExactlyInAnyOrderElementsOf(gateway.noticesThatCannotCome());
  }
}
