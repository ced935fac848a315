// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.Caller.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestTest {
  private static final String TRADE = "/v3/alipay/trade/";

  @Test
  void anOrdersLifeIsTheSameByOpenApi() throws Exception {
    for (AlipaySetup setup :
        new AlipaySetup[] {AlipaySetup.usual(), AlipaySetup.usual().certificates()}) {
      try (Caller caller = new Caller(setup);
          Shop shop = new Shop()) {
        ObjectNode order = Caller.order("V3A").put("notify_url", shop.url());
        Reply made = caller.rest("POST", TRADE + "precreate", order.toString());
        assertThat(made.status()).isEqualTo(200);
        assertThat(made.proven()).isTrue();
        assertThat(made.content().has("code")).isFalse();
        String number = Caller.number("V3A").toString();
        Reply none = caller.rest("POST", TRADE + "query", number);
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.code()).isEqualTo("ACQ.TRADE_NOT_EXIST");
        assertThat(none.proven()).isTrue();
        caller.merchant.pay("V3A");
        caller.clock.advance(Duration.ZERO);
        assertThat(shop.form(0)).containsEntry("trade_status", "TRADE_SUCCESS");
        assertThat(caller.rest("POST", TRADE + "query", number).text("trade_status"))
            .isEqualTo("TRADE_SUCCESS");
        ObjectNode refund =
            Caller.number("V3A").put("refund_amount", "1.00").put("out_request_no", "R1");
        assertThat(caller.rest("POST", TRADE + "refund", refund.toString()).text("fund_change"))
            .isEqualTo("Y");
      }
    }
  }

  @Test
  void aPasswordIsAcceptedAndNotDone() throws Exception {
    try (Caller caller = new Caller()) {
      ObjectNode order =
          Caller.order("V3B")
              .put("scene", "bar_code")
              .put("auth_code", caller.merchant.paymentCode(PayerBehaviour.PAYS_AFTER_PASSWORD));
      Reply reply = caller.rest("POST", TRADE + "pay", order.toString());
      assertThat(reply.status()).isEqualTo(202);
      assertThat(reply.content().has("gmt_payment")).isFalse();
    }
  }

  @Test
  void aWrongProofIsRefusedUnsigned() throws Exception {
    try (Caller caller = new Caller()) {
      Reply reply = caller.rest("POST", TRADE + "query", "{}", "more");
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.code()).isEqualTo("invalid-signature");
      assertThat(reply.proven()).isFalse();
      assertThat(caller.rest("GET", TRADE + "query", "").code()).isEqualTo("invalid-method");
      assertThat(caller.rest("POST", TRADE + "guess", "{}").code()).isEqualTo("invalid-method");
    }
  }

  @Test
  void aNonceCountsOnceForEachApplication() throws Exception {
    try (Caller caller = new Caller()) {
      caller.nonces = () -> "the-same";
      String order = Caller.order("V3E").toString();
      assertThat(caller.rest("POST", TRADE + "precreate", order, "more").status()).isEqualTo(401);
      assertThat(caller.rest("POST", TRADE + "precreate", order).status()).isEqualTo(200);
      caller.clock.advance(Duration.ofMinutes(10));
      Reply again = caller.rest("POST", TRADE + "precreate", order);
      assertThat(again.status()).isEqualTo(400);
      assertThat(again.code()).isEqualTo("suspected-attack");
      assertThat(again.proven()).isFalse();
      assertThat(again.explanation()).contains("nonce");
      caller.clock.advance(Duration.ofSeconds(1));
      assertThat(caller.rest("POST", TRADE + "precreate", order).status()).isEqualTo(200);
    }
  }

  @Test
  void aQueryIsSignedAsItTravels() throws Exception {
    try (Caller caller = new Caller(AlipaySetup.usual().certificates().balance(100))) {
      Reply reply =
          caller.rest("GET", "/v3/alipay/fund/account/query?account_type=ACCTRANS_ACCOUNT", "");
      assertThat(reply.text("available_amount")).isEqualTo("1.00");
    }
  }

  @Test
  void theTokenOfAMerchantIsSignedToo() throws Exception {
    try (Caller caller = new Caller()) {
      AlipayMerchant shop = caller.gateway.openMerchant();
      caller.onBehalfOf = shop.authorise(caller.merchant);
      caller.rest("POST", TRADE + "precreate", Caller.order("V3C").toString());
      assertThat(shop.order("V3C")).isPresent();
    }
  }

  @Test
  void anEncryptedBodyIsSignedAsItTravels() throws Exception {
    try (Caller caller = new Caller()) {
      caller.cipher = "AES";
      String sealed =
          ContentCipher.AES.seal(
              Caller.order("V3D").toString(), caller.merchant.contentKey(), StandardCharsets.UTF_8);
      Reply reply = caller.rest("POST", TRADE + "precreate", sealed);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.proven()).isTrue();
      assertThat(reply.body()).doesNotContain("qr_code");
      assertThat(reply.text("qr_code")).isNotEmpty();
    }
  }

  @Test
  void faultsMeetTheseCallsToo() throws Exception {
    try (Caller caller = new Caller()) {
      caller.merchant.faults().once(Operation.QUERY, Fault.forgedNotExist());
      Reply forged = caller.rest("POST", TRADE + "query", Caller.number("A").toString());
      assertThat(forged.code()).isEqualTo("ACQ.TRADE_NOT_EXIST");
      assertThat(forged.proven()).isFalse();
      caller.merchant.faults().once(Operation.QUERY, Fault.serviceUnavailable());
      assertThat(caller.rest("POST", TRADE + "query", "{}").code()).isEqualTo("unknow-error");
      assertThat(caller.gateway.journal()).allMatch(JournalEntry::v3);
    }
  }
}
