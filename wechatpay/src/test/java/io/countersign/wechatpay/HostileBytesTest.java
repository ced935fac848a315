// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.UnavailableException;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Rightly signed bytes that no gateway would send, and bytes that never end. */
class HostileBytesTest {
  private static final Platform PLATFORM =
      Platform.withNewKey("PUB_KEY_ID_0114232134912410000000000000");

  private final Shop shop = Shop.open();
  private final String key = shop.merchant.apiV3Key();
  private final WeChatPayClient client =
      WeChatPayClient.of(
          shop.configWithoutPublicKey().publicKey(PLATFORM.keyId, PLATFORM.publicKey()).build());
  private final PaymentRef expected =
      shop.expect(
          PaymentRef.of("wechatpay", new PaymentId("ORDER0001", shop.clock.instant()), Shop.TEN));
  private final String content =
      "{\"mchid\":\""
          + shop.merchant.mchid()
          + "\",\"appid\":\""
          + shop.merchant.appId()
          + "\",\"out_trade_no\":\"ORDER0001\",\"trade_state\":\"SUCCESS\",\"transaction_id\":\"42\","
          + "\"amount\":{\"total\":1000,\"currency\":\"CNY\"},\"attach\":\"x\"}";

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void theContentThatTheOthersAreMadeFromIsBelieved() {
    PaymentChanged changed =
        (PaymentChanged) client.notifications().verify(sent(Platform.envelope(key, content)));

    assertThat(changed.number()).isEqualTo(expected.number());
    assertThat(client.notifications().handle(sent(Platform.envelope(key, content)), shop, shop))
        .extracting(reply -> reply.result())
        .isEqualTo(Result.HANDLED);
  }

