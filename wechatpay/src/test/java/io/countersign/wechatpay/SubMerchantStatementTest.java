// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.PaymentRef;
import io.countersign.Pem;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.SubMerchant;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A sub-merchant's statement, read by its service provider. */
class SubMerchantStatementTest {
  private final Shop shop = Shop.open();
  private final WeChatPayMerchant merchant = shop.gateway.openServiceProvider();
  private final WeChatPayClient provider =
      WeChatPayClient.of(
          shop.config(merchant)
              .publicKey(merchant.publicKeyId(), Pem.text(merchant.publicKeyPem()))
              .build());
  private final SubMerchant sub = merchant.openSubMerchant();
  private final WeChatPayClient view = provider.onBehalfOf(WeChatPaySubMerchant.of(sub.mchid()));
  private final LocalDate day = shop.clock.instant().atOffset(ZoneOffset.ofHours(8)).toLocalDate();
  private final List<StatementRow> rows = new ArrayList<>();
  private final PaymentRef paid = shop.openOrder(view);

  @BeforeEach
  void payAndWait() {
    merchant.pay(paid.number());
    shop.clock.advance(
        Duration.between(
            shop.clock.instant(), day.plusDays(1).atTime(10, 0).toInstant(ZoneOffset.ofHours(8))));
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aSubMerchantsRowIsThePaymentMadeOnItsBehalf() {
    assertThat(view.readStatement(day, rows::add)).isInstanceOf(Statement.Read.class);

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).onBehalfOf()).contains(sub.mchid());
    assertThat(rows.get(0).payment(paid).orElseThrow().ref())
        .isEqualTo(view.find(paid).orElseThrow().ref());
    assertThat(shop.requests(Operation.TRADE_BILL)).hasSize(1);
  }

  @Test
  void anotherSubMerchantsRowStopsTheReading() {
    merchant.statements().rewrite(text -> text.replace(sub.mchid(), "1900000999"));

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> view.readStatement(day, rows::add))
        .withMessageContaining("特约商户号");
    assertThat(rows).isEmpty();
  }

  @Test
  void theProvidersMovementsAreNotShownAsTheSubMerchants() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> view.readFundFlow(WeChatPayFundFlowBill.of(day), row -> {}));

    assertThat(shop.requests(Operation.FUND_FLOW_BILL)).isEmpty();
  }
}
