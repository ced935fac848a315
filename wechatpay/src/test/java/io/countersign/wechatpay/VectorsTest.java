// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Outcome;
import io.countersign.Pem;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.ShowQrCode;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import io.countersign.spi.AesGcm;
import io.countersign.spi.RsaSha256;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Published values: the documentation's pay-signs and request signature (made with the throw-away
 * key of the documents, verified here with its public half), a real signed answer, and the GCM data
 * of the official SDKs' tests.
 */
class VectorsTest {
  private static final String DOCS_KEY =
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAptpm+qvIDCh/9wjU26SQCK26og"
          + "YkBhDrYxnAaw2JbbBsp1oDbHKk+1r381NeBUG2HEFAuU+Fr72u5ot3yKdzoF/FajAzQNKn"
          + "m569/D3upKoi8mYBaST15Uig8j8qoUW1U217LL0jEHlSnHV3lcaDTXqDpTRR4Bfz9IqOgJ"
          + "gFZ8/oTfEomSrjrLYef81Eyxr7ZIMQXEKKEK7V4UXKS0+/fDsiG/cXidhzt8UbTL9vqXqx"
          + "M2+IDImyO+FAc/tkBG55LmzxPto1Nq0WbnZzRM/wTzrd0I/8NlevxtFbphg4evlHjFNI7+"
          + "GrqR87ViEwuAJJ9Je5QQjct5YJfFRWiZ5CMQIDAQAB";
  private static final String NONCE = "593BEC0C930BF1AFEB40B4A08C8FB242";
  private static final Instant TIME = Instant.ofEpochSecond(1_554_208_460);
  private static final String PREPAY_ID = "wx201410272009395522657a690389285100";
  private static final String PAGE_SIGN =
      "mI35pfNEQV6777ke/1T+LJLQDNTm7yeoUJH+j/adPGhmCCi0PbgkvYQTRcXH0uibcLVtvF"
          + "LdGLpmoYO9FV6lBBsTAjuhh5YOvQi0e2g3e0yytitiNET9FEuqM0pjnKfRW4K6LIZDdbWJ"
          + "v9KhZUx3DrJa5TL7OJ7VdADVivxVySIlPVKjGwuCXzuXSJes0UcILgWQUMyha5/3nYofuH"
          + "tS7r+KYyMuxD+oJ9VM1Qdxk4UIG59CP5Y3wtYIFybyF3bdu1caHTRRX+DLyMXyYA/IrTmi"
          + "W01c4RPjpHBX5Dk1sZyY1zVsWNsvMHr2e1NTWtBxKJ+qk5N61J7caYoepHFaxw==";
  private static final String APP_SIGN =
      "gXx9KhTP6IooKV1SuG3OCGlBIgZbKtubCZvnau6khw1iffvNT28IzLbKmztq2xA/RCNbZa"
          + "1XOsoiuVmAEeTZQicWfhv4P+O4oBRIrx0X9f3cnWFkMBU9alTWs0nyQ1N9fcILOTe0f4kx"
          + "OhVh+/Xhn5hOiUK7Sz3XA1mcpa3R2NCWf/e+0ow/RDf15iTymOHgDrEkT/gedg/3E0iXfD"
          + "X3mFicSZhrHESZDOTXcl9RzELREBUFznd/o2NQM99WcL86m23HY0cTy+QGWU4QDmNrbQ9i"
          + "hmLW71qPb0Cx/d7EQvw/Kyx0A6s64ZQp3hHdcmiRcLnjVXrKCk7LShaCK+lS3Q==";
  private static final String REQUEST_SIGN =
      "jnks4dlrPw3ZX+ozVvSK39oa0t7OMBsg83BHAwd8BRdUFiVaQNTLTvci+wURgP1OQBbKYh"
          + "FGvt7iqYpDSTQkp7Uq1sltaQKyncCyrA1g88m5bsKERQfPyT0ahSwKTYJ1CAn9QiJuSJRq"
          + "1QsQs07eehbU/k9BCS51jTyc1Jpsi2H77HF9f/BnjXAOP3/sPObg6V5Ee4EzwLox684hhu"
          + "MuIwHo7D8KFk3LIHOKDcNI4It1aCXydFWNpNK+SG86VUDe5kwoDpw4Ulqfu9z8OFDGbDs9"
          + "TCxEv8iqQzbpxOlEVoOe2kalSYM5kApQb3nZcxdUtoE0liJGW3RGUNE0t4v01A==";
  private static final String GET_SIGN =
      "Lc9VXxmeonkdV8Xk9tmigQFLhl0vRWTerdmoRu01aAnYwIrD/5nsSwE1WlmZGLRlAFTNQ3"
          + "QsMa0+VRDlJp1Wp5p0nO8EK68b5sJBbjouxaFciIfq1zfDWWz+jqhcMoKXI1A6dPm1AW7D"
          + "4d30WsMTNzp6g23OXakIsh9LO3lUmwvTuE0BY8ncf6tNGk4wKmvXwERd/ZpoQY3MAVKz+N"
          + "akwc+2XBmzT66KcUehU5kr4IvGa/lEU5RZb/q00zP9VLdBhC/jQSX3X1UcJLCtEc4gTmib"
          + "4tnmAT+bHF/e17ZAuxDNcx6rqT8gNEXqaJGG+1OflMSTU2tpyG65G4dMKdFcoA==";
  private static final String REQUEST_BODY =
      "{\"appid\":\"wxd678efh567hg6787\",\"mchid\":\"1900007291\",\"description\":\"Image形象店-深圳腾大-QQ公仔\","
          + "\"out_trade_no\":\"1217752501201407033233368018\",\"notify_url\":\"https://www.weixin.qq.com/wxpay/pay.php\","
          + "\"amount\":{\"total\":100,\"currency\":\"CNY\"},\"payer\":{\"openid\":\"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o\"}}";

