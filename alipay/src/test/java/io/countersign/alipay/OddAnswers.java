// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A transport that learns genuine answers while calls are made, and then gives out noise, and
 * damaged copies of what it learnt, with any status; the same for the same seed.
 */
final class OddAnswers implements HttpTransport {
  private static final int[] STATUSES = {
    200, 200, 200, 200, 201, 202, 204, 302, 400, 401, 403, 404, 429, 500, 502, 599, 0, 1000
  };
  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "{}",
          "null",
          "[]",
          "\"\"",
          "{\"code\":null}",
          "{\"code\":[]}",
          "{\"code\":\"10000\"}",
          "{\"code\":10000,\"sign\":1}",
          "{\"code\":\"invalid-signature\",\"message\":\"=\"}",
          "{\"code\":\"invalid-parameter\",\"details\":[{\"field\":7}],\"links\":{}}",
          "<html>系统繁忙</html>",
          "{\"error_response\":{}}",
          "{\"error_response\":\"AAAA\",\"sign\":\"AAAA\"}",
          "{\"error_response\":{\"code\":\"20000\",\"sub_code\":\"isp.unknow-error\"}}",
          "{\"error_response\":{\"code\":\"40004\",\"sub_code\":\"ACQ.TRADE_NOT_EXIST\"}}",
          "{\"error_response\":{\"code\":\"40002\",\"sub_code\":\"isv.invalid-signature\","
              + "\"sub_msg\":\"\u0000=&amp;\"}}",
          "{\"error_response\":{\"code\":1e999999999}}",
          "{\"a\":".repeat(5_000),
          "{\"alipay_trade_query_response\":".repeat(100),
          "{\"alipay_trade_query_response\":{\"code\":\"10000\",\"trade_status\":\"TRADE_SUCCESS\"}}",
          "{\"alipay_trade_refund_response\":{\"code\":\"10000\",\"fund_change\":\"Y\"},\"sign\":\"\"}",
          "\uFEFF{}");

  private final List<HttpAnswer> learnt = new ArrayList<>();
  private final Random random;
  private boolean odd;

  OddAnswers(long seed) {
    this.random = new Random(seed);
  }

  void beOdd() {
    this.odd = true;
  }

  boolean isOdd() {
    return odd;
  }

  boolean hasLearnt() {
    return !learnt.isEmpty();
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    if (odd) {
      Headers headers =
          random.nextInt(3) == 0
              ? Headers.none()
              : learnt.get(random.nextInt(learnt.size())).headers();
      int status = STATUSES[random.nextInt(STATUSES.length)];
      return new HttpAnswer(status, headers, body());
    }
    HttpAnswer genuine = HttpTransport.shared().send(call);
    learnt.add(genuine);
    return genuine;
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    return HttpTransport.shared().download(call);
  }

  private byte[] body() {
    byte[] copy = learnt.get(random.nextInt(learnt.size())).body().clone();
    return switch (random.nextInt(4)) {
      case 0 -> noise(random.nextInt(300));
      case 1 -> ODD.get(random.nextInt(ODD.size())).getBytes(StandardCharsets.UTF_8);
      case 2 -> Arrays.copyOf(copy, random.nextInt(copy.length));
      default -> damaged(copy);
    };
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] damaged(byte[] copy) {
    for (int i = random.nextInt(4); i >= 0 && copy.length > 0; i--) {
      int at = random.nextInt(copy.length);
      copy[at] = (byte) (copy[at] + 1 + random.nextInt(255));
    }
    return copy;
  }
}
