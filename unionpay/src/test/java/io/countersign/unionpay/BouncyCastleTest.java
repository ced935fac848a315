// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.testing.LoadedClasses;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** BouncyCastle is optional: only SM2 and SM3 need it, and they say so where it is missing. */
class BouncyCastleTest {

  @Test
  void withoutItRsaAndSha256SignAndTheOthersNameTheLibrary(@TempDir Path folder) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("UNIONPAY_MER_ID", ScriptedGateway.MER_ID);
    environment.put("UNIONPAY_SECURE_KEY", "s3cretKeyOf11");
    environment.put(
        "UNIONPAY_PRIVATE_KEY",
        Base64.getEncoder().encodeToString(ScriptedGateway.MERCHANT.key().getEncoded()));
    environment.put("UNIONPAY_CERT", ScriptedGateway.MERCHANT.pem());

    LoadedClasses program =
        LoadedClasses.of(
            LeanProgram.class,
            "01,11,12,21,21 file",
            environment,
            new byte[0],
            folder,
            List.of("io.countersign.unionpay.UnionPayClient", "io.countersign.PaymentRef"));

    List<String> lines = program.output().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).isEqualTo("01 signs 344");
    assertThat(lines.get(1)).isEqualTo("11 signs 64");
    assertThat(lines.get(2)).contains("signMethod 12 (SM3)", "org.bouncycastle:bcprov-jdk18on");
    assertThat(lines.get(3)).contains("signMethod 21 (SM2)", "org.bouncycastle:bcprov-jdk18on");
    assertThat(lines.get(4)).contains("signMethod 21 (SM2)", "org.bouncycastle:bcprov-jdk18on");
    assertThat(program.of("org.bouncycastle.")).isEmpty();
  }
}
