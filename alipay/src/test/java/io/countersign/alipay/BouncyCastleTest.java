// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PaymentRef;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.alipay.SignType;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** BouncyCastle is there for SM2 and SM4 only: whoever has neither can leave it out. */
class BouncyCastleTest {
  private static final AlipaySetup SM2 = AlipaySetup.usual().signType(SignType.SM2);

  @TempDir private Path folder;

  @Test
  void rsaLoadsNoClassOfIt() throws Exception {
    for (AlipaySetup setup : List.of(AlipaySetup.usual(), AlipaySetup.usual().certificates())) {
      try (Shop shop = Shop.open(setup)) {
        assertThat(run(shop, true, Map.of("ALIPAY_ENCRYPT_TYPE", "AES"))).contains("signed");
        assertThat(loaded("org.bouncycastle.")).isEmpty();
        assertThat(loaded("io.countersign.alipay.RsaKeys")).isNotEmpty();
        assertThat(run(shop, false, Map.of("ALIPAY_ENCRYPT_TYPE", "AES"))).contains("signed");
      }
    }
  }

  @Test
  void itsProviderIsNeverRegistered() throws Exception {
    try (Shop shop = Shop.open(SM2.certificates())) {
      assertThat(run(shop, true, Map.of("ALIPAY_ENCRYPT_TYPE", "SM4"))).contains("signed");
      assertThat(loaded("org.bouncycastle.")).isNotEmpty();
      assertThat(loaded("org.bouncycastle.jce.provider.BouncyCastleProvider")).isEmpty();
    }
  }

  @Test
  void itsAbsenceIsToldWhenTheClientIsBuilt() throws Exception {
    try (Shop shop = Shop.open(SM2)) {
      assertThat(run(shop, false, Map.of())).contains("bcprov-jdk18on", "sign_type SM2");
    }
    try (Shop shop = Shop.open()) {
      assertThat(run(shop, false, Map.of("ALIPAY_ENCRYPT_TYPE", "SM4")))
          .contains("bcprov-jdk18on", "encrypt_type SM4");
    }
  }

  private String run(Shop shop, boolean withBouncyCastle, Map<String, String> more)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xlog:class+load=info:file=" + folder.resolve("classes.log") + "::filecount=0");
    command.add("-cp");
    command.add(classPath(withBouncyCastle));
    command.add("io.countersign.alipay.SigningFunction");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL"));
    builder.environment().putAll(shop.merchant.environment());
    builder.environment().putAll(more);
    Path output = folder.resolve("output");
    Process process = builder.redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output);
  }

  private List<String> loaded(String prefix) throws Exception {
    return Files.readAllLines(folder.resolve("classes.log")).stream()
        .filter(line -> line.contains("] " + prefix) && line.contains(" source: "))
        .toList();
  }

  /** What a user's function has on its class path; found by where classes are. */
  private static String classPath(boolean withBouncyCastle) throws Exception {
    Set<String> path = new LinkedHashSet<>();
    for (Class<?> here :
        List.of(
            BouncyCastleTest.class,
            AlipayClient.class,
            PaymentRef.class,
            Class.forName("com.fasterxml.jackson.core.JsonFactory"),
            Class.forName("org.slf4j.Logger"))) {
      path.add(location(here));
    }
    if (withBouncyCastle) {
      path.add(location(Class.forName("org.bouncycastle.jce.provider.BouncyCastleProvider")));
    }
    path.add(Path.of("target", "test-classes").toAbsolutePath().toString());
    return String.join(File.pathSeparator, path);
  }

  private static String location(Class<?> of) throws Exception {
    return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
