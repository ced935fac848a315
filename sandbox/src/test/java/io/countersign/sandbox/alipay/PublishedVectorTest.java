// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Alipay has published, so that this side is not only right in its own eyes. */
class PublishedVectorTest {
  private static final String PRODUCT_KEY =
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqObrdC7hrgAVM98tK0nv3hSQRGGKT4lBsQjH"
          + "iGjeYZjOPIPHR5knm2jnnz/YGIXIofVHkA/tAlBAd5DrY7YpvI4tP5EONLtZKC2ghBMx7McI2wRD0xiq"
          + "zxOQr1FuhZGJ8/AUokBzJrzY+aGX2xcOrxFYRlFilvVLTXg4LWjR1tdPkO6+i7wQZAIVMClPkwVRZEba"
          + "ERRHlKqTzv2gGv5rDU8gRoe1LeaN+6BlbTqHWkQcNCUNrA8C6l17XAXGKDsm/9TFWwO8EPHHHCaQdjtV"
          + "5/FdcWIt+L8SR1ss7EXTjYDFtxcKVv9rEoY1lX8T4mX+GbXfZHraG5NCF1+XioL5JwIDAQAB";
  private static final String PRODUCT_SIGN =
      "QfTb8tqE1BMhS5qAnXtvsF3/jBkEvu9q9en0pdbBUDDjvKycZhQb7h8GDs4FKfi049PynaNuatxSgLb/"
          + "nLWZpXyyh0LEWdK2S6Ri7nPwrVgOs08zugLO20vOQz44y3ti2Ncm8/wZts1Fr2gZ7pShnVX3d1B50hbs"
          + "XnObT1r/U8ONNQjWXd0HIul4TG+Q3fm3svmSvFEy0WnzuhcyHPX5Gm4ELNctL6Qd5YniGJFNcc7kopHY"
          + "tI/XD9YCKCH6Ct02rzUs9i11C9CsadtZn+WhxF26Dqt9sGEFajkJ8cxUTLi8+VCpLHsgPE8P0y095uQc"
          + "DdK0YjCh4x7wVSov+lrmOQ==";
  private static final String MARKET_KEY =
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAk6DCsBIUhWriFohzRV8Fic6oQWNnLKKILNk9"
          + "7VU5qcHEuxYzCujKoyva5gy1170mFJw4IcgJF8AyS7iDUwzAwF4Pp9CpWxDhUhe7mdQJhjBmvTcPLGFF"
          + "rzlj6unO5lAcbdwaxPUtSxOaNxPJGrTK/wnKQSbjTMMltp1J68q2Tfgrsn/NdZ6lrxO9rvmky8kowqaH"
          + "5NjntyHO59jCGabMj5sI14z8N61wB/QuIJrDuzIPMPrSNbq0cOWcSCDG09oUHTp9fk7suDB8UiFcmVTX"
          + "OvK3d4HbeX8V9YsEMxrwxEoYgRRj6K2qrC6oxw480cqf2ueumCmHg6xrcgkyXK81hwIDAQAB";
  private static final String MARKET_SIGN =
      "MsK5SCw8oqLw4f0hiNSd5OVGXxBY3wnQeT8vn5PklJSZFWSZbK4hQbNvkp4ZezeXQH514cEv0ul6Qow8"
          + "yh6e6yM06LfEL+EZjcpZ0nxzFGRNQ5qq2AUc1OaXQdk92AGvxh+Iq4NGpPQFBd4D8EBJa3NJd8+czMfQ"
          + "skceosOQFqUtLQMYa5DPs+VpN7VM5BdXjaVIuKn5d9Wm2B9dI9ObIM+YRySDkZZPv14DVmUvcrcqJfOR"
          + "8aHvtSd7B4l92wUQPQgQKNcOQho7xOHS/Bk+Y74AZL2y7TkNmdDoq9OGsThuF5tDW9rI9nVwXxOtsuB+"
          + "bstra+W7aw9x9DvkKgdSRw==";
  private static final String ANSWER_KEY =
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAk7LzhmMa2c4qQd4fqAqenfbuFoA7stPKvoS1"
          + "LrZEsVnOOGUUjwoa1oU9xsSPjcOWhIerU/VAN4J95GIAXx59ipcleIyfLn2FhHXPgLJpvo+b2jJFyn/1"
          + "/DbeJDh+0yDVAOf50Z7HhI0mdUhFMkXlT7BU0ZMtJf/TmISFEfhDU/w6qFd6D42L97byAkq0K6LroglS"
          + "VF24GqJEa7hSeUIkZWj7RasykXrc2uVJ1+ejkXE0LyPxa2AHykMGbJLf5SiZvaNzUZgnKIR36mLOHpQ/"
          + "2JCXxhXZYUWHzy0kMH54JcUEeksFWBYLGvLjV1phbcUIc3Q76tIuqApY6E222OoZZQIDAQAB";
  private static final String ANSWER_SIGN =
      "F+LDzpTNiavn7xVZPGuPCSSVRSmWzJGgtuji6tVELGEaqMaNj0jRKXUEr5nloZJBBmwEnddOyCjjepMm"
          + "rTKTvoOqQ0Efxpr/R1iEeHTHVbb/Q8TTh6Up5gHJDkILdaWS2q1cWeQ6VT+HQY9P3WRXS7uhILHuDODI"
          + "hpAyCu5KhWGt0rMCIG+Im6NODJP2oohtSCtmTFXg58HH587Z2y2bdbjzOxLvzD9IrU1imghXQ2S/Q+wM"
          + "IvRk9on6cWnBLkrNvJKapA2ReNGWOwyuASvB9zDVzhMPbR+3mfRGkVDxsq5HYLjBKGskJMXHw0HuugZi"
          + "j6ScRuaLPODhmHwr/pJ9yw==";
  private static final String ANSWER =
      "{\"code\":\"10000\",\"msg\":\"Success\",\"file_id\":\"CAxAToWB1JsAAAAAAAAAAAAADgSLAQBr\"}";
  private static final String SM2_KEY =
      "MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEtKLsRb5wEB+656k58A2tYa3mNLBKQP7qd/o+xYfZHTtnBEUMPdLcb1GJ"
          + "hLRpH22BjWeCB9M/SXPa6JWABg7gDw==";
  private static final String SM2_SIGN =
      "MEUCIQDw5jNHxCm3904JqV9gTK93Mg67vLqWiweaamjVM/PoyQIga+eSzNG4/8xJK1H2h4BiHqsrz8V2C7TsoypH4F2t"
          + "4v8=";

