// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.PaymentId;
import io.countersign.RejectedException;
import io.countersign.Secret;
import io.countersign.spi.FormFields;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** 9100004 says nothing; what is said beside it tells where to look, and no secret. */
class SignatureDiagnosisTest {

  @Test
  void aSignedRefusalOfTheSignatureTellsWhoseItWas() {
    for (ScriptedGateway.Reply refusal :
        new ScriptedGateway.Reply[] {
          reply("11"), reply("10").with("respMsg", "Signature verification failed[9100004]")
        }) {
      UnionPayClient client = new ScriptedGateway(refusal).client();

      RejectedException refused =
          catchThrowableOfType(RejectedException.class, client::encryptionCertificate);

      assertThat(refused.rejection().remedy())
          .contains(
              ScriptedGateway.MERCHANT.certId(),
              "CFCA OCA1",
              "valid until 2040-01-01",
              "merchant portal",
              "https://gateway.example.com",
              "signMethod 01",
              "20261121153023",
              "&merId=777290058110048&orderId=(")
          .doesNotContain("NOT VALID NOW", "BEGIN", "signature=");
    }
  }

  @Test
  void otherRefusalsAreLeftAlone() {
    UnionPayClient client = new ScriptedGateway(reply("10")).client();

    RejectedException refused =
        catchThrowableOfType(RejectedException.class, client::encryptionCertificate);

    assertThat(refused.rejection().remedy()).doesNotContain("certificate");
  }

  @Test
  void aPageCanBeExplainedToo() {
    ScriptedGateway gateway = new ScriptedGateway(reply("00"));
    FormFields form =
        gateway
            .client()
            .gateway()
            .signing()
            .signed(
                Call.of(Call.Path.FRONT, "01", "01", "000201")
                    .with(TimedNumber.of(new PaymentId("order12345", ScriptedGateway.NOW)))
                    .with("accNo", "6216261000000000018")
                    .with("customerInfo", "e30="));

    String text = gateway.client().explainSignature(form.asMap());

    assertThat(text)
        .contains("accNo=(19)&accessType=0&bizType=000201&certId=", "&txnTime=20261121153023&")
        .doesNotContain("6216", "e30=", "order12345", form.text("signature"));
  }

  @Test
  void aCertificateThatEndedMeanwhileIsTold() {
    ScriptedGateway gateway = new ScriptedGateway(reply("00"));
    UnionPayClient client = gateway.client();

    gateway.moveTo(Instant.parse("2041-01-01T00:00:00Z"));

    assertThat(client.explainSignature(Map.of())).contains("NOT VALID NOW");
  }

  @Test
  void aSharedKeyIsNeverShown() {
    UnionPayClient client =
        UnionPayClient.of(
            UnionPayConfig.builder()
                .merId(ScriptedGateway.MER_ID)
                .secureKey(Secret.of("s3cretKeyOf11"))
                .build());

    assertThat(client.explainSignature(Map.of("merId", "1", "x", "s3cretKeyOf11")))
        .contains("密钥", "signMethod 11", "merId=1&x=(13)")
        .doesNotContain("s3cretKeyOf11");
  }
}
