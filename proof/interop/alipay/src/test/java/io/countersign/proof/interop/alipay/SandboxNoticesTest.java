// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import com.alipay.api.internal.util.AlipaySignature;
import com.alipay.api.internal.util.AntCertificationUtil;
import io.countersign.sandbox.alipay.AlipayGateway;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.alipay.SignedForm;
import io.countersign.sandbox.junit.SandboxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the sandbox posts and certifies is what the official SDK verifies and counts. */
class SandboxNoticesTest {
  @RegisterExtension static SandboxExtension sandbox = SandboxExtension.alipay();

  @Test
  void theirVerifierBelievesNoticesAsTheyAreAndNoOthers(AlipayMerchant merchant) throws Exception {
    RandomText random = new RandomText(3);
    for (int round = 0; round < 200; round++) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("out_trade_no", "A" + round);
      fields.put("subject", random.text(1 + random.below(40)));
      fields.put("body", random.below(3) == 0 ? "" : random.text(1 + random.below(40)));
      fields.put("total_amount", "1.00");
      SignedForm first = merchant.form(fields);
      SignedForm second = first.signingItsType();

      assertThat(verifiesV1(first, merchant)).isTrue();
      assertThat(verifiesV2(first, merchant)).isFalse();
      assertThat(verifiesV2(second, merchant)).isTrue();
      assertThat(verifiesV1(second, merchant)).isFalse();
      assertThat(verifiesV1(first.tampered("total_amount", "0.01"), merchant)).isFalse();
    }
  }

  @Test
  void theyCountTheSameCertificateNumbers(AlipayGateway gateway) throws Exception {
    AlipayMerchant merchant = gateway.openMerchant(AlipaySetup.usual().certificates());

    assertThat(AlipaySignature.getCertSN(file(merchant.appCertificatePem())))
        .isEqualTo(merchant.appCertificateNumber());
    assertThat(
            AntCertificationUtil.getCertSN(
                AntCertificationUtil.getCertFromContent(merchant.alipayCertificatePem())))
        .isEqualTo(merchant.alipayCertificateNumber());
    assertThat(AntCertificationUtil.getRootCertSN(merchant.rootCertificatesPem()))
        .isEqualTo(merchant.rootCertificateNumber());
    assertThat(
            AntCertificationUtil.isTrusted(
                merchant.alipayCertificatePem(), merchant.rootCertificatesPem()))
        .isTrue();
  }

  private static boolean verifiesV1(SignedForm form, AlipayMerchant merchant) throws Exception {
    return AlipaySignature.rsaCheckV1(
        new LinkedHashMap<>(form.fields()), merchant.alipayPublicKey(), "utf-8", "RSA2");
  }

  private static boolean verifiesV2(SignedForm form, AlipayMerchant merchant) throws Exception {
    return AlipaySignature.rsaCheckV2(
        new LinkedHashMap<>(form.fields()), merchant.alipayPublicKey(), "utf-8", "RSA2");
  }

  private static String file(String text) throws Exception {
    Path file = Files.createTempFile("certificate", ".crt");
    file.toFile().deleteOnExit();
    return Files.writeString(file, text).toString();
  }
}
