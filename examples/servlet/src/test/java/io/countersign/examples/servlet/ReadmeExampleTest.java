// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.RefundState;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.Delivery;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The README's example does what the README says")
class ReadmeExampleTest {

  /** One sandbox per test: the example lives by the system clock, so its sandbox must start now. */
  @RegisterExtension final SandboxExtension sandbox = SandboxExtension.wechatPay();

  @TempDir Path folder;

  @BeforeEach
  void quiet() {
    Quiet.please();
  }

  @Test
  void aTeaIsOrderedPaidShippedOnceAndGivenBack(WeChatPayMerchant merchant) throws Exception {
    ReadmeExample example = new ReadmeExample(merchant.environment());
    Tomcat tomcat = new Tomcat();
    try {
      URI notifyUrl = serve(tomcat, example);

      String number = merchant.scan(example.qrCode());
      PaymentRef stored = PaymentRef.parse(example.table().get(number));
      assertThat(example.giveBack(stored)).isEmpty();
      merchant.pay(number);
      Delivery delivery = merchant.deliverOnce(merchant.paymentNotification(number), notifyUrl);
      Delivery again = merchant.deliverOnce(merchant.paymentNotification(number), notifyUrl);

      assertThat(delivery.status()).hasValue(204);
      assertThat(again.status()).hasValue(204);
      assertThat(example.shipped()).containsExactly(number);
      PaymentRef complete = PaymentRef.parse(example.table().get(number));
      assertThat(complete.transactionId()).isPresent();
      assertThat(example.giveBack(complete))
          .hasValueSatisfying(
              refund -> assertThat(refund.state()).isEqualTo(RefundState.PROCESSING));
      assertThat(merchant.balance()).isZero();
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  @Test
  void aForgedNotificationShipsNothing(WeChatPayMerchant merchant) throws Exception {
    ReadmeExample example = new ReadmeExample(merchant.environment());
    Tomcat tomcat = new Tomcat();
    try {
      URI notifyUrl = serve(tomcat, example);
      String number = merchant.scan(example.qrCode());
      merchant.pay(number);

      Delivery forged =
          merchant.deliverOnce(
              merchant.paymentNotification(number).withWrongSignature(), notifyUrl);

      assertThat(forged.status()).hasValue(401);
      assertThat(example.shipped()).isEmpty();
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
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

  private static PaymentRequest<ShowQrCode> tea(SandboxClock clock) {
    return PaymentRequest.in(Scene.qrCode())
        .id(PaymentId.next(clock, new SecureRandom()))
        .amount(Money.of("25.00", "CNY"))
        .description("One pot of tea")
        .build();
  }

  private URI serve(Tomcat tomcat, ReadmeExample example) throws Exception {
    tomcat.setBaseDir(folder.toString());
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "example", example).addMapping("/notify");
    tomcat.start();
    return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/notify");
  }
}
