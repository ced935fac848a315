// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.accepted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.unionpay.UnionPayAppResult.Said;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the app's control says is a hint; its number counts only where UnionPay signed it. */
class AppResultTest {
  private static final SelfMadeChain.Leaf CONTROL = ScriptedGateway.CHAIN.unionPay();
  private static final String DATA =
      "pay_result=success&tn=845678901234567890123&cert_id=69597475696";

  private final ScriptedGateway gateway = new ScriptedGateway(accepted());
  private final UnionPayClient client =
      UnionPayClient.of(gateway.config().appVerifyCertificate(CONTROL.certificate()).build());

  @Test
  void theSignedNumberIsTold() throws Exception {
    UnionPayAppResult result = client.appResult(json(DATA, signature(DATA, CONTROL)));

    assertThat(result.said()).isEqualTo(Said.DONE);
    assertThat(result.tn()).contains("845678901234567890123");
  }

  @Test
  void whatNobodySignedIsAHintWithoutNumber() throws Exception {
    String right = signature(DATA, CONTROL);
    for (String json :
        List.of(
            json(DATA, ""),
            json(DATA, "AAAA"),
            json(DATA, "!" + right),
            json(DATA.replace("845", "846"), right),
            json(DATA + "&x=1", right),
            json(DATA, signature(DATA, ScriptedGateway.MERCHANT)),
            "{\"data\":\"" + DATA + "\"}")) {
      UnionPayAppResult result = client.appResult(json);

      assertThat(result.said()).isEqualTo(Said.DONE);
      assertThat(result.tn()).isEmpty();
    }
    assertThat(gateway.client().appResult(json(DATA, right)).tn()).isEmpty();
  }

  @Test
  void afterItsCertificateEndedNothingIsSigned() throws Exception {
    String json = json(DATA, signature(DATA, CONTROL));

    gateway.moveTo(Instant.parse("2040-01-01T00:00:01Z"));

    assertThat(client.appResult(json).tn()).isEmpty();
  }

  @Test
  void everyWordIsTold() {
    assertThat(client.appResult(json("pay_result=fail", "")).said()).isEqualTo(Said.FAILED);
    assertThat(client.appResult(json("pay_result=cancel", "")).said()).isEqualTo(Said.CANCELLED);
    for (String odd :
        List.of(
            "",
            "null",
            "[]",
            "{",
            "{\"data\":{}}",
            json("pay_result=SUCCESS", ""),
            json("pay_result=success&pay_result=fail", ""),
            json("x".repeat(20_000), ""))) {
      assertThat(client.appResult(odd).said()).describedAs(odd).isEqualTo(Said.UNRECOGNIZED);
    }
  }

  @Test
  void theMerchantsOwnCertificateIsNoControls() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                gateway
                    .config()
                    .appVerifyCertificate(ScriptedGateway.MERCHANT.certificate())
                    .build())
        .withMessageContaining("app_verify_sign");
  }

  private static String json(String data, String sign) {
    return "{\"sign\":\"" + sign + "\",\"data\":\"" + data + "\"}";
  }

  private static String signature(String data, SelfMadeChain.Leaf by) throws Exception {
    Signature signature = Signature.getInstance("SHA1withRSA");
    signature.initSign(by.key());
    signature.update(
        RsaKeys.hash("SHA-1", data.getBytes(StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.US_ASCII));
    return Base64.getEncoder().encodeToString(signature.sign());
  }
}
