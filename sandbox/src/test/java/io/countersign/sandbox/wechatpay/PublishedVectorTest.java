// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Published values: the sandbox builds the very texts that WeChat Pay signs. */
class PublishedVectorTest {
  private static final String DOCUMENTATION_KEY =
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAptpm+qvIDCh/9wjU26SQCK26ogYkBhDrYxnAaw2JbbBs"
          + "p1oDbHKk+1r381NeBUG2HEFAuU+Fr72u5ot3yKdzoF/FajAzQNKnm569/D3upKoi8mYBaST15Uig8j8qoUW1U217"
          + "LL0jEHlSnHV3lcaDTXqDpTRR4Bfz9IqOgJgFZ8/oTfEomSrjrLYef81Eyxr7ZIMQXEKKEK7V4UXKS0+/fDsiG/cX"
          + "idhzt8UbTL9vqXqxM2+IDImyO+FAc/tkBG55LmzxPto1Nq0WbnZzRM/wTzrd0I/8NlevxtFbphg4evlHjFNI7+Gr"
          + "qR87ViEwuAJJ9Je5QQjct5YJfFRWiZ5CMQIDAQAB";
  private static final String BODY =
      """
      {"appid":"wxd678efh567hg6787","mchid":"1900007291","description":"Image形象店-深圳腾大-QQ公仔","out_trade_no":"1217752501201407033233368018","notify_url":"https://www.weixin.qq.com/wxpay/pay.php","amount":{"total":100,"currency":"CNY"},"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}""";
  private static final String POST_SIGNATURE =
      "jnks4dlrPw3ZX+ozVvSK39oa0t7OMBsg83BHAwd8BRdUFiVaQNTLTvci+wURgP1OQBbKYhFGvt7iqYpDSTQkp7Uq"
          + "1sltaQKyncCyrA1g88m5bsKERQfPyT0ahSwKTYJ1CAn9QiJuSJRq1QsQs07eehbU/k9BCS51jTyc1Jpsi2H77HF9"
          + "f/BnjXAOP3/sPObg6V5Ee4EzwLox684hhuMuIwHo7D8KFk3LIHOKDcNI4It1aCXydFWNpNK+SG86VUDe5kwoDpw4"
          + "Ulqfu9z8OFDGbDs9TCxEv8iqQzbpxOlEVoOe2kalSYM5kApQb3nZcxdUtoE0liJGW3RGUNE0t4v01A==";
  private static final String GET_SIGNATURE =
      "Lc9VXxmeonkdV8Xk9tmigQFLhl0vRWTerdmoRu01aAnYwIrD/5nsSwE1WlmZGLRlAFTNQ3QsMa0+VRDlJp1Wp5p0"
          + "nO8EK68b5sJBbjouxaFciIfq1zfDWWz+jqhcMoKXI1A6dPm1AW7D4d30WsMTNzp6g23OXakIsh9LO3lUmwvTuE0B"
          + "Y8ncf6tNGk4wKmvXwERd/ZpoQY3MAVKz+Nakwc+2XBmzT66KcUehU5kr4IvGa/lEU5RZb/q00zP9VLdBhC/jQSX3"
          + "X1UcJLCtEc4gTmib4tnmAT+bHF/e17ZAuxDNcx6rqT8gNEXqaJGG+1OflMSTU2tpyG65G4dMKdFcoA==";
  private static final String ANSWER_KEY =
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwXNI6sdlknHBnK8Fu2U6Cwor9qY747jP8KAfeBMeveEt"
          + "1TqaHkLfaSD07trZLhGpfs8/AHqjhgSMO1O10YQWOrrJ4hjIWPKqxbgrYMkBQc+mwdiWp4W3ByCqxBRagCveCXRW"
          + "CmuJYovl9H/bsDI0iGbpVtEOghJtfciisYSgxcLufUDTRkvwxjIBK1pCRjk33jJ5YTBWTHMRtMAOcFLNF6hdEYdX"
          + "8SPsgHHeLZ5Lv2T/686w1xtgCHef/sd4uSfWmyzsalQdHG/e4IyYmrhx+O3VBoNDzE3nx23bFeV/RVNCG7cV6Vhm"
          + "YokJNHa/erIPkEmEFID6A5wQOXuxUkmJWwIDAQAB";
  private static final String ANSWER_SIGNATURE =
      "mfI1CPqvBrgcXfgXMFjdNIhBf27ACE2YyeWsWV9ZI7T7RU0vHvbQpu9Z32ogzc+k8ZC5n3kz7h70eWKjgqNdKQF0"
          + "eRp8mVKlmfzMLBVHbssB9jEZEDXThOX1XFqX7s7ymia1hoHQxQagPGzkdWxtlZPZ4ZPvr1RiqkgAu6Is8MZgXXrR"
          + "oBKqjmSdrP1N7uxzJ/cjfSiis9FiLjuADoqmQ1P7p2N876YPAol7Rn0+GswwAwxldbdLrmVSjfytfSBJFqTMHn4i"
          + "tojgxSWWN1byuckQt8hSTEv/Lg97QoeGniYP17T80pJeQyL3b+295FPHSO2AtvCgyIbKMZ0BALilAA==";
  private static final String TIME = "1554208460";
  private static final String NONCE = "593BEC0C930BF1AFEB40B4A08C8FB242";

