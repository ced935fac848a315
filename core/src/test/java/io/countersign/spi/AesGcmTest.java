// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AesGcmTest {

  private static final AesGcm AES = new AesGcm(null);
  private static final Secret KEY = Secret.of("a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb");
  private static final String NONCE = "uluk4a9R25RW";
  private static final String DATA = "associatedData";
  private static final String SEALED = "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI=";

  private static Optional<String> open(Secret key, String nonce, String data, String sealed) {
    return AES.open(key, nonce, data, sealed)
        .map(plain -> new String(plain, StandardCharsets.UTF_8));
  }

  @Test
  void theVectorOfWeChatPaysJavaSdkOpens() {
    assertThat(open(KEY, NONCE, DATA, SEALED)).contains("message");
  }

  @Test
  void theVectorOfWeChatPaysGoSdkOpensWithASixteenByteKey() {
    assertThat(
            open(
                Secret.of("testAPIv3Key0000"),
                "wCq51qZv4Yfg",
                "Dl56FrqWQJF1t9LtC3vEUsniZKvbqdR8",
                "FsdXzxryWfKwvLJKf8LG/ToRPTRh8RN9wROC"))
        .contains("Hello World");
  }

  @Test
  void aSealedTransactionOpens() {
    assertThat(
            open(
                Secret.of("0123456789abcdef0123456789abcdef"),
                "fdasflkja484",
                "transaction",
                "DUcegK33A8MEOgdCtMPWwAdrzVDy3c3PSUd0ZmYkqr+HZBhZ2IJoK5vVPIeeibkKWLa2vkgxxAD48JLBdpvD"
                    + "HsAqXosogSt0M0YRDzhfQpoF5kPvkGp0+B+Mf8DQCo2GFFDZ2hLAwHpEXWX4JxsNzUSIZ3NfwKlTwCvl"
                    + "JyQQlqptIvrqc5Zn4u8QEfeXbKI5AseHKg=="))
        .contains(
            "{\"mchid\":\"1900000109\",\"out_trade_no\":\"1217752501201407033233368018\","
                + "\"trade_state\":\"SUCCESS\",\"amount\":{\"total\":100,\"currency\":\"CNY\"}}");
  }

  @Test
  void theEmptyTextWithoutAssociatedDataOpens() throws Exception {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(KEY.reveal(), "AES"),
        new GCMParameterSpec(128, NONCE.getBytes(StandardCharsets.US_ASCII)));
    String sealed = Base64.getEncoder().encodeToString(cipher.doFinal());

    assertThat(open(KEY, NONCE, "", sealed)).contains("");
    assertThat(open(KEY, NONCE, "x", sealed)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "u", "uluk4a", "uluk4a9R25R", "uluk4a9R25RWX", "uluk4a9R25RX", "中中中"})
  void anotherNonceDoesNotOpen(String nonce) {
    assertThat(open(KEY, nonce, DATA, SEALED)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "associateddata", "associatedData ", "associatedDat"})
  void otherAssociatedDataDoesNotOpen(String data) {
    assertThat(open(KEY, NONCE, data, SEALED)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "a7cde1ZJB1kG2e7VfTs3jQzaWizur8G",
        "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gbb",
        "A7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb"
      })
  void anotherKeyDoesNotOpen(String key) {
    assertThat(open(Secret.of(key), NONCE, DATA, SEALED)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AAAA",
        "!!!not-base64!!!",
        "ulwSiIajGClcvcOYvOQ7-l-0PAbzzwI=",
        "ulwSiIajGClcvcOYvOQ7 l 0PAbzzwI=",
        "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI=\n",
        "ulwSiIajGClcvcOYvOQ7+l+0PAbzzw==",
        "ulwSiIajGClcvcOYvOQ7+l+0"
      })
  void truncatedOrMalformedCiphertextDoesNotOpen(String sealed) {
    assertThat(open(KEY, NONCE, DATA, sealed)).isEmpty();
  }

  @Test
  void everyFlippedBitAndEveryTruncationIsNoticed() {
    byte[] sealed = Base64.getDecoder().decode(SEALED);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(open(KEY, NONCE, DATA, Base64.getEncoder().encodeToString(flipped))).isEmpty();
    }
    for (int length = 0; length < sealed.length; length++) {
      String cut = Base64.getEncoder().encodeToString(Arrays.copyOf(sealed, length));
      assertThat(open(KEY, NONCE, DATA, cut)).isEmpty();
    }
  }

  @Test
  void sixteenThreadsOpenSixteenThousandValuesRightly() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        tasks.add(
            () -> {
              int right = 0;
              for (int round = 0; round < 1_000; round++) {
                right += open(KEY, NONCE, DATA, SEALED).equals(Optional.of("message")) ? 1 : 0;
              }
              return right;
            });
      }
      int right = 0;
      for (Future<Integer> share : threads.invokeAll(tasks)) {
        right += share.get();
      }
      assertThat(right).isEqualTo(16_000);
    } finally {
      threads.shutdownNow();
    }
  }
}