  private static final String ANSWER_KEY =
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwXNI6sdlknHBnK8Fu2U6Cwor9q"
          + "Y747jP8KAfeBMeveEt1TqaHkLfaSD07trZLhGpfs8/AHqjhgSMO1O10YQWOrrJ4hjIWPKq"
          + "xbgrYMkBQc+mwdiWp4W3ByCqxBRagCveCXRWCmuJYovl9H/bsDI0iGbpVtEOghJtfciisY"
          + "SgxcLufUDTRkvwxjIBK1pCRjk33jJ5YTBWTHMRtMAOcFLNF6hdEYdX8SPsgHHeLZ5Lv2T/"
          + "686w1xtgCHef/sd4uSfWmyzsalQdHG/e4IyYmrhx+O3VBoNDzE3nx23bFeV/RVNCG7cV6V"
          + "hmYokJNHa/erIPkEmEFID6A5wQOXuxUkmJWwIDAQAB";
  private static final String ANSWER_SIGN =
      "mfI1CPqvBrgcXfgXMFjdNIhBf27ACE2YyeWsWV9ZI7T7RU0vHvbQpu9Z32ogzc+k8ZC5n3"
          + "kz7h70eWKjgqNdKQF0eRp8mVKlmfzMLBVHbssB9jEZEDXThOX1XFqX7s7ymia1hoHQxQag"
          + "PGzkdWxtlZPZ4ZPvr1RiqkgAu6Is8MZgXXrRoBKqjmSdrP1N7uxzJ/cjfSiis9FiLjuADo"
          + "qmQ1P7p2N876YPAol7Rn0+GswwAwxldbdLrmVSjfytfSBJFqTMHn4itojgxSWWN1byuckQ"
          + "t8hSTEv/Lg97QoeGniYP17T80pJeQyL3b+295FPHSO2AtvCgyIbKMZ0BALilAA==";
  private static final Instant ANSWERED = Instant.ofEpochSecond(1_722_850_421);
  private static final String ANSWER = "{\"code_url\":\"weixin://wxpay/bizpayurl?pr=JyC91EIz1\"}";

  private final Shop shop = Shop.open();
  private final RsaSha256 rsa = new RsaSha256(null);
  private final List<String> signed = new ArrayList<>();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void whatAPageSignsIsWhatTheDocumentsSign() {
    assertOnlyThisVerifies(
        WalletParameters.lines("wx2421b1c4370ec43b", "1554208460", NONCE, "prepay_id=" + PREPAY_ID),
        PAGE_SIGN);
  }

  @Test
  void whatAnAppSignsIsWhatTheDocumentsSign() {
    assertOnlyThisVerifies(
        WalletParameters.lines("wx2421b1c4370ec43b", "1554208460", NONCE, PREPAY_ID), APP_SIGN);
  }

  @Test
  void theWalletParametersSignThoseLines() {
    RequestSigning signing = recording();
    WalletParameters wallet = new WalletParameters(signing);

    wallet.officialAccount("wx2421b1c4370ec43b", PREPAY_ID, TIME);
    wallet.miniProgram("wx2421b1c4370ec43b", PREPAY_ID, TIME);
    wallet.mobileApp("wx2421b1c4370ec43b", "1900007291", PREPAY_ID, TIME);

    assertThat(signed).hasSize(3);
    assertOnlyThisVerifies(signed.get(0), PAGE_SIGN);
    assertOnlyThisVerifies(signed.get(1), PAGE_SIGN);
    assertOnlyThisVerifies(signed.get(2), APP_SIGN);
  }