  @TestFactory
  Stream<DynamicTest> aSignedEnvelopeThatIsNotAsExpectedIsRefused() {
    String right = Platform.envelope(key, content);
    String sealed = Platform.seal(key, content.getBytes(StandardCharsets.UTF_8));
    byte[] tagged = Base64.getDecoder().decode(sealed);
    String shortTag = Base64.getEncoder().encodeToString(Arrays.copyOf(tagged, tagged.length - 4));
    return Stream.of(
            named("nothing", ""),
            named("a blank", " "),
            named("null", "null"),
            named("an array", "[" + right + "]"),
            named("a text", "\"" + "SUCCESS" + "\""),
            named("a form", "code=SUCCESS&sign=AAAA"),
            named("XML", "<xml><return_code>SUCCESS</return_code></xml>"),
            named(
                "XML with an external entity",
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><xml>&e;</xml>"),
            named("a byte order mark before it", "\uFEFF" + right),
            named("bytes after it", right + "x"),
            named("a second object after it", right + right),
            named("NUL after it", right + "\u0000"),
            named("NUL before it", "\u0000" + right),
            named("cut off", right.substring(0, right.length() - 2)),
            named("a name twice", right.replace("{\"id\"", "{\"id\":\"EV-0\",\"id\"")),
            named(
                "the ciphertext twice",
                right.replace("\"ciphertext\"", "\"ciphertext\":\"AAAA\",\"ciphertext\"")),
            named("half a surrogate pair", right.replace("EV-1", "EV-\\ud83c")),
            named("a raw control character", right.replace("EV-1", "EV\n1")),
            named("10,000 levels", "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)),
            named("10,000 arrays", "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"),
            named("a number of 900,000 digits", "{\"n\":" + "9".repeat(900_000) + "}"),
            named("a name of 900,000 letters", "{\"" + "n".repeat(900_000) + "\":1}"),
            named("an exponent", "{\"n\":1e999999999}"),
            named("no id", right.replace("\"id\"", "\"ID\"")),
            named("a blank id", right.replace("EV-1", " ")),
            named("id null", right.replace("\"EV-1\"", "null")),
            named("id an object", right.replace("\"EV-1\"", "{}")),
            named("no event type", right.replace("event_type", "event_typo")),
            named("no resource", right.replace("\"resource\"", "\"resources\"")),
            named(
                "a resource that is a text",
                "{\"id\":\"1\",\"event_type\":\"T\",\"resource\":\"r\"}"),
            named("no algorithm", right.replace("\"algorithm\"", "\"algo\"")),
            named("another algorithm", right.replace("AEAD_AES_256_GCM", "AEAD_SM4_GCM")),
            named("algorithm none", right.replace("AEAD_AES_256_GCM", "none")),
            named("no ciphertext", right.replace("ciphertext", "plaintext")),
            named("an empty ciphertext", right.replace(sealed, "")),
            named("a ciphertext that is not Base64", right.replace(sealed, "!!!not-base64!!!")),
            named("a ciphertext shorter than its tag", right.replace(sealed, "AAAA")),
            named("a cut tag", right.replace(sealed, shortTag)),
            named("the content in the clear", right.replace(sealed, quoted(content))),
            named("no associated data", right.replace("\"associated_data\"", "\"aad\"")),
            named(
                "other associated data",
                right.replace("\"associated_data\":\"t", "\"associated_data\":\"T")),
            named("no nonce", right.replace("\"nonce\"", "\"n0nce\"")),
            named("sealed with another key", Platform.envelope("x".repeat(32), content)))
        .map(
            entry ->
                dynamicTest(
                    entry.getKey(),
                    () -> {
                      assertThat(entry.getValue()).isNotEqualTo(right);
                      assertUnreadable(entry.getValue());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aNonceOfAnotherLengthIsRefused() {
    String right = Platform.envelope(key, content);
    return IntStream.of(0, 1, 6, 11, 13, 16, 64, 10_000)
        .mapToObj(
            length ->
                dynamicTest(
                    length + " characters",
                    () -> assertUnreadable(right.replace(Platform.NONCE, "n".repeat(length)))));
  }

  @TestFactory
  Stream<DynamicTest> sealedContentThatIsNoPaymentIsRefused() {
    return Stream.of(
            "",
            "null",
            "[]",
            "\"SUCCESS\"",
            "{}",
            "{\"out_trade_no\":\"ORDER0001\"}",
            content + "}",
            content + content,
            "\uFEFF" + content,
            content.replace("\"trade_state\"", "\"trade_state\":\"NOTPAY\",\"trade_state\""),
            content.replace("1000", "1000.5"),
            content.replace("1000", "1e3"),
            content.replace("1000", "99999999999999999999"),
            content.replace("1000", "-1000"),
            content.replace("1000", "\"1000\""),
            content.replace("1000", "01000"),
            content.replace("1000", "+1000"),
            content.replace("1000", "NaN"),
            content.replace("CNY", "¥"),
            content.replace("CNY", "CNY\\u0000"),
            content.replace("\"x\"", "\"\\udc00\""),
            content.replace("\"x\"", "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)))
        .map(
            json ->
                dynamicTest(
                    "'" + json.substring(0, Math.min(60, json.length())) + "'",
                    () -> assertNotBelieved(sent(Platform.envelope(key, json)))));
  }

  @Test
  void contentThatIsNotUtf8IsRefused() {
    byte[] bytes = content.replace("\"x\"", "\"茶\"").getBytes(Charset.forName("GBK"));
    String envelope =
        Platform.envelope("TRANSACTION.SUCCESS", "transaction", Platform.seal(key, bytes));

    assertNotBelieved(sent(envelope));
  }

  @Test
  void theAmountIsReadWhereItStandsAndNowhereElse() {
    String misplaced =
        content
            .replace("\"amount\":", "\"Amount\":")
            .replace("\"attach\":", "\"total\":1000,\"amount/total\":1000,\"attach\":");

    assertNotBelieved(sent(Platform.envelope(key, misplaced)));
  }

  @Test
  void aNumberThatIsLongerThanANumberOfOursIsUnexpectedAndNoError() {
    String longNumber = content.replace("ORDER0001", "X".repeat(5_000));

    assertNotBelieved(sent(Platform.envelope(key, longNumber)));
  }

  @Test
  void aBodyWithoutEndIsReadToItsBoundOnly() {
    Endless endless = new Endless();

    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> ReceivedRequest.read(Map.of(), endless, shop.clock.instant()))
        .satisfies(tooLarge -> assertThat(tooLarge.reason()).isEqualTo(Reason.UNREADABLE));

    assertThat(endless.read).isBetween(1L, ReceivedRequest.MOST_BYTES * 2L);
  }

  @Test
  void unknownFieldsAreIgnoredAndKept() {
    String more =
        content.replace("\"attach\"", "\"new_field\":{\"of\":[\"next\",\"year\"]},\"attach\"");

    client.notifications().handle(sent(Platform.envelope(key, more)), shop, shop);

    Payment payment = shop.payments.get(0);
    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.fields().texts("new_field/of")).containsExactly("next", "year");
    assertThat(payment.fields().json()).isEqualTo(more);
  }

  @TestFactory
  Stream<DynamicTest> anAnswerLikeThatIsUnavailable() {
    WeChatPayClient impatient = shop.impatientClient();
    PaymentRef paid = shop.paidOrder(impatient);
    return Stream.of(
            "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000),
            "{\"trade_state\":\"SUCCESS\",\"trade_state\":\"NOTPAY\"}",
            "{\"n\":" + "9".repeat(900_000) + "}",
            "{\"trade_state\":\"\\ud800\"}",
            "{}\u0000",
            "{\"out_trade_no\":\"" + paid.number() + "\",\"trade_state\":\"SUCCESS\"}",
            "{\"amount\":{\"total\":1e999999999}}",
            "null",
            "true")
        .map(
            body ->
                dynamicTest(
                    body.substring(0, Math.min(60, body.length())),
                    () -> {
                      shop.merchant
                          .faults()
                          .once(
                              Operation.QUERY,
                              Fault.literal(200, "application/json", body).signed());

                      assertThatExceptionOfType(UnavailableException.class)
                          .isThrownBy(() -> impatient.find(paid));
                    }));
  }

  private static Map.Entry<String, String> named(String name, String body) {
    return Map.entry(name, body);
  }

  private static String quoted(String json) {
    return json.replace("\"", "\\\"");
  }

  private ReceivedRequest sent(String body) {
    return PLATFORM.sent(body, shop.clock.instant());
  }

  private void assertUnreadable(String body) {
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> client.notifications().verify(sent(body)))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.CONTENT_UNREADABLE));
    assertNotBelieved(sent(body));
  }

  private void assertNotBelieved(ReceivedRequest raw) {
    assertThat(client.notifications().handle(raw, shop, shop).result())
        .isIn(Result.REFUSED, Result.UNEXPECTED);
    assertThat(shop.effects()).isZero();
  }

  /** Two billion bytes and more, one at a time or many. */
  private static final class Endless extends InputStream {
    long read;

    @Override
    public int read() {
      read++;
      return ' ';
    }

    @Override
    public int read(byte[] into, int from, int length) {
      Arrays.fill(into, from, from + length, (byte) ' ');
      read += length;
      return length;
    }
  }
}
