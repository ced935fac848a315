// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wechat.pay.java.service.billdownload.DigestBillEntity;
import com.wechat.pay.java.service.billdownload.model.GetFundFlowBillRequest;
import com.wechat.pay.java.service.billdownload.model.GetTradeBillRequest;
import com.wechat.pay.java.service.billdownload.model.TarType;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The official SDK downloads the sandbox's statements and finds their hashes right. */
class SdkStatementTest {

  @Test
  void theirHashHoldsAndEveryRowIsOfAnOrderOfOurs() throws IOException {
    // Theirs checks the time of answers by the JVM's clock, so the day is sold two days ago.
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    SandboxClock clock = SandboxClock.drivenFrom(now.minus(Duration.ofDays(2)));
    LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.ofHours(8));
    try (Sandbox sandbox = Sandbox.builder().clock(clock).start()) {
      WeChatPayMerchant merchant = sandbox.weChatPay().openMerchant();
      WeChatPayClient ours =
          WeChatPayClient.of(
              WeChatPayConfig.fromEnvironment(merchant.environment()).toBuilder()
                  .clock(clock)
                  .build());
      List<String> sold = new ArrayList<>();
      for (int i = 1; i <= 5; i++) {
        PaymentRequest<ShowQrCode> tea =
            PaymentRequest.in(Scene.qrCode())
                .id(PaymentId.next())
                .amount(Money.ofMinor(100L * i, "CNY"))
                .description("茶,\"`" + i)
                .build();
        ours.create(tea).orElseThrow();
        merchant.pay(tea.id().number());
        sold.add(tea.id().number());
      }
      clock.advance(Duration.ofDays(2));
      Sdk theirs = Sdk.byPublicKey(sandbox.weChatPay(), merchant);

      for (TarType packing : new TarType[] {null, TarType.GZIP}) {
        GetTradeBillRequest trades = new GetTradeBillRequest();
        trades.setBillDate(day.toString());
        trades.setTarType(packing);
        DigestBillEntity bill = theirs.statements().getTradeBill(trades);
        String text = text(bill);
        assertThat(bill.verifyHash()).isTrue();
        assertThat(sold).allSatisfy(number -> assertThat(text).contains("`" + number + ","));

        GetFundFlowBillRequest flow = new GetFundFlowBillRequest();
        flow.setBillDate(day.toString());
        flow.setTarType(packing);
        DigestBillEntity funds = theirs.statements().getFundFlowBill(flow);
        assertThat(text(funds)).contains("`1.00");
        assertThat(funds.verifyHash()).isTrue();
      }
    }
  }

  private static String text(DigestBillEntity bill) throws IOException {
    try (InputStream stream = bill.getInputStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