  @Test
  void aRequestIsSignedAsTheDocumentsSignIt() {
    HttpCall call =
        recording()
            .sign(
                "POST",
                "/v3/pay/transactions/jsapi",
                REQUEST_BODY.getBytes(StandardCharsets.UTF_8),
                null,
                true,
                TIME,
                Duration.ofSeconds(1));

    assertThat(signed).hasSize(1);
    assertOnlyThisVerifies(signed.get(0), REQUEST_SIGN);
    assertThat(call.headers().single("Authorization").orElseThrow())
        .startsWith("WECHATPAY2-SHA256-RSA2048 mchid=\"")
        .contains(",nonce_str=\"" + NONCE + "\",timestamp=\"1554208460\",serial_no=\"");
    assertThat(new String(call.body().orElseThrow(), StandardCharsets.UTF_8))
        .describedAs("sent are the very bytes that are signed")
        .isEqualTo(REQUEST_BODY);
  }

  @Test
  void aRequestWithoutABodySignsAnEmptyLine() {
    recording()
        .sign(
            "GET",
            "/v3/refund/domestic/refunds/123123123123",
            null,
            null,
            false,
            TIME,
            Duration.ofSeconds(1));

    assertThat(signed).hasSize(1);
    assertOnlyThisVerifies(signed.get(0), GET_SIGN);
  }

  @Test
  void aRealSignedAnswerIsBelieved() {
    Outcome<ShowQrCode> outcome = answered(ANSWER_KEY, ANSWERED, ANSWER, ANSWER_SIGN);

    assertThat(Shop.accepted(outcome).value().content())
        .isEqualTo("weixin://wxpay/bizpayurl?pr=JyC91EIz1");
  }

  @Test
  void theRealAnswerIsNotBelievedAtAnotherTime() {
    assertThat(answered(ANSWER_KEY, ANSWERED.plusSeconds(299), ANSWER, ANSWER_SIGN))
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(answered(ANSWER_KEY, ANSWERED.minusSeconds(299), ANSWER, ANSWER_SIGN))
        .isInstanceOf(Outcome.Accepted.class);
    Shop.unknown(answered(ANSWER_KEY, ANSWERED.plusSeconds(300), ANSWER, ANSWER_SIGN));
    Shop.unknown(answered(ANSWER_KEY, ANSWERED.minusSeconds(300), ANSWER, ANSWER_SIGN));
  }

  @Test
  void theRealAnswerIsNotBelievedWithOneByteChanged() {
    Shop.unknown(answered(ANSWER_KEY, ANSWERED, ANSWER.replace("EIz1", "EIz2"), ANSWER_SIGN));
    Shop.unknown(answered(ANSWER_KEY, ANSWERED, ANSWER + "\n", ANSWER_SIGN));
    Shop.unknown(answered(ANSWER_KEY, ANSWERED, ANSWER + "\r\n", ANSWER_SIGN));
    Shop.unknown(answered(ANSWER_KEY, ANSWERED, ANSWER.replace(":\"", ": \""), ANSWER_SIGN));
    Shop.unknown(answered(ANSWER_KEY, ANSWERED, ANSWER, ANSWER_SIGN.replace("mfI1", "mfI2")));
  }

  @Test
  void theRealAnswerIsNotBelievedUnderAnotherKey() {
    Shop.unknown(answered(DOCS_KEY, ANSWERED, ANSWER, ANSWER_SIGN));
  }

  @Test
  void sealedContentOpensAsInTheOfficialSdk() {
    assertOnlyThisOpens(
        "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb",
        "uluk4a9R25RW",
        "associatedData",
        "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI=",
        "message");
  }

  @Test
  void sealedContentWithAKeyOf16BytesOpensAsInTheOfficialGoSdk() {
    assertOnlyThisOpens(
        "testAPIv3Key0000",
        "wCq51qZv4Yfg",
        "Dl56FrqWQJF1t9LtC3vEUsniZKvbqdR8",
        "FsdXzxryWfKwvLJKf8LG/ToRPTRh8RN9wROC",
        "Hello World");
  }

  @Test
  void aSealedPaymentOpens() {
    assertOnlyThisOpens(
        "0123456789abcdef0123456789abcdef",
        "fdasflkja484",
        "transaction",
        "DUcegK33A8MEOgdCtMPWwAdrzVDy3c3PSUd0ZmYkqr+HZBhZ2IJoK5vVPIeeibkKWLa2vkgxxAD48JLBdpvDHsAqXos"
            + "ogSt0M0YRDzhfQpoF5kPvkGp0+B+Mf8DQCo2GFFDZ2hLAwHpEXWX4JxsNzUSIZ3NfwKlTwCvlJyQQlqptIvrq"
            + "c5Zn4u8QEfeXbKI5AseHKg==",
        "{\"mchid\":\"1900000109\",\"out_trade_no\":\"1217752501201407033233368018\","
            + "\"trade_state\":\"SUCCESS\",\"amount\":{\"total\":100,\"currency\":\"CNY\"}}");
  }

