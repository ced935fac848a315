// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.InvalidNotificationException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentException;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.RetryPolicy;
import io.countersign.http.OkHttpTransport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** That secrets stay secret, threads do not meet, and hostile bytes reach nobody. */
abstract class HostileSurroundingsContract extends NotificationDeliveryContract {

  @Test
  void aPlantedSecretIsInNoTextWhateverHappens() {
    List<String> texts = new ArrayList<>();
    PaymentClient client = client(setup(RetryPolicy.none()));
    texts.add(client.toString());
    texts.add(client.notifications().toString());
    for (GatewayCall call : writes().toList()) {
      for (GatewayFault fault : GatewayFault.values()) {
        if (fault != GatewayFault.HANGING) {
          Write write = write(call, client);
          gateway.inject(call, fault, true, 1);
          texts.add(textOf(write.action));
          gateway.clearFaults();
        }
      }
    }
    PaymentRef paid = paidOrder(client);
    for (GatewayFault fault : GatewayFault.values()) {
      if (fault != GatewayFault.HANGING) {
        gateway.inject(GatewayCall.FIND, fault, true, 1);
        texts.add(textOf(() -> client.find(paid)));
        gateway.clearFaults();
      }
    }
    ModelShop shop = new ModelShop(paid);
    for (NoticeVariant variant : NoticeVariant.values()) {
      gateway
          .notice(variant, paid)
          .ifPresent(
              raw -> {
                texts.add(raw.toString());
                texts.add(textOf(() -> client.notifications().verify(raw)));
                texts.add(textOf(() -> handle(client, raw, shop)));
              });
    }
    signals.all().forEach(signal -> texts.add(signal.toString()));

    assertThat(gateway.plantedSecrets()).isNotEmpty().allMatch(secret -> secret.length() >= 8);
    assertThat(texts).hasSizeGreaterThan(50);
    for (String secret : gateway.plantedSecrets()) {
      assertThat(texts).noneMatch(text -> text.contains(secret));
    }
  }

  @Test
  void sixteenThreadsShareOneClient() throws Exception {
    PaymentClient client = steadyClient();
    List<Callable<PaymentRef>> shoppers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      shoppers.add(
          () -> {
            PaymentRef last = null;
            for (int order = 0; order < 4; order++) {
              PaymentRequest<?> request = request(mainScene());
              last = begun(client, request);
              assertThat(last.number()).isEqualTo(request.id().number());
              gateway.pay(last);
              Payment found = client.find(last).orElseThrow();
              assertThat(found.isPaid()).isTrue();
              assertThat(found.ref().number()).isEqualTo(last.number());
              ModelShop shop = new ModelShop(last);
              assertThat(handle(client, genuine(last), shop).result()).isEqualTo(Result.HANDLED);
              assertThat(shop.payments().get(0).ref().number()).isEqualTo(last.number());
            }
            return last;
          });
    }

    List<PaymentRef> paid = inThreads(shoppers);

    assertThat(paid).extracting(PaymentRef::number).doesNotHaveDuplicates();
    assertThat(paid).allMatch(ref -> gateway.charges(ref.number()) == 1);
  }

  @TestFactory
  Stream<DynamicTest> whateverBytesAndStatusComeBackOnlyOurOwnExceptionsAreThrown() {
    List<GatewayCall> calls = new ArrayList<>(writes().toList());
    calls.add(GatewayCall.FIND);
    return calls.stream()
        .map(
            call ->
                dynamicTest(
                    call.name(),
                    () -> {
                      boolean signed = canHappen(call, GatewayFault.MISSING_SIGNATURE);
                      GarblingTransport network =
                          new GarblingTransport(OkHttpTransport.shared(), noiseFor(call));
                      PaymentClient client = client(setup(RetryPolicy.none()).with(network));
                      Supplier<?> action =
                          call == GatewayCall.FIND ? finding(client) : write(call, client).action;
                      action.get();
                      network.beginGarbling();
                      for (int round = 0; round < 100; round++) {
                        assertNothingForgedIsBelieved(action, network, signed);
                      }
                    }));
  }

  /** Each set-up of a provider hears other noise, so that together they hear more of it. */
  private long noiseFor(GatewayCall call) {
    return getClass().getName().hashCode() * 100L + call.ordinal();
  }

  private Supplier<?> finding(PaymentClient client) {
    PaymentRef paid = paidOrder(steadyClient());
    return () -> client.find(paid);
  }

  private void assertNothingForgedIsBelieved(
      Supplier<?> action, GarblingTransport network, boolean signed) {
    Object ended;
    try {
      ended = action.get();
    } catch (PaymentException ours) {
      assertThat(ours.getMessage()).isNotBlank();
      return;
    }
    if (signed && !gateway.provesTheSame(network.lastBody(), network.genuineBody())) {
      assertThat(ended).isNotInstanceOf(Outcome.Accepted.class);
      if (ended instanceof Optional<?> found) {
        assertThat(found).isEmpty();
      }
    }
  }

  @Test
  void whateverIsPostedToTheNotifyUrlTheHandlerAnswers() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    ReceivedRequest original = genuine(paid);
    Random noise = new Random(7);
    int forged = 0;
    Set<String> continued = new HashSet<>();

    for (int round = 0; round < 1_000; round++) {
      byte[] body = original.body().clone();
      switch (round % 3) {
        case 0 -> body[noise.nextInt(body.length)] ^= (byte) (1 + noise.nextInt(255));
        case 1 -> body = Arrays.copyOf(body, noise.nextInt(body.length));
        default -> {
          body = new byte[noise.nextInt(300)];
          noise.nextBytes(body);
        }
      }
      ReceivedRequest raw = ReceivedRequest.of(original.headers(), body, original.receivedAt());

      ReceivedReply reply = handle(client, raw, shop);

      if (gateway.provesTheSame(body, original.body())) {
        assertThat(reply.acknowledged()).describedAs(reply.detail()).isTrue();
        continue;
      }
      forged++;
      assertThat(reply.acknowledged()).isFalse();
      // Most replies are alike, and what the gateway makes of one does not change.
      if (continued.add(reply.status() + " " + reply.headers() + " " + reply.body())) {
        assertThat(gateway.stopsDelivering(reply)).isFalse();
      }
      assertThat(catchThrowable(() -> client.notifications().verify(raw)))
          .isInstanceOf(InvalidNotificationException.class);
    }
    assertThat(forged).isGreaterThan(900);
    assertThat(continued).isNotEmpty();
    assertThat(shop.effects()).isLessThanOrEqualTo(1_000 - forged);
    assertThat(shop.payments())
        .allMatch(told -> told.ref().number().equals(paid.number()))
        .allMatch(told -> told.orderTotal().equals(Optional.of(gateway.amount())));
  }

  private static String textOf(Supplier<?> action) {
    try {
      return String.valueOf(action.get());
    } catch (PaymentException thrown) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      return trace.toString();
    }
  }
}
