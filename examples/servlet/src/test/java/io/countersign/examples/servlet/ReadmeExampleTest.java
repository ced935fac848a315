// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Booking;
import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.ReceivedReply;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.http.Headers;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.SubMerchant;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The README's example does what the README says")
class ReadmeExampleTest {

  /** One sandbox per test: the example lives by the system clock, so its sandbox must start now. */
  @RegisterExtension final SandboxExtension sandbox = SandboxExtension.wechatPay();

  @BeforeEach
  void quiet() {
    Quiet.please();
  }

  @Test
  void aTeaIsOrderedPaidShippedOnceAndGivenBack(WeChatPayMerchant merchant) {
    ReadmeExample example = new ReadmeExample(merchant.environment());

    String number = merchant.scan(example.order());
    PaymentRef ref = example.orders().get(number);
    example.giveBack(ref);
    assertThat(merchant.refund(number + "-1")).isEmpty();
    merchant.pay(number);
    SignedNotification notice = merchant.paymentNotification(number);

    assertThat(posted(example, notice).result()).isEqualTo(ReceivedReply.Result.HANDLED);
    assertThat(posted(example, notice).result()).isEqualTo(ReceivedReply.Result.ALREADY_HANDLED);
    assertThat(example.shipped()).containsOnlyKeys(number);
    assertThat(example.shipped().get(number).ref().transactionId()).isPresent();
    example.giveBack(ref);
    assertThat(merchant.refund(number + "-1"))
        .hasValueSatisfying(refund -> assertThat(refund.amount()).isEqualTo(500));
  }

  @Test
  void aForgedNotificationShipsNothing(WeChatPayMerchant merchant) {
    ReadmeExample example = new ReadmeExample(merchant.environment());
    String number = merchant.scan(example.order());
    merchant.pay(number);

    ReceivedReply reply =
        posted(example, merchant.paymentNotification(number).withWrongSignature());

    assertThat(reply.status()).isEqualTo(401);
    assertThat(example.shipped()).isEmpty();
  }

  @Test
  void everyWayAnOrderCanEndHasItsAnswer(WeChatPayMerchant merchant, SandboxClock clock) {
    ReadmeExample example = new ReadmeExample(merchant.environment());
    PaymentRequest<ShowQrCode> tea = tea(clock);
    assertThat(merchant.scan(example.qrCodeOrAdvice(tea, Locale.ENGLISH)))
        .isEqualTo(tea.id().number());

    merchant.faults().once(Operation.ORDER_NATIVE, Fault.answer(403, "RULE_LIMIT", "no"));
    assertThat(example.qrCodeOrAdvice(tea(clock), Locale.ENGLISH)).contains("another way to pay");
    assertThat(example.due()).isEmpty();

    merchant.faults().always(Operation.ORDER_NATIVE, Fault.answerDropped());
    PaymentRequest<ShowQrCode> lost = tea(clock);
    assertThat(example.qrCodeOrAdvice(lost, Locale.TRADITIONAL_CHINESE)).contains("請稍候");
    assertThat(example.due()).containsOnlyKeys(lost.id().number());
    assertThat(FollowUp.parse(example.due().get(lost.id().number())))
        .isInstanceOf(FollowUp.RepeatSame.class);
  }

  @Test
  void aLostNotificationIsFoundInTheBooks() {
    // The example lives by the system clock, so the day is sold two days ago.
    SandboxClock past = SandboxClock.drivenFrom(Instant.now().minus(Duration.ofDays(2)));
    LocalDate day = LocalDate.ofInstant(past.instant(), ZoneOffset.ofHours(8));
    try (Sandbox books = Sandbox.builder().clock(past).start()) {
      WeChatPayMerchant merchant = books.weChatPay().openMerchant();
      WeChatPayClient till =
          WeChatPayClient.of(
              WeChatPayConfig.fromEnvironment(merchant.environment()).toBuilder()
                  .clock(past)
                  .build());
      PaymentRequest<ShowQrCode> tea = tea(past);
      till.create(tea).orElseThrow();
      merchant.pay(tea.id().number());
      past.advance(Duration.ofDays(2));
      ReadmeExample example = new ReadmeExample(merchant.environment());
      String number = tea.id().number();

      List<Booking> unaware =
          List.of(Booking.payment(number, tea.amount(), PaymentState.AWAITING_PAYER));
      assertThat(example.booksAgree(day, new ArrayList<>(unaware))).isFalse();
      List<Booking> aware = List.of(Booking.payment(number, tea.amount(), PaymentState.PAID));
      assertThat(example.booksAgree(day, new ArrayList<>(aware))).isTrue();
    }
  }

  @Test
  void aServiceProviderCollectsForItsSubMerchant(WeChatPayGateway gateway, SandboxClock clock) {
    WeChatPayMerchant provider = gateway.openServiceProvider();
    SubMerchant bakery = provider.openSubMerchant();
    ReadmeExample example = new ReadmeExample(provider.environment());
    PaymentRequest<ShowQrCode> tea = tea(clock);

    provider.pay(provider.scan(example.orderFor(bakery.mchid(), tea)));

    assertThat(bakery.chargesOf(tea.id().number())).isEqualTo(1);
    assertThat(example.orders().get(tea.id().number()).toString()).contains(bakery.mchid());
  }

  private static PaymentRequest<ShowQrCode> tea(SandboxClock clock) {
    return PaymentRequest.in(Scene.qrCode())
        .id(PaymentId.next(clock, new SecureRandom()))
        .amount(Money.of("25.00", "CNY"))
        .description("One pot of tea")
        .build();
  }

  private static ReceivedReply posted(ReadmeExample example, SignedNotification notice) {
    return example.notified(Headers.of(notice.headers()), new ByteArrayInputStream(notice.body()));
  }
}