  private void assertOnlyThisVerifies(String message, String signature) {
    RSAPublicKey docs = Pem.text(DOCS_KEY).rsaPublicKey("docs");
    assertThat(verifies(docs, message, signature)).isTrue();
    assertThat(verifies(docs, message.substring(0, message.length() - 1), signature))
        .describedAs("without the last line end")
        .isFalse();
    assertThat(verifies(docs, message + "\n", signature)).isFalse();
    assertThat(verifies(docs, message.replace("\n", "\r\n"), signature)).isFalse();
    for (int i = 0; i < message.length(); i++) {
      char other = message.charAt(i) == 'x' ? 'y' : 'x';
      assertThat(
              verifies(docs, message.substring(0, i) + other + message.substring(i + 1), signature))
          .describedAs("with another byte at " + i)
          .isFalse();
    }
    assertThat(verifies(docs, message, signature.replace(signature.charAt(20), 'A'))).isFalse();
    assertThat(verifies(Pem.text(ANSWER_KEY).rsaPublicKey("other"), message, signature)).isFalse();
  }

  private boolean verifies(RSAPublicKey key, String message, String signature) {
    return rsa.verifies(key, message.getBytes(StandardCharsets.UTF_8), signature);
  }

  private static void assertOnlyThisOpens(
      String key, String nonce, String associatedData, String sealed, String content) {
    assertThat(opened(key, nonce, associatedData, sealed)).contains(content);
    byte[] bytes = Base64.getDecoder().decode(sealed);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 1;
      assertThat(opened(key, nonce, associatedData, Base64.getEncoder().encodeToString(bytes)))
          .describedAs("with another byte at " + i)
          .isEmpty();
      bytes[i] ^= 1;
    }
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThat(opened(key, nonce, associatedData, Base64.getEncoder().encodeToString(cut)))
          .describedAs("cut after " + length)
          .isEmpty();
    }
    assertThat(opened(new StringBuilder(key).reverse().toString(), nonce, associatedData, sealed))
        .isEmpty();
    assertThat(opened(key, "a" + nonce.substring(1), associatedData, sealed)).isEmpty();
    assertThat(opened(key, nonce, "", sealed)).isEmpty();
    assertThat(opened(key, nonce, associatedData + "\n", sealed)).isEmpty();
  }

  private static Optional<String> opened(
      String key, String nonce, String associatedData, String sealed) {
    return new AesGcm(null)
        .open(Secret.of(key), nonce, associatedData, sealed)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Remembers what it is given to sign; its nonce is the documents'. */
  private RequestSigning recording() {
    WeChatPayConfig config =
        WeChatPayConfig.builder()
            .mchid("1900007291")
            .merchantSerial(shop.merchant.merchantSerial())
            .signer(
                message -> {
                  signed.add(new String(message, StandardCharsets.UTF_8));
                  return new byte[256];
                })
            .apiV3Key(Secret.of(shop.merchant.apiV3Key()))
            .appId(WeChatPayAppKind.OFFICIAL_ACCOUNT, "wx2421b1c4370ec43b")
            .build();
    return new RequestSigning(config, new DocumentsNonce());
  }

  private static final class DocumentsNonce implements RandomGenerator {
    private int next;

    @Override
    public int nextInt(int bound) {
      return Character.digit(NONCE.charAt(next++ % NONCE.length()), 16);
    }

    @Override
    public long nextLong() {
      throw new AssertionError("a nonce asks for letters only");
    }
  }

  private Outcome<ShowQrCode> answered(String key, Instant now, String body, String signature) {
    HttpAnswer answer =
        new HttpAnswer(
            200,
            Headers.builder()
                .add("Wechatpay-Timestamp", "1722850421")
                .add("Wechatpay-Nonce", "d824f2e086d3c1df967785d13fcd22ef")
                .add("Wechatpay-Signature", signature)
                .add("Wechatpay-Serial", "PUB_KEY_ID_0114232134912410000000000000")
                .build(),
            body.getBytes(StandardCharsets.UTF_8));
    WeChatPayClient client =
        WeChatPayClient.of(
            shop.configWithoutPublicKey()
                .publicKey("PUB_KEY_ID_0114232134912410000000000000", Pem.text(key))
                .clock(Clock.fixed(now, ZoneOffset.UTC))
                .retryPolicy(RetryPolicy.none())
                .transport(new OneAnswer(answer))
                .build());
    return client.create(shop.order(Scene.qrCode()).build());
  }

  private static final class OneAnswer implements HttpTransport {
    private final HttpAnswer answer;

    OneAnswer(HttpAnswer answer) {
      this.answer = answer;
    }

    @Override
    public HttpAnswer send(HttpCall call) {
      return answer;
    }

    @Override
    public HttpDownload download(HttpCall call) throws TransportException {
      throw new TransportException("nothing to download", false);
    }
  }
}
