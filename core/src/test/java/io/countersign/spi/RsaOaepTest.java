// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.KeyFiles;
import io.countersign.Pem;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RsaOaepTest {

  private static final RsaOaep OAEP = new RsaOaep(null);
  private static final RSAPublicKey PUBLIC =
      Pem.text(KeyFiles.pem("rsa-public")).rsaPublicKey("key");
  private static final PrivateKey PRIVATE =
      Pem.text(KeyFiles.pem("rsa-pkcs8")).rsaPrivateKey("key");

  @ParameterizedTest
  @ValueSource(strings = {"", "13800138000", "张三", "🍵 \u0000 \n"})
  void whatItEncryptsItDecrypts(String text) {
    assertThat(OAEP.decrypt(PRIVATE, OAEP.encrypt(PUBLIC, text, "name"))).contains(text);
  }

  @Test
  void theSameTextNeverLooksTheSame() {
    assertThat(OAEP.encrypt(PUBLIC, "张三", "name")).isNotEqualTo(OAEP.encrypt(PUBLIC, "张三", "name"));
  }

  @Test
  void whatTheJdkEncryptsWithSha1IsDecrypted() throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, PUBLIC);
    byte[] sealed = cipher.doFinal("plaintext".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThat(OAEP.decrypt(PRIVATE, Base64.getEncoder().encodeToString(sealed)))
        .contains("plaintext");
  }

  @Test
  void twoHundredAndFourteenBytesFitAndOneMoreIsRefused() {
    assertThat(OAEP.decrypt(PRIVATE, OAEP.encrypt(PUBLIC, "x".repeat(214), "name"))).isPresent();
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> OAEP.encrypt(PUBLIC, "x".repeat(215), "name"))
        .withMessageContaining("214")
        .satisfies(refused -> assertThat(refused.field()).isEqualTo("name"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> OAEP.encrypt(PUBLIC, "张".repeat(72), "name"))
        .withMessageNotContaining("张");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "not base64!", "="})
  void malformedCiphertextIsEmpty(String sealed) {
    assertThat(OAEP.decrypt(PRIVATE, sealed)).isEmpty();
  }

  @Test
  void damagedCiphertextAndTextThatIsNotUtf8AreEmpty() throws Exception {
    byte[] sealed = Base64.getDecoder().decode(OAEP.encrypt(PUBLIC, "张三", "name"));
    sealed[100] ^= 1;
    assertThat(OAEP.decrypt(PRIVATE, Base64.getEncoder().encodeToString(sealed))).isEmpty();

    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, PUBLIC);
    String notUtf8 = Base64.getEncoder().encodeToString(cipher.doFinal(new byte[] {(byte) 0xff}));
    assertThat(OAEP.decrypt(PRIVATE, notUtf8)).isEmpty();

    cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, PUBLIC);
    String otherPadding = Base64.getEncoder().encodeToString(cipher.doFinal(new byte[] {'a'}));
    assertThat(OAEP.decrypt(PRIVATE, otherPadding)).isEmpty();
  }

  @Test
  void sixteenThreadsEncryptSixteenThousandValuesRightly() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<List<String>>> tasks = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        String own = "payer " + i;
        tasks.add(
            () -> {
              List<String> sealed = new ArrayList<>();
              for (int round = 0; round < 1_000; round++) {
                sealed.add(OAEP.encrypt(PUBLIC, own, "name"));
              }
              return sealed;
            });
      }
      int thread = 0;
      for (Future<List<String>> share : threads.invokeAll(tasks)) {
        Optional<String> own = Optional.of("payer " + thread++);
        // Every 25th: decrypting is many times as slow as encrypting.
        for (int i = 0; i < share.get().size(); i += 25) {
          assertThat(OAEP.decrypt(PRIVATE, share.get().get(i))).isEqualTo(own);
        }
        assertThat(share.get()).doesNotHaveDuplicates();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
