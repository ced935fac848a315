// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Delivery;
import io.countersign.ExpectedPayment;
import io.countersign.InvalidNotificationException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.NotificationAction;
import io.countersign.NotificationHandler;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderEvent;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.Signal;
import io.countersign.wechatpay.CombinedShop.Report;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One notification tells of a whole combined order, and gives it only to who expects it. */
class CombinedNoticeTest {
  private final CombinedShop shop = new CombinedShop();
  private final NotificationHandler handler = shop.client.notifications();
  private final CombinedRef ref = shop.ref();
  private final ShopAction action = new ShopAction();

  /** A shop that looks its orders up and confirms, as the documentation of the event shows. */
  private static final class ShopAction implements NotificationAction {
    final Map<String, String> stored = new HashMap<>();
    final List<CombinedPayment> combined = new ArrayList<>();
    final List<Payment> payments = new ArrayList<>();
    final List<ProviderEvent> others = new ArrayList<>();

    @Override
    public void payment(Payment payment, Delivery delivery) {
      payments.add(payment);
    }

    @Override
    public void event(ProviderEvent event, Delivery delivery) {
      if (event instanceof CombinedPaymentChanged changed) {
        String text = Optional.ofNullable(stored.get(changed.number())).orElseThrow();
        combined.add(changed.confirm(CombinedRef.parse(text)));
      } else {
        others.add(event);
      }
    }
  }

  private ReceivedReply handle(ReceivedRequest raw) {
    return handler.handle(
        raw,
        number ->
            Optional.of(
                ExpectedPayment.of(
                    PaymentRef.of("wechatpay", new PaymentId(number, ScriptedPlatform.NOW), TEN))),
        action);
  }

  private static final Money TEN = Money.of("10.00", "CNY");

  private CombinedPaymentChanged changed(Report report) {
    return (CombinedPaymentChanged) handler.verify(CombinedShop.notice(report));
  }

