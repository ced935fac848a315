// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.PaymentId;
import io.countersign.SignedCall;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * ECPay's public stage answers as this module believes: {@code mvn test -pl ecpay -am
 * -Dtest=LiveTest -Dlive.ecpay}. It needs the network, so it is off unless asked for.
 */
@EnabledIfSystemProperty(named = "live.ecpay", matches = ".*")
class LiveTest {
  private final EcpayClient client =
      EcpayClient.of(
          EcpayConfig.builder()
              .merchantId("3002607")
              .keys(Vector.key("K1").hashKey(), Vector.key("K1").hashIv())
              .endpoints(EcpayEndpoints.stage())
              .build());
  private final String number = PaymentId.next(Clock.systemUTC(), new SecureRandom()).number();

  @Test
  void anUnknownOrderIsAnsweredSigned() {
    Answer answer =
        client.read(SignedCall.post("/Cashier/QueryTradeInfo/V5").field("MerchantTradeNo", number));

    assertThat(answer.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
    assertThat(answer.fields().text("TradeStatus")).contains("10200047");
  }

  @Test
  void aVirtualAccountIsIssuedAndFound() {
    Answer issued =
        client
            .write(
                SignedCall.post("/1.0.0/Cashier/GenPaymentCode")
                    .json(
                        "{\"ChoosePayment\":\"ATM\",\"OrderInfo\":{\"MerchantTradeDate\":\""
                            + TaipeiTime.text(Clock.systemUTC().instant())
                            + "\",\"MerchantTradeNo\":\""
                            + number
                            + "\",\"TotalAmount\":100,\"ReturnURL\":"
                            + "\"https://shop.example.com/ecpay/notify\",\"TradeDesc\":\"tea\","
                            + "\"ItemName\":\"tea\"},\"ATMInfo\":{\"ExpireDate\":3}}"))
            .orElseThrow();
    assertThat(issued.evidence().kind()).isEqualTo(Evidence.Kind.ENCRYPTED_ANSWER);

    Answer found =
        client.read(
            SignedCall.post("/1.0.0/Cashier/QueryTrade")
                .json("{\"MerchantTradeNo\":\"" + number + "\"}"));

    assertThat(found.fields().text("OrderInfo/TradeAmt")).contains("100");
    assertThat(found.fields().text("OrderInfo/TradeStatus")).contains("0");
  }
}
