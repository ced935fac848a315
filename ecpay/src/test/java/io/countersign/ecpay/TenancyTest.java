// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.RejectedException;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.ShowVoucher;
import io.countersign.UnavailableException;
import io.countersign.VoucherKind;
import io.countersign.http.HttpCall;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many merchants in one JVM, and merchants whose keys change while calls are under way. */
class TenancyTest {
  private static final int MERCHANTS = 1_500;
  private static final KeyPair OTHER = Vector.key("K5");

  @Test
  void fifteenHundredMerchantsHaveNoThreadEachAndNoKeyOfAnother() throws JsonFormatException {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    SentCalls network = new SentCalls();
    List<EcpayClient> clients = new ArrayList<>();
    for (int i = 0; i < MERCHANTS; i++) {
      clients.add(client(i, network));
    }

    for (int i = 0; i < MERCHANTS; i++) {
      String number = "ORDER" + i;
      ReceivedRequest own = Posted.signed(Posted.paid(merchantId(i), number), keys(i));
      EcpayClient next = clients.get((i + 1) % MERCHANTS);
      assertThat(clients.get(i).notifications().verify(own))
          .isInstanceOfSatisfying(
              PaymentChanged.class, paid -> assertThat(paid.number()).isEqualTo(number));
      assertThat(result(next, own)).isEqualTo(Result.REFUSED);
      assertThat(result(next, envelope(i))).isEqualTo(Result.REFUSED);
      assertThat(network.calls).describedAs("a stranger's envelope is asked about").isEmpty();

      assertThatAskingIsSignedByTheOwnPair(i, clients.get(i), network);
    }

    Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
    after.removeAll(before);
    assertThat(after).filteredOn(TenancyTest::isOurs).isEmpty();
  }

  /** By form for a page, by envelope for a voucher. */
  private static void assertThatAskingIsSignedByTheOwnPair(
      int i, EcpayClient client, SentCalls network) throws JsonFormatException {
    PaymentRef page = reference(i).withProduct(Product.PAGE);
    PaymentRef voucher = reference(i).withProduct(Product.PAYMENT_CODE);
    for (PaymentRef ref : List.of(page, voucher)) {
      assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> client.find(ref));
    }
    FormFields form =
        FormFields.parse(body(network.calls.get(0)), FormFields.Writing.FORM).orElseThrow();
    String data = JsonText.fields(body(network.calls.get(1))).text("Data").orElseThrow();
    network.calls.clear();