  private static Map<String, String> product() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("gmt_create", "2019-08-15 15:56:22");
    fields.put("charset", "utf-8");
    fields.put("seller_email", "z97-yuquerevenue@service.aliyun.com");
    fields.put("subject", "语雀空间 500人规模");
    fields.put("buyer_id", "2088102534368455");
    fields.put("invoice_amount", "0.10");
    fields.put("notify_id", "2019081500222155624068450559358070");
    fields.put("fund_bill_list", "[{\"amount\":\"0.10\",\"fundChannel\":\"ALIPAYACCOUNT\"}]");
    fields.put("notify_type", "trade_status_sync");
    fields.put("trade_status", "TRADE_SUCCESS");
    fields.put("receipt_amount", "0.10");
    fields.put("buyer_pay_amount", "0.10");
    fields.put("sign_type", "RSA2");
    fields.put("app_id", "2019073166072302");
    fields.put("seller_id", "2088531891668739");
    fields.put("gmt_payment", "2019-08-15 15:56:24");
    fields.put("notify_time", "2019-08-15 15:56:25");
    fields.put("version", "1.0");
    fields.put("out_trade_no", "20190815155618536-564-57");
    fields.put("total_amount", "0.10");
    fields.put("trade_no", "2019081522001468450512505578");
    fields.put("auth_app_id", "2019073166072302");
    fields.put("buyer_logon_id", "xud***@126.com");
    fields.put("point_amount", "0.00");
    return fields;
  }

  private static Map<String, String> market() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("app_id", "2017122801303261");
    fields.put("charset", "UTF-8");
    fields.put("commodity_order_id", "2019030800000018079639");
    fields.put("contactor", "技术支持测试的公司");
    fields.put("merchant_pid", "2088721996721370");
    fields.put("method", "alipay.open.servicemarket.order.notify");
    fields.put("name", "技术支持测试的公司");
    fields.put("notify_id", "2019030800222102023008121054923345");
    fields.put("notify_time", "2019-03-08 10:20:23");
    fields.put("notify_type", "servicemarket_order_notify");
    fields.put("order_item_num", "1");
    fields.put("order_ticket", "29b1c37d99ab48c5bd5bdaeaeaefbB37");
    fields.put("order_time", "2019-03-08 10:20:08");
    fields.put("phone", "17826894615");
    fields.put("service_code", "58621634");
    fields.put("sign_type", "RSA2");
    fields.put("timestamp", "2019-03-08 10:20:23");
    fields.put("title", "麦禾商城模版");
    fields.put("total_price", "0.00");
    fields.put("version", "1.0");
    return fields;
  }

  private static PublicKey key(String base64) throws Exception {
    return KeyFactory.getInstance("RSA")
        .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  private static boolean proves(String key, String text, String sign) throws Exception {
    return SignType.RSA2.proves(key(key), text.getBytes(StandardCharsets.UTF_8), sign);
  }

  @Test
  void aProductsNotificationIsSignedWithoutItsType() throws Exception {
    assertThat(proves(PRODUCT_KEY, Pairs.signedWithoutType(product()), PRODUCT_SIGN)).isTrue();
    assertThat(proves(PRODUCT_KEY, Pairs.signed(product()), PRODUCT_SIGN)).isFalse();
  }

  @Test
  void aMarketsNotificationIsSignedWithItsType() throws Exception {
    assertThat(proves(MARKET_KEY, Pairs.signed(market()), MARKET_SIGN)).isTrue();
    assertThat(proves(MARKET_KEY, Pairs.signedWithoutType(market()), MARKET_SIGN)).isFalse();
  }

  @Test
  void everyFieldOfANotificationIsProven() throws Exception {
    for (String name : product().keySet()) {
      if (!name.equals("sign_type")) {
        Map<String, String> changed = product();
        changed.put(name, changed.get(name) + "1");
        assertThat(proves(PRODUCT_KEY, Pairs.signedWithoutType(changed), PRODUCT_SIGN))
            .as(name)
            .isFalse();
      }
    }
  }

  @Test
  void anAnswerIsSignedAsItStands() throws Exception {
    assertThat(proves(ANSWER_KEY, ANSWER, ANSWER_SIGN)).isTrue();
    assertThat(proves(ANSWER_KEY, ANSWER.replace(",", ", "), ANSWER_SIGN)).isFalse();
    assertThat(proves(PRODUCT_KEY, ANSWER, ANSWER_SIGN)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"''", "A", "AAAA", "not base64 at all"})
  void whatIsNoSignatureProvesNothing(String sign) throws Exception {
    assertThat(proves(ANSWER_KEY, ANSWER, sign)).isFalse();
  }

  @Test
  void sm2IsTheSameEverywhere() throws Exception {
    PublicKey key =
        KeyFactory.getInstance("EC", Bouncy.CASTLE)
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(SM2_KEY)));
    byte[] text = "test".getBytes(StandardCharsets.UTF_8);
    assertThat(SignType.SM2.proves(key, text, SM2_SIGN)).isTrue();
    assertThat(SignType.SM2.proves(key, new byte[] {1}, SM2_SIGN)).isFalse();
  }

  @Test
  void contentIsEncryptedAsPublished() {
    String key = "aa4BtZ4tspm2wnXLb1ThQA==";
    assertThat(ContentCipher.AES.seal("test1234567", key, StandardCharsets.UTF_8))
        .isEqualTo("ILpoMowjIQjfYMR847rnFQ==");
    assertThat(ContentCipher.AES.open("ILpoMowjIQjfYMR847rnFQ==", key, StandardCharsets.UTF_8))
        .contains("test1234567");
    assertThat(ContentCipher.AES.open("ILpoMowjIQjfYMR847rnFA==", key, StandardCharsets.UTF_8))
        .isNotEqualTo(Optional.of("test1234567"));
    assertThat(ContentCipher.AES.open("no base64!", key, StandardCharsets.UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"AES_V2", "SM4"})
  void theOtherCiphersHideEachTimeDifferently(ContentCipher cipher) {
    String key = Numbers.contentKey();
    String first = cipher.seal("{\"茶\":\"🍵\"}", key, StandardCharsets.UTF_8);
    assertThat(first).isNotEqualTo(cipher.seal("{\"茶\":\"🍵\"}", key, StandardCharsets.UTF_8));
    assertThat(cipher.open(first, key, StandardCharsets.UTF_8)).contains("{\"茶\":\"🍵\"}");
    assertThat(cipher.open(first, Numbers.contentKey(), StandardCharsets.UTF_8)).isEmpty();
    assertThat(cipher.open("AAAA", key, StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aCertificatesNumberIsOfItsIssuerAndSerial() {
    String issuer =
        "CN=Ant Financial Certification Authority Class 1 R1,OU=Certification Authority,O=Ant"
            + " Financial,C=CN";
    assertThat(Certificates.number(issuer, new BigInteger("7")))
        .isEqualTo("ad674961bad1452e9566869fadd034a3")
        .isNotEqualTo(Certificates.number(issuer.replace(",", ", "), new BigInteger("7")));
  }
}