  @Test
  void aPaidOrderReachesTheShopAsAWhole() {
    action.stored.put(ref.number(), ref.toString());

    ReceivedReply reply = handle(CombinedShop.notice(CombinedShop.report(ref, "SUCCESS")));

    assertThat(reply.result()).isEqualTo(Result.HANDLED);
    assertThat(reply.status()).isEqualTo(204);
    CombinedPayment payment = action.combined.get(0);
    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.ref()).isEqualTo(ref);
    assertThat(payment.subOrders())
        .extracting(part -> part.payment().ref().transactionId().orElseThrow())
        .containsExactly("42000TEA0001", "42000CAKE0001");
    assertThat(action.payments).isEmpty();
  }

  @Test
  void theEventNamesTheOrderAndNoAmount() {
    CombinedPaymentChanged changed = changed(CombinedShop.report(ref, "SUCCESS"));

    assertThat(changed.number()).isEqualTo(ref.number());
    assertThat(changed.provider()).isEqualTo("wechatpay");
    assertThat(changed.id()).isEqualTo("EV-1");
    assertThat(changed.type()).isEqualTo("TRANSACTION.SUCCESS");
    assertThat(changed.createdAt()).isEqualTo(ScriptedPlatform.NOW);
    assertThat(changed.evidence().keyId()).contains(ScriptedPlatform.platform().keyId);
    assertThat(changed.fields().has("sub_orders")).isTrue();
    assertThat(changed.replayKey())
        .isEqualTo("wechatpay/" + CombinedShop.MCHID + "/combined/" + ref.number() + "/PAID");
    assertThat(changed.toString()).contains(ref.number()).doesNotContain("10.00", "oUpF");
  }

  @Test
  void theSameOrderUnderTwoNotificationIdsIsHandledOnce() {
    action.stored.put(ref.number(), ref.toString());
    String envelope = CombinedShop.envelope(CombinedShop.report(ref, "SUCCESS").json());

    assertThat(handle(ScriptedPlatform.notice(envelope)).result()).isEqualTo(Result.HANDLED);
    assertThat(handle(ScriptedPlatform.notice(envelope)).result())
        .isEqualTo(Result.ALREADY_HANDLED);
    assertThat(handle(ScriptedPlatform.notice(envelope.replace("EV-1", "EV-2"))).result())
        .isEqualTo(Result.ALREADY_HANDLED);

    assertThat(action.combined).hasSize(1);
  }

  @Test
  void anUnpaidNoticeDoesNotHideTheRealOne() {
    action.stored.put(ref.number(), ref.toString());
    Report partly = CombinedShop.report(ref, "SUCCESS").with(1, "trade_state", "CLOSED");
    for (Report report :
        List.of(CombinedShop.report(ref, "NOTPAY"), CombinedShop.report(ref, "success"), partly)) {
      handle(CombinedShop.notice(report));
    }

    assertThat(action.combined).isNotEmpty().noneMatch(CombinedPayment::isPaid);
    assertThat(handle(CombinedShop.notice(CombinedShop.report(ref, "SUCCESS"))).result())
        .isEqualTo(Result.HANDLED);
    assertThat(action.combined).filteredOn(CombinedPayment::isPaid).hasSize(1);
  }

  @Test
  void anOrderThatIsNotCommittedYetIsDeliveredAgain() {
    ReceivedRequest notice = CombinedShop.notice(CombinedShop.report(ref, "SUCCESS"));

    assertThat(handle(notice).acknowledged()).isFalse();

    action.stored.put(ref.number(), ref.toString());
    assertThat(handle(notice).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void anotherOrdersNoticeIsNotThisOrder() {
    CombinedRef other =
        CombinedRef.of(
            CombinedShop.MCHID,
            ref.appId(),
            new PaymentId("COMBINED0002", ScriptedPlatform.NOW),
            ref.subOrders());
    CombinedPaymentChanged changed = changed(CombinedShop.report(other, "SUCCESS"));

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> changed.confirm(ref))
        .matches(different -> different.field().equals("combine_out_trade_no"));
  }

  @Test
  void aReportThatDiffersFromWhatWasOrderedIsUnexpectedAndNeverActedOn() {
    action.stored.put(ref.number(), ref.toString());
    SubOrderRef stranger = SubOrderRef.of(CombinedShop.OTHER, "STRANGER1", TEN);
    Map<String, Report> differing = new HashMap<>();
    differing.put("9.99", paid().with(0, "amount/total_amount", 999L));
    differing.put("15.51", paid().with(1, "amount/total_amount", 1551L));
    differing.put("HKD", paid().with(1, "amount/currency", "HKD"));
    differing.put("sub-order CAKE0001", paid().without(1));
    differing.put("TEA0001 twice", paid().doubled(0));
    differing.put("STRANGER1", paid().also(stranger));
    differing.put("sub-order TEA0001", paid().with(0, "out_trade_no", "STRANGER2"));
    differing.put("1900000111", paid().with(1, "mchid", "1900000111"));
    differing.put("mchid", paid().with(1, "mchid", null));
    differing.put("1900000112", paid().with(1, "sub_mchid", "1900000112"));
    differing.put("wx0123456789abcdef", paid().with("combine_appid", "wx0123456789abcdef"));
    differing.put("combine_appid", paid().with("combine_appid", null));
    differing.put(CombinedShop.MINI, paid().with("combine_appid", CombinedShop.MINI));
    differing.put("1900000113", paid().with("combine_mchid", "1900000113"));
    differing.put("combine_mchid", paid().with("combine_mchid", null));

    differing.forEach(
        (difference, report) -> {
          int before = shop.signals(Signal.ProvenButUnexpected.class).size();
          ReceivedReply reply = handle(CombinedShop.notice(report));
          assertThat(reply.result()).describedAs(difference).isEqualTo(Result.UNEXPECTED);
          assertThat(reply.status()).isEqualTo(409);
          assertThat(reply.detail()).contains(difference);
          assertThat(shop.signals(Signal.ProvenButUnexpected.class)).hasSize(before + 1);
        });
    assertThat(action.combined).isEmpty();

    assertThat(handle(CombinedShop.notice(paid())).result())
        .describedAs("a differing one leaves no memory that hides the real one")
        .isEqualTo(Result.HANDLED);
  }

  @Test
  void whatIsNotWhollySaidIsRefused() {
    action.stored.put(ref.number(), ref.toString());
    for (Report report :
        List.of(
            paid().with("combine_out_trade_no", null),
            paid().with("sub_orders", null),
            paid().with("sub_orders", List.of()),
            paid().with("sub_orders", "TEA0001"),
            paid().with(0, "out_trade_no", null),
            paid().with(0, "trade_state", null),
            paid().with(1, "amount", null),
            paid().with(1, "amount/total_amount", null),
            paid().with(1, "amount/total_amount", "1550"),
            paid().with(1, "amount/total_amount", -1550L))) {
      assertThat(handle(CombinedShop.notice(report)).result())
          .describedAs(report.json())
          .isEqualTo(Result.REFUSED);
    }
    assertThat(action.combined).isEmpty();
    assertThat(action.payments).isEmpty();
  }

  @Test
  void aCombinedOrderIsNeverAnOrdinaryPaymentHoweverMuchItLooksLikeOne() {
    action.stored.put(ref.number(), ref.toString());
    Map<String, Object> ordinary =
        Map.of("total", 1000L, "currency", "CNY", "payer_total", 1000L, "payer_currency", "CNY");
    Report disguised =
        paid()
            .with("mchid", CombinedShop.MCHID)
            .with("appid", ref.appId())
            .with("out_trade_no", "TEA0001")
            .with("transaction_id", "42000TEA0001")
            .with("trade_state", "SUCCESS")
            .with("amount", ordinary);

    handle(CombinedShop.notice(disguised));
    handle(CombinedShop.notice(disguised.with("combine_out_trade_no", null)));
    handle(
        CombinedShop.notice(disguised.with("combine_out_trade_no", "X").with("sub_orders", null)));

    assertThat(action.payments).isEmpty();
    assertThat(action.combined).hasSize(1);
    Report plain = disguised.with("combine_out_trade_no", null).with("sub_orders", null);
    assertThat(handle(CombinedShop.notice(plain)).result()).isEqualTo(Result.HANDLED);
    assertThat(action.payments)
        .describedAs("without its combined fields it is an ordinary payment")
        .hasSize(1);
  }

  @Test
  void theSameContentUnderAnotherNameIsNoCombinedPayment() {
    String sealed = Platform.seal(CombinedShop.API_V3_KEY, paid().bytes());

    handle(
        ScriptedPlatform.notice(Platform.envelope("TRANSACTION.SUCCESS", "profitsharing", sealed)));
    handle(
        ScriptedPlatform.notice(
            Platform.envelope("TRANSACTION.FAIL", "transaction", sealed).replace("EV-1", "EV-2")));

    assertThat(action.combined).isEmpty();
    assertThat(action.others).hasSize(2).allMatch(WeChatPayEvent.class::isInstance);
  }

  @Test
  void anUnsignedOrForgedNoticeIsNothing() {
    String envelope = CombinedShop.envelope(paid().json());

    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> handler.verify(ScriptedPlatform.forgedNotice(envelope)));
    assertThat(handle(ScriptedPlatform.forgedNotice(envelope)).result()).isEqualTo(Result.REFUSED);
  }

  @Test
  void anotherMerchantsOrAppsOrderIsNotEvenHandedOver() {
    for (Report foreign :
        List.of(
            paid().with("combine_mchid", CombinedShop.OTHER),
            paid().with("combine_appid", "wx0123456789abcdef"))) {
      assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> changed(foreign));
    }
  }

  @Test
  void refundedSubOrdersStayPaid() {
    CombinedPayment payment = changed(paid().with(0, "trade_state", "REFUND")).confirm(ref);

    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.state()).isEqualTo(PaymentState.PAID);
  }

  private Report paid() {
    return CombinedShop.report(ref, "SUCCESS");
  }
}