  private static boolean verifies(SignedMessage message, String signature) {
    PublicKey key = PlainClient.publicKey(DOCUMENTATION_KEY);
    return Rsa.verify(key, message.bytes(), Base64.getDecoder().decode(signature));
  }

  @Test
  void aRequestWithABodyIsReadAsItWasSigned() {
    String path = "/v3/pay/transactions/jsapi";
    byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
    assertThat(verifies(new SignedMessage("POST", path, TIME, NONCE, body), POST_SIGNATURE))
        .isTrue();
    assertThat(verifies(new SignedMessage("PUT", path, TIME, NONCE, body), POST_SIGNATURE))
        .isFalse();
    assertThat(verifies(new SignedMessage("POST", path + "?", TIME, NONCE, body), POST_SIGNATURE))
        .isFalse();
    assertThat(verifies(new SignedMessage("POST", path, "1554208461", NONCE, body), POST_SIGNATURE))
        .isFalse();
    assertThat(verifies(new SignedMessage("POST", path, TIME, NONCE, new byte[0]), POST_SIGNATURE))
        .isFalse();
  }

  @Test
  void aRequestWithoutABodyIsReadAsItWasSigned() {
    String path = "/v3/refund/domestic/refunds/123123123123";
    assertThat(verifies(new SignedMessage("GET", path, TIME, NONCE, new byte[0]), GET_SIGNATURE))
        .isTrue();
    assertThat(
            verifies(new SignedMessage("GET", path, TIME, NONCE, new byte[] {'\n'}), GET_SIGNATURE))
        .isFalse();
  }

  @Test
  void aRealAnswerVerifiesLikeOurs() {
    String message =
        "1722850421\nd824f2e086d3c1df967785d13fcd22ef\n{\"code_url\":\"weixin://wxpay/bizpayurl?pr=JyC91EIz1\"}\n";
    PublicKey key = PlainClient.publicKey(ANSWER_KEY);
    assertThat(PlainClient.verify(key, message, ANSWER_SIGNATURE)).isTrue();
    assertThat(PlainClient.verify(key, message.strip(), ANSWER_SIGNATURE)).isFalse();
  }

  @Test
  void sealingIsAesGcmWithTheTagBehind() throws Exception {
    String key = "0123456789abcdef0123456789abcdef";
    ObjectNode sealed = SealedResource.seal(key, "transaction", "{}");
    byte[] bytes = Base64.getDecoder().decode(sealed.path("ciphertext").asText());
    assertThat(bytes).hasSize(2 + 16);
    var cipher = javax.crypto.Cipher.getInstance("AES/GCM/NoPadding");
    byte[] nonce = sealed.path("nonce").asText().getBytes(StandardCharsets.US_ASCII);
    assertThat(nonce).hasSize(12);
    cipher.init(
        javax.crypto.Cipher.DECRYPT_MODE,
        new javax.crypto.spec.SecretKeySpec(key.getBytes(StandardCharsets.US_ASCII), "AES"),
        new javax.crypto.spec.GCMParameterSpec(128, nonce));
    cipher.updateAAD("transaction".getBytes(StandardCharsets.US_ASCII));
    assertThat(new String(cipher.doFinal(bytes), StandardCharsets.US_ASCII)).isEqualTo("{}");
  }
}
