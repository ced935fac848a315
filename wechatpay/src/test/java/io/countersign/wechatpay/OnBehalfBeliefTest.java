// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.PartnerDesk.PROVIDER_MCHID;
import static io.countersign.wechatpay.PartnerDesk.SUB_MCHID;
import static io.countersign.wechatpay.PartnerDesk.SUB_MINI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Delivery;
import io.countersign.ExpectedPayment;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundChanged;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.spi.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a view believes: its own sub-merchant's payments, and nobody else's. */
class OnBehalfBeliefTest implements NotificationAction {
  private final PartnerDesk desk = new PartnerDesk();
  private final WeChatPayClient view = desk.plainView();
  private final PaymentRef ref = view.ref(desk.order(Scene.qrCode()).build());
  private final List<Object> effects = new ArrayList<>();

  @Override
  public void payment(Payment payment, Delivery delivery) {
    effects.add(payment);
  }

  @Override
  public void refund(Refund refund, Delivery delivery) {
    effects.add(refund);
  }

  private ReceivedReply handle(WeChatPayClient client, ReceivedRequest raw) {
    return client.notifications().handle(raw, number -> Optional.of(ExpectedPayment.of(ref)), this);
  }

  private Map<String, Object> paidBut(String field, Object value) {
    Map<String, Object> report = PartnerDesk.paid(ref.number());
    report.put(field, value);
    return report;
  }

  private static Map<String, Object> without(Map<String, Object> report, String... fields) {
    Map<String, Object> less = new LinkedHashMap<>(report);
    for (String field : fields) {
      less.remove(field);
    }
    return less;
  }

