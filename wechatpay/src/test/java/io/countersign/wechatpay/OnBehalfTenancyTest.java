// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.PartnerDesk.PROVIDER_MCHID;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Delivery;
import io.countersign.ExpectedPayment;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.Scene;
import io.countersign.spi.JsonText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many sub-merchants of one service provider, through one client's keys, transport and guard. */
class OnBehalfTenancyTest implements NotificationAction {
  private static final int SUB_MERCHANTS = 1_500;

  private final PartnerDesk desk = new PartnerDesk();
  private final WeChatPayClient provider = desk.provider();
  private final List<Payment> payments = new ArrayList<>();

  @Override
  public void payment(Payment payment, Delivery delivery) {
    payments.add(payment);
  }

  private static String subMchid(int i) {
    return Integer.toString(1_910_000_000 + i % SUB_MERCHANTS);
  }

  private WeChatPayClient view(int i) {
    return provider.onBehalfOf(WeChatPaySubMerchant.of(subMchid(i)));
  }

  private ReceivedRequest notice(String number, int i) {
    Map<String, Object> report = PartnerDesk.paid(number);
    report.put("sub_mchid", subMchid(i));
    return desk.paymentNotice(report);
  }

  private Result handled(WeChatPayClient view, ReceivedRequest raw, PaymentRef expected) {
    return view.notifications()
        .handle(raw, number -> Optional.of(ExpectedPayment.of(expected)), this)
        .result();
  }

  @Test
  void fifteenHundredSubMerchantsShareOneClientAndNoneGetsAnothersMoney() {
    Set<String> replayKeys = new HashSet<>();
    for (int i = 0; i < SUB_MERCHANTS; i++) {
      WeChatPayClient view = view(i);
      PaymentRef ref = view.ref(desk.order(Scene.qrCode()).build());
      ReceivedRequest raw = notice(ref.number(), i);

      replayKeys.add(view.notifications().verify(raw).replayKey());
      assertThat(handled(view(i + 1), raw, ref)).isEqualTo(Result.UNEXPECTED);
      assertThat(handled(provider, raw, ref)).isEqualTo(Result.UNEXPECTED);
      assertThat(handled(view, raw, ref)).isEqualTo(Result.HANDLED);
      // A view made anew remembers, because the guard is the provider's.
      assertThat(handled(view(i), raw, ref)).isEqualTo(Result.ALREADY_HANDLED);
      assertThat(payments).hasSize(i + 1);
      assertThat(payments.get(i).ref().onBehalfOf()).contains(subMchid(i));
    }
    assertThat(replayKeys).hasSize(SUB_MERCHANTS);
    assertThat(desk.calls).isEmpty();
  }

  @Test
  void oneNumberOfTwoSubMerchantsIsTwoEvents() {
    PaymentId id = desk.freshId();
    for (int i = 0; i < 2; i++) {
      PaymentRef ref = PaymentRef.of("wechatpay", id, PartnerDesk.TEN).withOnBehalfOf(subMchid(i));

      assertThat(handled(view(i), notice(id.number(), i), ref)).isEqualTo(Result.HANDLED);
    }
    assertThat(payments).hasSize(2);
  }

  @Test
  void manyThreadsOrderForManySubMerchantsAndNoneIsNamedForAnother() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<PaymentRef>> orders = new ArrayList<>();
      for (int i = 0; i < SUB_MERCHANTS; i++) {
        WeChatPayClient view = view(i);
        var request = desk.order(Scene.qrCode()).attachment(subMchid(i)).build();
        orders.add(
            () -> {
              view.create(request);
              return view.ref(request);
            });
      }
      int i = 0;
      for (Future<PaymentRef> ref : threads.invokeAll(orders)) {
        assertThat(ref.get().onBehalfOf()).contains(subMchid(i++));
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(desk.calls).hasSize(SUB_MERCHANTS);
    for (var call : desk.calls) {
      Map<String, Object> body = JsonText.object(call.body().orElseThrow());
      assertThat(body.get("sub_mchid")).isEqualTo(body.get("attach"));
      assertThat(body).containsEntry("sp_mchid", PROVIDER_MCHID);
    }
  }
}
