// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.KeyFiles;
import io.countersign.Pem;
import io.countersign.Signer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RsaSha256Test {

  private static final RsaSha256 RSA = new RsaSha256(null);

  private static final String DOCUMENTATION_KEY =
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAptpm+qvIDCh/9wjU26SQCK26ogYkBhDrYxnA"
          + "aw2JbbBsp1oDbHKk+1r381NeBUG2HEFAuU+Fr72u5ot3yKdzoF/FajAzQNKnm569/D3upKoi8mYBaST1"
          + "5Uig8j8qoUW1U217LL0jEHlSnHV3lcaDTXqDpTRR4Bfz9IqOgJgFZ8/oTfEomSrjrLYef81Eyxr7ZIMQ"
          + "XEKKEK7V4UXKS0+/fDsiG/cXidhzt8UbTL9vqXqxM2+IDImyO+FAc/tkBG55LmzxPto1Nq0WbnZzRM/w"
          + "Tzrd0I/8NlevxtFbphg4evlHjFNI7+GrqR87ViEwuAJJ9Je5QQjct5YJfFRWiZ5CMQIDAQAB";
  private static final String JSAPI =
      "mI35pfNEQV6777ke/1T+LJLQDNTm7yeoUJH+j/adPGhmCCi0PbgkvYQTRcXH0uibcLVtvFLdGLpmoYO9"
          + "FV6lBBsTAjuhh5YOvQi0e2g3e0yytitiNET9FEuqM0pjnKfRW4K6LIZDdbWJv9KhZUx3DrJa5TL7OJ7V"
          + "dADVivxVySIlPVKjGwuCXzuXSJes0UcILgWQUMyha5/3nYofuHtS7r+KYyMuxD+oJ9VM1Qdxk4UIG59C"
          + "P5Y3wtYIFybyF3bdu1caHTRRX+DLyMXyYA/IrTmiW01c4RPjpHBX5Dk1sZyY1zVsWNsvMHr2e1NTWtBx"
          + "KJ+qk5N61J7caYoepHFaxw==";
  private static final String APP =
      "gXx9KhTP6IooKV1SuG3OCGlBIgZbKtubCZvnau6khw1iffvNT28IzLbKmztq2xA/RCNbZa1XOsoiuVmA"
          + "EeTZQicWfhv4P+O4oBRIrx0X9f3cnWFkMBU9alTWs0nyQ1N9fcILOTe0f4kxOhVh+/Xhn5hOiUK7Sz3X"
          + "A1mcpa3R2NCWf/e+0ow/RDf15iTymOHgDrEkT/gedg/3E0iXfDX3mFicSZhrHESZDOTXcl9RzELREBUF"
          + "znd/o2NQM99WcL86m23HY0cTy+QGWU4QDmNrbQ9ihmLW71qPb0Cx/d7EQvw/Kyx0A6s64ZQp3hHdcmiR"
          + "cLnjVXrKCk7LShaCK+lS3Q==";
  private static final String REQUEST =
      "jnks4dlrPw3ZX+ozVvSK39oa0t7OMBsg83BHAwd8BRdUFiVaQNTLTvci+wURgP1OQBbKYhFGvt7iqYpD"
          + "STQkp7Uq1sltaQKyncCyrA1g88m5bsKERQfPyT0ahSwKTYJ1CAn9QiJuSJRq1QsQs07eehbU/k9BCS51"
          + "jTyc1Jpsi2H77HF9f/BnjXAOP3/sPObg6V5Ee4EzwLox684hhuMuIwHo7D8KFk3LIHOKDcNI4It1aCXy"
          + "dFWNpNK+SG86VUDe5kwoDpw4Ulqfu9z8OFDGbDs9TCxEv8iqQzbpxOlEVoOe2kalSYM5kApQb3nZcxdU"
          + "toE0liJGW3RGUNE0t4v01A==";
  private static final String EMPTY_BODY =
      "Lc9VXxmeonkdV8Xk9tmigQFLhl0vRWTerdmoRu01aAnYwIrD/5nsSwE1WlmZGLRlAFTNQ3QsMa0+VRDl"
          + "Jp1Wp5p0nO8EK68b5sJBbjouxaFciIfq1zfDWWz+jqhcMoKXI1A6dPm1AW7D4d30WsMTNzp6g23OXakI"
          + "sh9LO3lUmwvTuE0BY8ncf6tNGk4wKmvXwERd/ZpoQY3MAVKz+Nakwc+2XBmzT66KcUehU5kr4IvGa/lE"
          + "U5RZb/q00zP9VLdBhC/jQSX3X1UcJLCtEc4gTmib4tnmAT+bHF/e17ZAuxDNcx6rqT8gNEXqaJGG+1Of"
          + "lMSTU2tpyG65G4dMKdFcoA==";
  private static final String ANSWER_KEY =
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwXNI6sdlknHBnK8Fu2U6Cwor9qY747jP8KAf"
          + "eBMeveEt1TqaHkLfaSD07trZLhGpfs8/AHqjhgSMO1O10YQWOrrJ4hjIWPKqxbgrYMkBQc+mwdiWp4W3"
          + "ByCqxBRagCveCXRWCmuJYovl9H/bsDI0iGbpVtEOghJtfciisYSgxcLufUDTRkvwxjIBK1pCRjk33jJ5"
          + "YTBWTHMRtMAOcFLNF6hdEYdX8SPsgHHeLZ5Lv2T/686w1xtgCHef/sd4uSfWmyzsalQdHG/e4IyYmrhx"
          + "+O3VBoNDzE3nx23bFeV/RVNCG7cV6VhmYokJNHa/erIPkEmEFID6A5wQOXuxUkmJWwIDAQAB";
  private static final String ANSWER =
      "mfI1CPqvBrgcXfgXMFjdNIhBf27ACE2YyeWsWV9ZI7T7RU0vHvbQpu9Z32ogzc+k8ZC5n3kz7h70eWKj"
          + "gqNdKQF0eRp8mVKlmfzMLBVHbssB9jEZEDXThOX1XFqX7s7ymia1hoHQxQagPGzkdWxtlZPZ4ZPvr1Ri"
          + "qkgAu6Is8MZgXXrRoBKqjmSdrP1N7uxzJ/cjfSiis9FiLjuADoqmQ1P7p2N876YPAol7Rn0+GswwAwxl"
          + "dbdLrmVSjfytfSBJFqTMHn4itojgxSWWN1byuckQt8hSTEv/Lg97QoeGniYP17T80pJeQyL3b+295FPH"
          + "SO2AtvCgyIbKMZ0BALilAA==";

  private static boolean verifies(String key, String message, String signature) {
    return RSA.verifies(
        Pem.text(key).rsaPublicKey("key"), message.getBytes(StandardCharsets.UTF_8), signature);
  }

  private static String lines(String... lines) {
    return String.join("\n", lines) + "\n";
  }

  private static final String TIME = "1554208460";
  private static final String NONCE = "593BEC0C930BF1AFEB40B4A08C8FB242";
  private static final String ANSWERED =
      lines(
          "1722850421",
          "d824f2e086d3c1df967785d13fcd22ef",
          "{\"code_url\":\"weixin://wxpay/bizpayurl?pr=JyC91EIz1\"}");

  @Test
  void thePaySignaturesOfTheDocumentsVerify() {
    assertThat(
            verifies(
                DOCUMENTATION_KEY,
                lines(
                    "wx2421b1c4370ec43b",
                    TIME,
                    NONCE,
                    "prepay_id=wx201410272009395522657a690389285100"),
                JSAPI))
        .isTrue();
    assertThat(
            verifies(
                DOCUMENTATION_KEY,
                lines("wx2421b1c4370ec43b", TIME, NONCE, "wx201410272009395522657a690389285100"),
                APP))
        .isTrue();
  }

  @Test
  void theRequestSignaturesOfTheDocumentsVerify() {
    assertThat(
            verifies(
                DOCUMENTATION_KEY,
                lines(
                    "POST",
                    "/v3/pay/transactions/jsapi",
                    TIME,
                    NONCE,
                    "{\"appid\":\"wxd678efh567hg6787\",\"mchid\":\"1900007291\","
                        + "\"description\":\"Image形象店-深圳腾大-QQ公仔\","
                        + "\"out_trade_no\":\"1217752501201407033233368018\","
                        + "\"notify_url\":\"https://www.weixin.qq.com/wxpay/pay.php\","
                        + "\"amount\":{\"total\":100,\"currency\":\"CNY\"},"
                        + "\"payer\":{\"openid\":\"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o\"}}"),
                REQUEST))
        .isTrue();
    assertThat(
            verifies(
                DOCUMENTATION_KEY,
                lines("GET", "/v3/refund/domestic/refunds/123123123123", TIME, NONCE, ""),
                EMPTY_BODY))
        .isTrue();
  }

  @Test
  void aRealSignedAnswerVerifies() {
    assertThat(verifies(ANSWER_KEY, ANSWERED, ANSWER)).isTrue();
  }

  @Test
  void anotherMessageKeyOrLastLineEndDoesNotVerify() {
    assertThat(verifies(ANSWER_KEY, ANSWERED.substring(0, ANSWERED.length() - 1), ANSWER))
        .isFalse();
    assertThat(verifies(ANSWER_KEY, ANSWERED + "\n", ANSWER)).isFalse();
    assertThat(verifies(ANSWER_KEY, ANSWERED.replace("1722850421", "1722850422"), ANSWER))
        .isFalse();
    assertThat(verifies(ANSWER_KEY, ANSWERED.replace("\n", "\r\n"), ANSWER)).isFalse();
    assertThat(verifies(DOCUMENTATION_KEY, ANSWERED, ANSWER)).isFalse();
    assertThat(verifies(ANSWER_KEY, "", ANSWER)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "=",
        "A",
        "AAAA",
        "not base64!",
        "WECHATPAY/SIGNTEST/0123456789abcdef",
        "中文"
      })
  void aMalformedSignatureDoesNotVerifyAndThrowsNothing(String signature) {
    assertThat(verifies(ANSWER_KEY, ANSWERED, signature)).isFalse();
  }

  @Test
  void aSignatureOfAnotherLengthOrOfAsDoesNotVerify() {
    byte[] right = Base64.getDecoder().decode(ANSWER);
    for (int length : new int[] {0, 1, 128, 255, 257, 512, 10_000}) {
      assertThat(
              verifies(
                  ANSWER_KEY,
                  ANSWERED,
                  Base64.getEncoder().encodeToString(Arrays.copyOf(right, length))))
          .isFalse();
    }
    assertThat(verifies(ANSWER_KEY, ANSWERED, "A".repeat(342) + "==")).isFalse();
    assertThat(verifies(ANSWER_KEY, ANSWERED, ANSWER + "\n")).isFalse();
    assertThat(verifies(ANSWER_KEY, ANSWERED, " " + ANSWER)).isFalse();
    byte[] larger = new byte[256];
    Arrays.fill(larger, (byte) 0xff);
    assertThat(verifies(ANSWER_KEY, ANSWERED, Base64.getEncoder().encodeToString(larger)))
        .isFalse();
  }

  @Test
  void everyFlippedBitOfASignatureIsNoticed() {
    byte[] right = Base64.getDecoder().decode(ANSWER);
    for (int bit = 0; bit < right.length * 8; bit += 7) {
      byte[] flipped = right.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(verifies(ANSWER_KEY, ANSWERED, Base64.getEncoder().encodeToString(flipped)))
          .isFalse();
    }
  }

  @Test
  void aKeyThatIsNotRsaIsAnErrorOfTheCallerNotAFailedProof() throws Exception {
    PublicKey elliptic =
        KeyFactory.getInstance("EC")
            .generatePublic(new X509EncodedKeySpec(KeyFiles.der("ec-public")));

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> RSA.verifies(elliptic, new byte[0], ANSWER));
  }

  @Test
  void whatItSignsItVerifies() {
    Signer signer = RSA.signer(Pem.text(KeyFiles.pem("rsa-pkcs8")).rsaPrivateKey("key"));
    RSAPublicKey key = Pem.text(KeyFiles.pem("rsa-public")).rsaPublicKey("key");
    byte[] message = "tea 茶 🍵".getBytes(StandardCharsets.UTF_8);

    String signature = Base64.getEncoder().encodeToString(signer.sign(message));

    assertThat(RSA.verifies(key, message, signature)).isTrue();
    assertThat(signer.sign(message)).isEqualTo(Base64.getDecoder().decode(signature));
  }

  @Test
  void sixteenThreadsShareOneSigner() throws Exception {
    Signer signer = RSA.signer(Pem.text(KeyFiles.pem("rsa-pkcs8")).rsaPrivateKey("key"));
    RSAPublicKey key = Pem.text(KeyFiles.pem("rsa-public")).rsaPublicKey("key");
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        String own = "message of thread " + i;
        tasks.add(
            () -> {
              boolean right = true;
              for (int round = 0; round < 60; round++) {
                byte[] message = (own + round).getBytes(StandardCharsets.UTF_8);
                String signature = Base64.getEncoder().encodeToString(signer.sign(message));
                right &= RSA.verifies(key, message, signature);
              }
              return right;
            });
      }
      for (Future<Boolean> right : threads.invokeAll(tasks)) {
        assertThat(right.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
