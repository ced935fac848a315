// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.Evidence;
import io.countersign.ExpectedPayment;
import io.countersign.InvalidNotificationException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.ProviderFields;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.UnavailableException;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.Verdict;
import io.countersign.testing.PostBox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An envelope is a reason to ask, and ECPay's answer is what counts. */
class SealedNotificationTest {
  private final Shop shop = Shop.open();
  private final EcpayClient client = shop.impatientClient();
  private final PostBox box =
      new PostBox(shop.clock, raw -> client.notifications().handle(raw, shop, shop));
  private final KeyPair keys = Posted.keys(shop.merchant);

  SealedNotificationTest() {
    shop.merchant.deliverNotificationsTo(box.address());
  }

  @AfterEach
  void close() {
    box.close();
    shop.close();
  }

  @Test
  void aNumbersPaymentIsBelievedByTheAnswer() {
    PaymentRef ref = numbered();
    shop.merchant.payNumber(ref.number());
    shop.clock.advance(Duration.ofSeconds(1));

    assertThat(box.replies).extracting(ReceivedReply::body).containsExactly("1|OK");
    Payment payment = shop.payments.get(0);
    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.evidence().kind()).isEqualTo(Evidence.Kind.ENCRYPTED_ANSWER);
    assertThat(shop.requests(Operation.SEALED_QUERY)).hasSize(1);
  }

  @Test
  void anEnvelopeThatSaysPaidOfAnUnpaidOrderIsNotBelieved() {
    PaymentRef ref = numbered();

    ReceivedReply reply = handle(sealed(result(ref.number(), "1", "100"), keys));

    assertThat(reply.result()).isEqualTo(Result.HANDLED);
    assertThat(shop.payments).extracting(Payment::isPaid).containsExactly(false);
  }

  @Test
  void anEnvelopeThatSaysFailedOrCheapOfAPaidOrderChangesNothing() {
    PaymentRef ref = numbered();
    ReceivedRequest genuine = paidWhileAway(ref);

    handle(sealed(result(ref.number(), "0", "1"), keys));
    assertThat(shop.payments).extracting(Payment::isPaid).containsExactly(true);
    assertThat(shop.payments.get(0).orderTotal()).contains(Shop.HUNDRED);
    assertThat(handle(genuine).result()).isEqualTo(Result.ALREADY_HANDLED);
  }

  @Test
  void anOrderThatEcpayDoesNotKnowIsRefused() {
    shop.expect(PaymentRef.of("ecpay", shop.freshId(), Shop.HUNDRED));

    assertThat(handle(sealed(result("NOBODYS1", "1", "100"), keys)).result())
        .isEqualTo(Result.REFUSED);
    assertThat(shop.payments).isEmpty();
  }

  @Test
  void anAnswerAboutAnotherOrderOrMerchantIsNoAnswerToTheQuestion() {
    PaymentRef ref = numbered();
    ReceivedRequest genuine = paidWhileAway(ref);
    for (Fault lie : List.of(Fault.otherOrder(), Fault.otherMerchant())) {
      shop.merchant.faults().once(Operation.SEALED_QUERY, lie);

      assertThat(catchThrowable(() -> client.notifications().verify(genuine)))
          .isInstanceOf(MismatchException.class);
    }
    assertThat(handle(genuine).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void whereEcpayCannotBeAskedTheEnvelopeComesAgain() {
    PaymentRef ref = numbered();
    ReceivedRequest genuine = paidWhileAway(ref);
    shop.merchant.faults().once(Operation.SEALED_QUERY, Fault.badGateway());
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> client.notifications().verify(genuine));
    shop.merchant.faults().once(Operation.SEALED_QUERY, Fault.tooManyCalls());
    ReceivedReply away = handle(genuine);
    assertThat(away.result()).isEqualTo(Result.BUSY);
    assertThat(away.status()).isEqualTo(503);
    assertThat(away.body()).isEqualTo("0|try again");

    shop.merchant.faults().clear();
    assertThat(handle(genuine).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.payments).extracting(Payment::isPaid).containsExactly(true);
  }

  @Test
  void theShopsOwnExpectationsCountHere() {
    PaymentRef ref = numbered();
    ReceivedRequest genuine = paidWhileAway(ref);
    shop.expect(
        PaymentRef.of("ecpay", ref.id(), Money.of("99", "TWD")).withProduct(Product.PAYMENT_CODE));

    assertThat(handle(genuine).result()).isEqualTo(Result.UNEXPECTED);
    assertThat(shop.payments).isEmpty();
  }

  @Test
  void aSimulationIsAskedAboutAndIsNoPayment() {
    PaymentRef ref = numbered();
    shop.merchant.simulatePayment(ref.number());
    shop.clock.advance(Duration.ofSeconds(1));

    assertThat(box.replies).extracting(ReceivedReply::body).containsExactly("1|OK");
    assertThat(shop.payments).isEmpty();
    assertThat(shop.events)
        .singleElement()
        .isInstanceOfSatisfying(
            EcpaySimulatedPayment.class,
            event -> assertThat(event.number()).isEqualTo(ref.number()));
  }

  @Test
  void aSimulationsMarkInTheEnvelopeAloneIsEnoughAndHidesNoPayment() {
    PaymentRef ref = numbered();
    ReceivedRequest genuine = paidWhileAway(ref);
    Map<String, Object> marked = result(ref.number(), "1", "100");
    marked.put("SimulatePaid", 1L);

    assertThat(handle(sealed(marked, keys)).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.payments).isEmpty();
    assertThat(shop.events).singleElement().isInstanceOf(EcpaySimulatedPayment.class);
    assertThat(handle(genuine).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.payments).extracting(Payment::isPaid).containsExactly(true);
  }

  @Test
  void whateverIsWrongWithAnEnvelopeIsRefusedAlike() {
    PaymentRef ref = numbered();
    ReceivedRequest genuine = paidWhileAway(ref);
    String data = data(genuine);
    byte[] cipher = Base64.getDecoder().decode(data);
    List<ReceivedRequest> wrong = new ArrayList<>();
    for (int i = 0; i < cipher.length; i += 5) {
      byte[] turned = cipher.clone();
      turned[i] ^= 1;
      wrong.add(envelope(Base64.getEncoder().encodeToString(turned)));
    }
    for (int length : new int[] {0, 1, 15, 16, 32, cipher.length - 16, cipher.length - 1}) {
      byte[] cut = Arrays.copyOf(cipher, length);
      wrong.add(envelope(Base64.getEncoder().encodeToString(cut)));
    }
    Map<String, Object> another = result(ref.number(), "1", "100");
    another.put("MerchantID", "2999999");
    Map<String, Object> nobody = result(ref.number(), "1", "100");
    nobody.remove("MerchantID");
    wrong.add(sealed(another, keys));
    wrong.add(sealed(nobody, keys));
    wrong.add(sealed(result(ref.number(), "1", "100"), Vector.key("K1")));
    wrong.add(sealed(result("NOBODYS1", "1", "100"), keys));
    wrong.add(sealed(result("", "1", "100"), keys));
    wrong.add(sealed(result("A B", "1", "100"), keys));
    wrong.add(sealed(Map.of("MerchantID", shop.merchant.merchantId()), keys));
    wrong.add(envelope("!!!"));
    wrong.add(envelope(SealedData.seal("no JSON", keys)));
    wrong.add(envelope(SealedData.seal("", keys)));
    wrong.add(envelope(SealedData.seal("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000), keys)));
    wrong.add(Posted.body("{"));
    wrong.add(Posted.body("{}"));
    wrong.add(Posted.body(" \n{\"Data\":null}"));
    wrong.add(Posted.body("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)));
    wrong.add(Posted.body("{\"Data\":\"" + data + "\",\"Data\":\"" + data + "\"}"));
    List<String> said =
        wrong.stream()
            .map(raw -> catchThrowable(() -> client.notifications().verify(raw)))
            .peek(refused -> assertThat(refused).isInstanceOf(InvalidNotificationException.class))
            .map(Throwable::getMessage)
            .distinct()
            .toList();
    List<String> answered =
        wrong.stream().map(raw -> handle(raw)).map(r -> r.status() + r.body()).distinct().toList();

    assertThat(said).hasSize(1);
    assertThat(answered).containsExactly("4000|not proven");
    assertThat(shop.payments).isEmpty();
    assertThat(handle(genuine).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void aLaterChargeIsBelievedByTheListInTheAnswer() {
    PaymentRef period = periodOrder();
    shop.sandbox.clock().advance(Duration.ofDays(1));

    assertThat(shop.payments).extracting(Payment::isPaid).containsExactly(true);
    EcpayPeriodCharged charged = (EcpayPeriodCharged) shop.events.get(0);
    assertThat(charged.evidence().kind()).isEqualTo(Evidence.Kind.ENCRYPTED_ANSWER);
    EcpayPeriodCharge charge = charged.confirm(ExpectedPayment.of(period));
    assertThat(charge.isPaid()).isTrue();
    assertThat(charge.gwsr()).isPresent().isNotEqualTo(Optional.of(gwsr(period)));
    assertThat(box.replies).allMatch(ReceivedReply::acknowledged);

    ReceivedRequest told = box.posts.get(box.posts.size() - 1);
    assertThat(handle(told).result()).isEqualTo(Result.ALREADY_HANDLED);
  }

  @Test
  void whereEcpayRefusesTheQuestionTheEnvelopeComesAgain() {
    PaymentRef ref = numbered();
    ReceivedRequest genuine = paidWhileAway(ref);
    shop.merchant.faults().once(Operation.SEALED_QUERY, Fault.envelopeRefused());

    ReceivedReply refused = handle(genuine);

    assertThat(refused.result()).isEqualTo(Result.BUSY);
    assertThat(refused.detail()).contains("refused the question");
    assertThat(handle(genuine).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void aChargeThatTheAnswerDoesNotListIsNotBelieved() {
    PaymentRef period = periodOrder();
    Map<String, Object> invented = result(period.number(), "1", "100");
    invented.put("CardInfo", Map.of("PeriodType", "D", "Gwsr", 424242L));

    assertThat(handle(sealed(invented, keys)).result()).isEqualTo(Result.BUSY);
    assertThat(shop.events).isEmpty();
  }

  @Test
  void aPayersReturnBringsTheNumberAndNothingElse() {
    PaymentRef ref = numbered();
    ReceivedRequest genuine = paidWhileAway(ref);
    String json = new String(genuine.body(), StandardCharsets.UTF_8);
    FormFields form = new FormFields().put("ResultData", json);

    assertThat(client.payerReturn(Posted.form(form))).contains(new EcpayPayerReturn(ref.number()));
    assertThat(client.notifications().handle(Posted.form(form), shop, shop).result())
        .describedAs("at the notify URL")
        .isEqualTo(Result.REFUSED);
    for (String broken : List.of("", "{}", "null", "{\"Data\":\"AAAA\"}", json.substring(9))) {
      assertThat(client.payerReturn(Posted.form(new FormFields().put("ResultData", broken))))
          .describedAs(broken)
          .isEmpty();
    }
    assertThat(client.payerReturn(sealedReturn(Vector.key("K1"), ref.number()))).isEmpty();
    assertThat(client.payerReturn(sealedReturn(keys, "A-1"))).isEmpty();
  }

  private ReceivedRequest sealedReturn(KeyPair pair, String number) {
    ReceivedRequest envelope = sealed(result(number, "1", "100"), pair);
    return Posted.form(
        new FormFields().put("ResultData", new String(envelope.body(), StandardCharsets.UTF_8)));
  }

  private String gwsr(PaymentRef ref) {
    return shop.merchant.gwsr(ref.number());
  }

  /** A store code made by the shop's server. */
  private PaymentRef numbered() {
    PaymentRef ref = ref(Product.PAYMENT_CODE);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("MerchantID", shop.merchant.merchantId());
    data.put("ChoosePayment", "CVS");
    data.put("OrderInfo", orderInfo(ref));
    data.put("CVSInfo", Map.of("ExpireDate", 10080L, "CVSCode", "CVS"));
    call(Service.BACK_OFFICE, "/1.0.0/Cashier/GenPaymentCode", data);
    return ref;
  }

  /** A period order of the embedded form, its first charge paid. */
  private PaymentRef periodOrder() {
    PaymentRef ref = ref(Product.EMBEDDED);
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("OrderResultURL", "https://shop.example.com/done");
    card.put("PeriodAmount", 100L);
    card.put("PeriodType", "D");
    card.put("Frequency", 1L);
    card.put("ExecTimes", 5L);
    card.put("PeriodReturnURL", "https://shop.example.com/ecpay/period");
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("MerchantID", shop.merchant.merchantId());
    data.put("RememberCard", 0L);
    data.put("PaymentUIType", 0L);
    data.put("ChoosePaymentList", "1");
    data.put("OrderInfo", orderInfo(ref));
    data.put("CardInfo", card);
    data.put("ConsumerInfo", Map.of("Email", "payer@example.com"));
    String token =
        call(Service.EMBEDDED, "/Merchant/GetTokenbyTrade", data).text("Token").orElse("");
    Map<String, Object> pay = new LinkedHashMap<>();
    pay.put("MerchantID", shop.merchant.merchantId());
    pay.put("PayToken", shop.merchant.payToken(token));
    pay.put("MerchantTradeNo", ref.number());
    call(Service.EMBEDDED, "/Merchant/CreatePayment", pay);
    shop.merchant.enterPassword(ref.number());
    return ref;
  }

  private PaymentRef ref(String product) {
    PaymentRef ref = PaymentRef.of("ecpay", shop.freshId(), Shop.HUNDRED).withProduct(product);
    shop.expect(ref);
    return ref;
  }

  private static Map<String, Object> orderInfo(PaymentRef ref) {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("MerchantTradeNo", ref.number());
    order.put("MerchantTradeDate", TaipeiTime.text(ref.id().createdAt()));
    order.put("TotalAmount", 100L);
    order.put("TradeDesc", "tea");
    order.put("ItemName", "tea");
    order.put("ReturnURL", Shop.NOTIFY_URL.toString());
    return order;
  }

  private ProviderFields call(Service service, String path, Map<String, Object> data) {
    SealedExchange.Opened opened =
        client
            .gateway()
            .envelopes()
            .read(
                io.countersign.ecpay.Operation.RAW_READ,
                new SealedExchange.Envelope(service, path, data),
                Verdict::accepted);
    assertThat(opened.isDone()).describedAs(opened.message()).isTrue();
    return opened.data();
  }

  /** The order's genuine envelope, posted while the shop knew nothing of it yet. */
  private ReceivedRequest paidWhileAway(PaymentRef ref) {
    shop.merchant.faults().once(Operation.SEALED_QUERY, Fault.badGateway());
    shop.merchant.payNumber(ref.number());
    shop.clock.advance(Duration.ofSeconds(1));
    assertThat(shop.payments).isEmpty();
    return box.posts.get(box.posts.size() - 1);
  }

  private Map<String, Object> result(String number, String status, String amount) {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("MerchantTradeNo", number);
    order.put("TradeNo", "2611210000000001");
    order.put("TradeAmt", Long.parseLong(amount));
    order.put("TradeStatus", status);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("RtnCode", 1L);
    data.put("MerchantID", shop.merchant.merchantId());
    data.put("SimulatePaid", 0L);
    data.put("OrderInfo", order);
    return data;
  }

  private static String data(ReceivedRequest raw) {
    try {
      return JsonText.fields(raw.body()).text("Data").orElseThrow();
    } catch (JsonFormatException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private ReceivedRequest sealed(Map<String, ?> data, KeyPair pair) {
    return envelope(SealedData.seal(JsonText.write(data), pair));
  }

  private ReceivedRequest envelope(String data) {
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("MerchantID", shop.merchant.merchantId());
    envelope.put("TransCode", 1L);
    envelope.put("Data", data);
    return Posted.body(JsonText.write(envelope));
  }

  private ReceivedReply handle(ReceivedRequest raw) {
    return client.notifications().handle(raw, shop, shop);
  }
}