    assertThat(form.text("MerchantID")).isEqualTo(merchantId(i));
    assertThat(proves(form, keys(i))).isTrue();
    assertThat(proves(form, keys(i + 1))).isFalse();
    assertThat(SealedData.open(data, List.of(keys(i))).orElseThrow()).contains(merchantId(i));
    assertThat(SealedData.open(data, List.of(keys(i + 1)))).isEmpty();
  }

  @Test
  void thePreviousPairStillProvesWhatComesLateAndNeverSigns() {
    try (Shop shop = Shop.open()) {
      KeyPair old = Posted.keys(shop.merchant);
      EcpayClient before = shop.impatientClient();
      PaymentRef page = new OrderDesk(shop).placed();
      PaymentRef voucher = voucher(shop, before);
      shop.merchant.payByCard(page.number());
      shop.merchant.payNumber(voucher.number());
      shop.expect(page);

      // The shop has the new pair, ECPay still the old one.
      EcpayClient rotated =
          shop.client(
              shop.config()
                  .retryPolicy(RetryPolicy.none())
                  .keys(OTHER.hashKey(), OTHER.hashIv())
                  .previousKeys(old.hashKey(), old.hashIv()));

      ReceivedRequest late = shop.received(shop.merchant.resultNotification(page.number()));
      assertThat(rotated.notifications().handle(late, shop, shop).result())
          .isEqualTo(Result.HANDLED);
      assertThat(shop.payments).extracting(Payment::isPaid).containsExactly(true);

      assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> rotated.find(page));
      assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> rotated.find(voucher));
      assertThat(rotated.create(shop.order(Scene.voucher(VoucherKind.STORE_CODE)).build()))
          .isInstanceOf(Outcome.Rejected.class);
      assertThat(shop.requests(Operation.NUMBER)).hasSize(2);
    }
  }

  @Test
  void aPairThatIsNeitherOfTheTwoProvesNothing() {
    try (Shop shop = Shop.open()) {
      PaymentRef page = new OrderDesk(shop).placed();
      shop.merchant.payByCard(page.number());
      shop.expect(page);
      KeyPair third = Vector.key("K3");
      EcpayClient twiceRotated =
          shop.client(
              shop.config()
                  .keys(OTHER.hashKey(), OTHER.hashIv())
                  .previousKeys(third.hashKey(), third.hashIv()));
      ReceivedRequest late = shop.received(shop.merchant.resultNotification(page.number()));

      assertThatExceptionOfType(InvalidNotificationException.class)
          .isThrownBy(() -> twiceRotated.notifications().verify(late))
          .matches(refused -> refused.reason() == Reason.SIGNATURE_WRONG);
      assertThat(result(twiceRotated, late)).isEqualTo(Result.REFUSED);
    }
  }

  @Test
  void rotationInMidFlightDisturbsNobody() throws Exception {
    try (Shop shop = Shop.open()) {
      EcpayClient before = shop.client();
      EcpayClient after = shop.client(shop.config().previousKeys(OTHER.hashKey(), OTHER.hashIv()));
      PaymentRef page = new OrderDesk(shop).placed();
      PaymentRef voucher = voucher(shop, before);
      shop.merchant.payByCard(page.number());
      shop.merchant.payNumber(voucher.number());
      FormFields told = Posted.paid(shop.merchant.merchantId(), page.number());
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 48; i++) {
        EcpayClient one = i % 2 == 0 ? before : after;
        calls.add(() -> one.find(page).orElseThrow().isPaid());
        calls.add(() -> one.find(voucher).orElseThrow().isPaid());
        calls.add(
            () ->
                after.notifications().verify(Posted.signed(told, OTHER)) instanceof PaymentChanged);
      }
      ExecutorService threads = Executors.newFixedThreadPool(16);
      try {
        for (Future<Boolean> right : threads.invokeAll(calls)) {
          assertThat(right.get()).isTrue();
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private static PaymentRef voucher(Shop shop, EcpayClient client) {
    Outcome<ShowVoucher> issued =
        client.create(shop.order(Scene.voucher(VoucherKind.STORE_CODE)).build());
    return Shop.accepted(issued).payment().orElseThrow();
  }

  /** The JVM's own housekeeping may start a thread at any moment. */
  private static boolean isOurs(Thread thread) {
    return thread.getThreadGroup() != null && !thread.getThreadGroup().getName().equals("system");
  }

  private static EcpayClient client(int i, SentCalls network) {
    return EcpayClient.of(
        EcpayConfig.builder()
            .merchantId(merchantId(i))
            .keys(keys(i).hashKey(), keys(i).hashIv())
            .notifyUrl(Shop.NOTIFY_URL)
            .endpoints(EcpayEndpoints.stage())
            .retryPolicy(RetryPolicy.none())
            .transport(network)
            .build());
  }

  private static PaymentRef reference(int i) {
    return PaymentRef.of(
        EcpayClient.PROVIDER, new PaymentId("ORDER" + i, Posted.RECEIVED), Shop.HUNDRED);
  }

  private static ReceivedRequest envelope(int i) {
    String data =
        JsonText.write(
            Map.of(
                "MerchantID",
                merchantId(i),
                "RtnCode",
                1L,
                "OrderInfo",
                Map.of("MerchantTradeNo", "ORDER" + i)));
    return Posted.body("{\"TransCode\":1,\"Data\":\"" + SealedData.seal(data, keys(i)) + "\"}");
  }

  private static Result result(EcpayClient client, ReceivedRequest raw) {
    return client
        .notifications()
        .handle(raw, number -> Optional.empty(), (payment, delivery) -> {})
        .result();
  }

  private static boolean proves(FormFields form, KeyPair keys) {
    return CheckMacValue.proves(form, List.of(keys), CheckMacValue.Hash.SHA256);
  }

  private static byte[] body(HttpCall call) {
    return call.body().orElseThrow();
  }

  private static String merchantId(int i) {
    return Integer.toString(3_000_000 + i);
  }

  private static KeyPair keys(int i) {
    return Vector.pair(
        String.format(Locale.ROOT, "k%015d", i), String.format(Locale.ROOT, "v%015d", i));
  }
}