  /** Reports that are not the sub-merchant's, each in one way. */
  private List<Map<String, Object>> foreign(Map<String, Object> own) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (String field : List.of("sp_mchid", "sub_mchid")) {
      Map<String, Object> other = new LinkedHashMap<>(own);
      other.put(field, "1900000999");
      all.add(other);
      all.add(without(own, field));
    }
    Map<String, Object> direct = without(own, "sp_mchid", "sub_mchid");
    direct.put("mchid", PROVIDER_MCHID);
    all.add(direct);
    return all;
  }

  @Test
  void itsOwnPaymentAndItsOwnRefundAreBelieved() {
    assertThat(handle(view, desk.paymentNotice(PartnerDesk.paid(ref.number()))).result())
        .isEqualTo(Result.HANDLED);
    assertThat(handle(view, desk.refundNotice(PartnerDesk.refunded(ref.number()))).result())
        .isEqualTo(Result.HANDLED);

    assertThat(effects).hasSize(2);
    assertThat(((Payment) effects.get(0)).ref().onBehalfOf()).contains(SUB_MCHID);
    assertThat(((Refund) effects.get(1)).onBehalfOf()).contains(SUB_MCHID);
  }

  @Test
  void aNotificationOfAnotherSubMerchantOrOfNoneIsUnexpected() {
    for (Map<String, Object> report : foreign(PartnerDesk.paid(ref.number()))) {
      assertThat(handle(view, desk.paymentNotice(report)).result())
          .describedAs("%s", report)
          .isEqualTo(Result.UNEXPECTED);
    }
    for (Map<String, Object> report : foreign(PartnerDesk.refunded(ref.number()))) {
      assertThat(handle(view, desk.refundNotice(report)).result())
          .describedAs("%s", report)
          .isEqualTo(Result.UNEXPECTED);
    }
    assertThat(effects).isEmpty();
  }

  @Test
  void anAnswerAboutAnotherSubMerchantOrNoneIsAMismatch() {
    for (Map<String, Object> report : foreign(PartnerDesk.paid(ref.number()))) {
      desk.answers(200, JsonText.write(report));
      assertThatExceptionOfType(MismatchException.class)
          .describedAs("%s", report)
          .isThrownBy(() -> view.find(ref));
      desk.answers(200, JsonText.write(report));
      assertThatExceptionOfType(MismatchException.class)
          .describedAs("%s", report)
          .isThrownBy(() -> view.findTransaction("4200000001"));
    }
    desk.answers(200, JsonText.write(PartnerDesk.paid(ref.number())));
    assertThat(view.find(ref).orElseThrow().isPaid()).isTrue();
    desk.answers(200, JsonText.write(PartnerDesk.paid(ref.number())));
    assertThat(view.findTransaction("4200000001").orElseThrow().ref().onBehalfOf())
        .contains(SUB_MCHID);
  }

  @Test
  void aChargeThatIsAnsweredAboutAnotherSubMerchantIsAMismatch() {
    PaymentRequest<Payment> request =
        desk.order(Scene.paymentCode("134567890123456789"))
            .with(WeChatPayOption.outStoreId("s"))
            .build();
    Map<String, Object> report = PartnerDesk.paid(request.id().number());
    report.put("sub_mchid", "1900000999");
    desk.answers(200, JsonText.write(report));

    assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> view.create(request));
  }

  @Test
  void anAnswerAboutARefundNeedNotNameTheSubMerchantButMustNotNameAnother() {
    RefundRequest request = RefundRequest.of(ref, "R" + ref.number(), Money.of("4.00", "CNY"));
    Map<String, Object> report =
        without(PartnerDesk.refunded(ref.number()), "sp_mchid", "sub_mchid");
    report.put("status", "PROCESSING");
    desk.answers(200, JsonText.write(report));
    assertThat(Shop.accepted(view.refund(request)).value().onBehalfOf()).contains(SUB_MCHID);

    report.put("sub_mchid", "1900000999");
    desk.answers(200, JsonText.write(report));
    assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> view.refund(request));
    desk.answers(200, JsonText.write(report));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> view.findRefund(ref, request.refundId()));
  }

  @Test
  void aDirectClientRefusesWhatIsMeantForASubMerchant() {
    WeChatPayClient direct = desk.provider();

    assertThat(handle(direct, desk.paymentNotice(PartnerDesk.paid(ref.number()))).result())
        .isEqualTo(Result.UNEXPECTED);
    assertThat(handle(direct, desk.refundNotice(PartnerDesk.refunded(ref.number()))).result())
        .isEqualTo(Result.UNEXPECTED);
    // Its own number beside a sub-merchant's is still a sub-merchant's payment.
    Map<String, Object> both = paidBut("mchid", PROVIDER_MCHID);
    both.put("appid", PartnerDesk.PROVIDER_APP);
    assertThat(handle(direct, desk.paymentNotice(both)).result()).isEqualTo(Result.UNEXPECTED);
    assertThat(handle(direct, desk.paymentNotice(without(both, "sp_mchid"))).result())
        .isEqualTo(Result.UNEXPECTED);
    assertThat(handle(direct, desk.paymentNotice(without(both, "sub_mchid"))).result())
        .isEqualTo(Result.UNEXPECTED);
    assertThat(effects).isEmpty();
  }

  @Test
  void aSmallerAmountAnotherCurrencyAndAnotherAppAreUnexpected() {
    for (Map<String, Object> report :
        List.of(
            paidBut("amount", Map.of("total", 1L, "currency", "CNY")),
            paidBut("amount", Map.of("total", 1000L, "currency", "USD")),
            paidBut("sp_appid", "wxstranger"),
            paidBut("sp_appid", PartnerDesk.PROVIDER_MINI),
            paidBut("sub_appid", "wxstranger"))) {
      assertThat(handle(view, desk.paymentNotice(report)).result())
          .describedAs("%s", report)
          .isEqualTo(Result.UNEXPECTED);
    }
    assertThat(effects).isEmpty();
  }

  @Test
  void whatWasPaidInTheSubMerchantsAppIsExpectedInThatApp() {
    WeChatPayClient withApps = desk.viewWithApps();
    PaymentRef inApp = withApps.ref(desk.order(Scene.inWallet("oPayer")).build());
    Map<String, Object> report = PartnerDesk.paid(inApp.number());
    report.put("sub_appid", SUB_MINI);
    PaymentChanged changed =
        (PaymentChanged) withApps.notifications().verify(desk.paymentNotice(report));

    assertThat(changed.confirm(ExpectedPayment.of(inApp)).isPaid()).isTrue();
    report.remove("sub_appid");
    PaymentChanged elsewhere =
        (PaymentChanged) withApps.notifications().verify(desk.paymentNotice(report));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> elsewhere.confirm(ExpectedPayment.of(inApp)));
  }

  @Test
  void anExpectationBindsTheSubMerchant() {
    PaymentChanged paid =
        (PaymentChanged)
            view.notifications().verify(desk.paymentNotice(PartnerDesk.paid(ref.number())));
    RefundChanged refunded =
        (RefundChanged)
            view.notifications().verify(desk.refundNotice(PartnerDesk.refunded(ref.number())));
    PaymentRef direct = PaymentRef.of("wechatpay", ref.id(), ref.total());

    assertThat(paid.confirm(ExpectedPayment.of(ref)).isPaid()).isTrue();
    assertThat(refunded.confirm(ExpectedPayment.of(ref)).refundId()).isEqualTo("R" + ref.number());
    for (PaymentRef wrong : List.of(direct, direct.withOnBehalfOf("1900000999"))) {
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> paid.confirm(ExpectedPayment.of(wrong)));
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> refunded.confirm(ExpectedPayment.of(wrong)));
    }
  }

  /** What names merchant and provider at once fits neither, though each name is right. */
  @Test
  void theProvidersOwnClientBelievesNothingThatNamesASubMerchantBesideIt() {
    WeChatPayClient provider = desk.provider();
    PaymentRef direct = PaymentRef.of("wechatpay", ref.id(), ref.total());
    for (String field : List.of("sp_mchid", "sub_mchid")) {
      Map<String, Object> paid =
          without(PartnerDesk.paid(ref.number()), "sp_mchid", "sub_mchid", "sp_appid");
      paid.put("appid", PartnerDesk.PROVIDER_APP);
      Map<String, Object> refunded =
          without(PartnerDesk.refunded(ref.number()), "sp_mchid", "sub_mchid");
      for (Map<String, Object> report : List.of(paid, refunded)) {
        report.put("mchid", PROVIDER_MCHID);
      }
      assertThat(provider.notifications().verify(desk.paymentNotice(paid))).isNotNull();
      assertThat(provider.notifications().verify(desk.refundNotice(refunded))).isNotNull();
      for (Map<String, Object> report : List.of(paid, refunded)) {
        report.put(field, field.equals("sp_mchid") ? PROVIDER_MCHID : SUB_MCHID);
      }
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> provider.notifications().verify(desk.paymentNotice(paid)));
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> provider.notifications().verify(desk.refundNotice(refunded)));
      desk.answers(200, JsonText.write(paid));
      assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> provider.find(direct));
    }
  }

  @Test
  void anAnswerAboutASubMerchantsRefundIsNotTheProvidersOwn() {
    PaymentRef direct = PaymentRef.of("wechatpay", ref.id(), ref.total());
    Map<String, Object> report = without(PartnerDesk.refunded(ref.number()), "sp_mchid");
    report.put("status", "SUCCESS");
    desk.answers(200, JsonText.write(report));

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> desk.provider().findRefund(direct, "R" + ref.number()));
  }

  /** A sub-merchant with apps knows them; neither side's app may be a stranger's, or missing. */
  @Test
  void anAppThatNeitherSideHasIsUnexpectedWhateverTheOrderSays() {
    for (Map<String, Object> report :
        List.of(
            paidBut("sp_appid", "wxstranger"),
            without(PartnerDesk.paid(ref.number()), "sp_appid"),
            paidBut("sub_appid", "wxstranger"))) {
      assertThatExceptionOfType(MismatchException.class)
          .describedAs("%s", report)
          .isThrownBy(() -> desk.viewWithApps().notifications().verify(desk.paymentNotice(report)));
    }
  }

  @Test
  void otherEventsReachTheProviderAndTheSubMerchantTheyNameAndNoOther() {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("sub_mchid", SUB_MCHID);
    event.put("record_id", "1");
    ReceivedRequest raw = desk.notice("VIOLATION.PUNISH", "violation", event);
    WeChatPayClient other = desk.provider().onBehalfOf(WeChatPaySubMerchant.of("1900000110"));

    WeChatPayEvent seen = (WeChatPayEvent) view.notifications().verify(raw);
    WeChatPayEvent bySp = (WeChatPayEvent) desk.provider().notifications().verify(raw);
    assertThat(seen.replayKey()).isNotEqualTo(bySp.replayKey());
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> other.notifications().verify(raw));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () ->
                view.notifications()
                    .verify(desk.notice("A.B", "x", Map.of("mchid", PROVIDER_MCHID))));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () ->
                desk.provider()
                    .notifications()
                    .verify(desk.notice("A.B", "x", Map.of("sp_mchid", "1900000999"))));
  }
}
