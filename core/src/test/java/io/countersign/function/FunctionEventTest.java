// SPDX-License-Identifier: Apache-2.0
package io.countersign.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.InvalidNotificationException;
import io.countersign.ReceivedRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionEventTest {

  private static final Instant NOW = Instant.parse("2026-10-08T16:50:03Z");

  @ParameterizedTest
  @CsvSource({
    "api-gateway-1-json, API_GATEWAY_1, /notify/tea",
    "api-gateway-1-form, API_GATEWAY_1, /notify/tea",
    "api-gateway-2-form, API_GATEWAY_2, /prod/notify/tea",
    "function-url-json, API_GATEWAY_2, /notify/tea",
    "load-balancer, LOAD_BALANCER, /notify/tea",
    "load-balancer-many, LOAD_BALANCER, /notify/tea",
    "function-compute-3, FUNCTION_COMPUTE_3, /notify/tea",
    "scf-api-gateway, SCF, /notify/tea",
    "scf-function-url, SCF, /notify/tea",
    "cloudbase, CLOUDBASE, /notify/tea",
  })
  void everyPlatformIsToldByItsDocument(String document, EventFormat format, String path) {
    HttpEvent event = EventDocuments.http(document);

    assertThat(event.format()).isEqualTo(format);
    assertThat(event.method()).isEqualTo("POST");
    assertThat(event.path()).isEqualTo(path);
    boolean json = event.headers().single("CONTENT-TYPE").orElseThrow().equals("application/json");
    assertThat(new String(event.body(), UTF_8))
        .isEqualTo(json ? EventDocuments.JSON : EventDocuments.FORM);
    ReceivedRequest received = event.received(NOW);
    assertThat(received.body()).isEqualTo(event.body());
    assertThat(received.receivedAt()).isEqualTo(NOW);
    assertThat(received.headers().names()).isEqualTo(event.headers().names());
  }

  @ParameterizedTest
  @CsvSource({
    "api-gateway-1-json, 101.226.103.1",
    "api-gateway-2-form, 175.99.72.1",
    "function-compute-3, 110.75.1.1",
    "scf-api-gateway, 101.226.103.1",
    "scf-function-url, 101.226.103.1",
  })
  void thePeersAddressStandsInAnotherPlaceEachTime(String document, String address) {
    assertThat(EventDocuments.http(document).sourceIp()).contains(address);
  }

  @Test
  void aLoadBalancerTellsNoPeer() {
    assertThat(EventDocuments.http("load-balancer").sourceIp()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api-gateway-1-json",
        "api-gateway-2-form",
        "load-balancer",
        "function-compute-3",
        "scf-api-gateway",
        "cloudbase"
      })
  void queriesAreDecodedOnceWhoeverDecodesThem(String document) {
    HttpEvent event = EventDocuments.http(document);

    assertThat(event.query("word")).contains("茶 1");
    assertThat(event.query("nothing")).isEmpty();
    assertThat(EventDocuments.http("api-gateway-1-form").query()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"api-gateway-1-json", "api-gateway-2-form", "scf-api-gateway"})
  void severalValuesStaySeveral(String document) {
    assertThat(EventDocuments.http(document).query().get("x")).containsExactly("1", "2");
  }

  @Test
  void oddQueriesAreReadAsTheyStand() {
    HttpEvent event = http("\"version\":\"2.0\",\"rawQueryString\":\"a&=b&c=%zz&d=%E8%8C&&e=%4\"");

    assertThat(event.query("a")).contains("");
    assertThat(event.query("")).contains("b");
    assertThat(event.query("c")).contains("%zz");
    assertThat(event.query("d")).contains("\uFFFD");
    assertThat(event.query("e")).contains("%4");
  }

  @Test
  void doubledHeadersAreNeverMadeOne() {
    assertThat(EventDocuments.http("api-gateway-1-json").headers().all("wechatpay-nonce"))
        .containsExactly("n1", "n2");
    assertThat(EventDocuments.http("load-balancer-many").headers().single("Wechatpay-Nonce"))
        .isEmpty();
    assertThat(EventDocuments.http("api-gateway-2-form").headers().single("Wechatpay-Nonce"))
        .contains("n1,n2");
  }

  @Test
  void headersOfAnyFormAreRead() {
    HttpEvent event =
        http(
            "\"headers\":{\"wechatpay-timestamp\":1700000000,\"x-flag\":true,\"x-odd\":{\"a\":1}},"
                + "\"multiValueHeaders\":{}");

    assertThat(event.headers().single("Wechatpay-Timestamp")).contains("1700000000");
    assertThat(event.headers().single("X-Flag")).contains("true");
    assertThat(event.headers().all("X-Odd")).isEmpty();
  }

  @Test
  void aPathThatIsAbsentIsTheRoot() {
    assertThat(((HttpEvent) FunctionEvent.read("{\"httpMethod\":\"GET\"}".getBytes(UTF_8))).path())
        .isEqualTo("/");
  }

  @Test
  void aStrangersLongQueryIsNoErrorOfTheFunction() {
    String name = "a".repeat(3_000);
    HttpEvent event = http("\"queryStringParameters\":{\"" + name + "\":\"1\"}");

    assertThat(event.method()).isEqualTo("POST");
  }

  @Test
  void aLoadBalancersNamesAreOneHoweverTheyAreEscaped() {
    String event =
        "{\"requestContext\":{\"elb\":{}},\"httpMethod\":\"GET\",\"path\":\"/\","
            + "\"queryStringParameters\":{\"a\":\"1\",\"%61\":\"2\"}}";

    assertThat(((HttpEvent) FunctionEvent.read(event.getBytes(UTF_8))).query().get("a"))
        .containsExactly("1", "2");
  }

  @Test
  void cookiesAreTheSameWhereverTheyStand() {
    assertThat(EventDocuments.http("api-gateway-1-json").cookies()).containsExactly("a=1", "b=2");
    assertThat(EventDocuments.http("api-gateway-2-form").cookies()).containsExactly("a=1", "b=2");
    assertThat(EventDocuments.http("cloudbase").cookies()).isEmpty();
  }

  @Test
  void plainTextIsUtf8WhateverAHeaderSays() {
    HttpEvent event =
        http("\"headers\":{\"content-type\":\"text/plain; charset=GBK\"},\"body\":\"茶\"");

    assertThat(event.body()).isEqualTo("茶".getBytes(UTF_8));
  }

  @Test
  void bytesThatAreNoTextSurviveInBase64() {
    byte[] gbk = {(byte) 0xb2, (byte) 0xe8, 0, '\r', '\n'};
    HttpEvent event =
        http(
            "\"isBase64Encoded\":true,\"body\":\""
                + Base64.getEncoder().encodeToString(gbk)
                + "\"");

    assertThat(event.body()).isEqualTo(gbk);
  }

  @Test
  void aBodyThatIsAbsentIsEmpty() {
    assertThat(http("\"body\":null").body()).isEmpty();
    assertThat(http("\"isBase64Encoded\":true").body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "timer-eventbridge-rule, five-minutes, ''",
    "timer-eventbridge-scheduler, nightly, ''",
    "timer-function-compute, five-minutes, follow up",
    "timer-scf, five-minutes, follow up",
  })
  void timersAreToldFromRequests(String document, String trigger, String message) {
    assertThat(FunctionEvent.read(EventDocuments.bytes(document)))
        .isInstanceOfSatisfying(
            TimerEvent.class,
            timer -> {
              assertThat(timer.trigger()).isEqualTo(trigger);
              assertThat(timer.dueAt()).isEqualTo(Instant.parse("2026-10-08T16:50:00Z"));
              assertThat(timer.message()).isEqualTo(message);
              assertThat(timer).hasToString("TimerEvent[" + trigger + " at 2026-10-08T16:50:00Z]");
            });
  }

  @Test
  void aTimerInsideABodyStaysABody() {
    HttpEvent event =
        http("\"body\":\"{\\\"Type\\\":\\\"Timer\\\",\\\"TriggerName\\\":\\\"x\\\"}\"");

    assertThat(event.method()).isEqualTo("POST");
  }

  @Test
  void whatIsNeitherIsHandedThrough() {
    byte[] batch = EventDocuments.bytes("sqs-batch");

    assertThat(FunctionEvent.read(batch))
        .isInstanceOfSatisfying(
            OtherEvent.class, other -> assertThat(other.document()).isEqualTo(batch));
    assertThat(
            FunctionEvent.read(
                "{\"detail-type\":\"Scheduled Event\",\"source\":\"my.own\"}".getBytes(UTF_8)))
        .isInstanceOf(OtherEvent.class);
  }

  @Test
  void anotherTriggerOfTheSamePlatformIsNoTimer() {
    String stored = "{\"Type\":\"Object\",\"TriggerName\":\"t\",\"Time\":\"2026-10-08T16:50:00Z\"}";

    assertThat(FunctionEvent.read(stored.getBytes(UTF_8))).isInstanceOf(OtherEvent.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"POST\"",
        "{",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "{\"httpMethod\":1,\"path\":\"/\"}",
        "{\"httpMethod\":\"POST\",\"path\":\"/\",\"body\":{\"a\":1}}",
        "{\"httpMethod\":\"POST\",\"path\":\"/\",\"body\":\"%%%\",\"isBase64Encoded\":true}",
        "{\"requestContext\":{\"http\":{\"method\":\"\"}}}",
        "{\"triggerTime\":\"soon\",\"triggerName\":\"t\"}",
        "{\"Type\":\"Timer\",\"TriggerName\":\"t\"}",
      })
  void whatCannotBeUnderstoodIsRefused(String document) {
    assertThatThrownBy(() -> FunctionEvent.read(document.getBytes(UTF_8)))
        .isInstanceOf(InvalidNotificationException.class);
  }

  @Test
  void anEndlessEventIsNotReadToItsEnd() {
    InputStream endless =
        new InputStream() {
          private int read;

          @Override
          public int read() {
            assertThat(++read).isLessThanOrEqualTo(FunctionEvent.MOST_BYTES + 1);
            return 'a';
          }
        };

    assertThatThrownBy(() -> FunctionEvent.read(endless)).hasMessageContaining("larger than");
  }

  @Test
  void anEventThatBreaksOffIsRefused() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("reset");
          }
        };

    assertThatThrownBy(() -> FunctionEvent.read(broken)).hasMessageContaining("broke off");
  }

  @Test
  void theLargestBodyOfANotificationFitsInBase64AndALargerOneIsRefused() {
    byte[] largest = new byte[ReceivedRequest.MOST_BYTES];
    assertThat(http(encoded(largest)).received(NOW).body()).hasSize(largest.length);

    HttpEvent larger = http(encoded(new byte[largest.length + 1]));
    assertThatThrownBy(() -> larger.received(NOW)).isInstanceOf(InvalidNotificationException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api-gateway-1-json",
        "api-gateway-2-form",
        "load-balancer-many",
        "function-compute-3",
        "scf-function-url",
        "cloudbase",
        "timer-scf",
        "timer-eventbridge-rule"
      })
  void whateverComesOnlyOurExceptionLeaves(String document) {
    Random random = new Random(7);
    String event = new String(EventDocuments.bytes(document), UTF_8);
    List<String> odd = List.of("null", "1", "-0.5", "true", "[]", "[null]", "{}", "\"\"", "\"%\"");
    for (int round = 0; round < 500; round++) {
      // A value of another type, and some rounds a byte more.
      int colon = event.indexOf(": ", random.nextInt(event.length() - 80));
      int value = colon < 0 ? event.indexOf(": ") + 2 : colon + 2;
      int end = value + event.substring(value).split("[,\n]", 2)[0].length();
      String other =
          event.substring(0, value) + odd.get(random.nextInt(odd.size())) + event.substring(end);
      byte[] garbled = other.getBytes(UTF_8);
      if (round % 4 == 0) {
        garbled[random.nextInt(garbled.length)] = (byte) random.nextInt(256);
      }
      try {
        if (FunctionEvent.read(new ByteArrayInputStream(garbled)) instanceof HttpEvent http) {
          http.received(NOW);
          http.cookies();
          http.answer(FunctionReply.empty(204));
        }
      } catch (InvalidNotificationException refused) {
        assertThat(refused.reason()).isEqualTo(InvalidNotificationException.Reason.UNREADABLE);
      }
    }
  }

  @Test
  void nothingOfAMessageIsPrinted() {
    HttpEvent event = EventDocuments.http("api-gateway-1-json");

    assertThat(event.toString() + FunctionEvent.read(EventDocuments.bytes("sqs-batch")))
        .doesNotContain("支付成功", "n1", "N0001", "notify");
  }

  private static String encoded(byte[] body) {
    return "\"isBase64Encoded\":true,\"body\":\"" + Base64.getEncoder().encodeToString(body) + "\"";
  }

  /** A request of payload 2.0 with these members more. */
  private static HttpEvent http(String members) {
    String version = members.contains("\"version\"") ? "" : "\"version\":\"2.0\",";
    String event =
        "{"
            + version
            + "\"rawPath\":\"/n\",\"requestContext\":{\"http\":{\"method\":\"POST\"}},"
            + members
            + "}";
    return (HttpEvent) FunctionEvent.read(event.getBytes(UTF_8));
  }
}
