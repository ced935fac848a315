// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ReceivedRequest;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both functions on Google's own host, each in a JVM of its own, over one table in a file. */
@Tag("hosts")
class GoogleTest {

  private static TeaHouse house;
  private static GoogleHost callbacks;
  private static GoogleHost timer;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    house =
        new TeaHouse(
            Sandbox.builder().clock(SandboxClock.system()).start(),
            "jdbc:h2:" + folder.resolve("shop") + ";AUTO_SERVER=TRUE");
    callbacks = GoogleHost.start(GoogleFunction.class, house.environment());
    timer = GoogleHost.start(GoogleTimer.class, house.environment());
  }

  @AfterAll
  static void stop() {
    Stream.of(timer, callbacks).forEach(GoogleHost::close);
    house.close();
  }

  @ParameterizedTest
  @CsvSource({
    "wechatpay, 204, ''",
    "ecpay, 200, 1|OK",
    "alipay, 200, success",
    "unionpay, 200, ok"
  })
  void aCallbackPacksOneParcel(String merchant, int status, String words) throws Exception {
    String number = house.paid(merchant);
    Call callback = house.callback(merchant, number);

    HttpResponse<String> answer = post(callback);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(words);
    assertThat(house.status(merchant, number)).isEqualTo("PAID 1");
    assertThat(post(callback).statusCode()).isEqualTo(status);
    assertThat(house.status(merchant, number)).isEqualTo("PAID 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wechatpay", "ecpay", "alipay", "unionpay"})
  void whatWasChangedOnItsWayIsRefused(String merchant) throws Exception {
    String number = house.paid(merchant);
    Call callback = house.callback(merchant, number);
    byte[] tampered =
        (new String(callback.body(), StandardCharsets.UTF_8) + "&a=1")
            .getBytes(StandardCharsets.UTF_8);

    assertThat(post(callback.with(tampered)).statusCode()).isBetween(400, 499);
    assertThat(house.status(merchant, number)).isEqualTo("OPEN 0");
  }

  @Test
  void anothersCallbackAnothersPathAndABodyTooLargeAreRefused() throws Exception {
    Call theirs = house.callback("neighbour", house.paid("neighbour"));
    byte[] large = new byte[ReceivedRequest.MOST_BYTES + 1];

    assertThat(post(theirs.at("/notify/wechatpay")).statusCode()).isBetween(400, 499);
    assertThat(post(theirs.at("/notify/nobody")).statusCode()).isEqualTo(404);
    assertThat(post(theirs.with(large).at("/notify/wechatpay")).statusCode()).isEqualTo(413);
  }

  @Test
  void whatNoCallbackToldIsFoundByTheTimer() throws Exception {
    String number = house.paid("wechatpay");
    house.isDue("wechatpay", number);

    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(timer.uri())
                .header("ce-id", "2070443601311540")
                .header("ce-source", "//pubsub.googleapis.com/projects/tea-house/topics/follow-up")
                .header("ce-specversion", "1.0")
                .header("ce-type", "google.cloud.pubsub.topic.v1.messagePublished")
                .header("ce-time", "2026-01-05T04:05:00.123Z")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(EventFile.timer("google-timer")))
                .build(),
            Platform.text());

    assertThat(answer.statusCode()).isBetween(200, 299);
    assertThat(house.status("wechatpay", number)).isEqualTo("PAID 1");
  }

  private static HttpResponse<String> post(Call call) throws IOException, InterruptedException {
    return HTTP.send(Platform.request(callbacks.uri(), call), Platform.text());
  }
}
