// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
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
    200, 200, 200, 200, 201, 204, 302, 400, 403, 404, 500, 599
  };
  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "&",
          "=",
          "=&=",
          "&".repeat(65_536),
          "%",
          "a=%zz",
          "1|",
          "1|OK",
          "0|",
          "1|RtnCode=1&RtnCode=1",
          "RtnCode=1",
          "TradeStatus=1&CheckMacValue=",
          "<html>10200073</html>",
          "{}",
          "null",
          "[]",
          "{\"TransCode\":1,\"Data\":\"\"}",
          "{\"TransCode\":1,\"Data\":{}}",
          "{\"TransCode\":1,\"Data\":\"AAAA\"}",
          "{\"TransCode\":[1],\"Data\":\"" + "A".repeat(64) + "\"}",
          "{\"RtnCode\":1e999999999}",
          "{\"RtnCode\":\"1\",\"ExecStatus\":\"1\",\"ExecLog\":[null,1,\"x\",{}]}",
          "{\"RtnMsg\":\"\",\"RtnValue\":{\"amount\":1e9,\"close_data\":[[]]}}",
          "{\"a\":".repeat(5_000),
          "\uFEFF廠商訂單編號,綠界訂單編號,交易金額,訂單日期\n,,,\n",
          "廠商訂單編號,綠界訂單編號,交易金額,訂單日期\nA,1,99999999999999999999,2026/01/01 00:00:00\n",
          "廠商訂單編號,綠界訂單編號,交易金額,訂單日期\n\u0000,1,1,2026/13/41 00:00:00\n");

  private final List<byte[]> learnt = new ArrayList<>();
  private final Random random;
  private boolean odd;

  OddAnswers(long seed) {
    this.random = new Random(seed);
  }

  void beOdd() {
    this.odd = true;
  }

  boolean hasLearnt() {
    return !learnt.isEmpty();
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    if (odd) {
      return new HttpAnswer(status(), Headers.none(), body());
    }
    HttpAnswer genuine = HttpTransport.shared().send(call);
    learnt.add(genuine.body());
    return genuine;
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    if (!odd) {
      learnt.add("廠商訂單編號,綠界訂單編號,交易金額,訂單日期\n".getBytes(StandardCharsets.UTF_8));
      return HttpTransport.shared().download(call);
    }
    int status = status();
    byte[] file = body();
    return new HttpDownload() {
      @Override
      public int status() {
        return status;
      }

      @Override
      public Headers headers() {
        return Headers.none();
      }

      @Override
      public InputStream body() {
        return new ByteArrayInputStream(file);
      }

      @Override
      public void close() {}
    };
  }

  private int status() {
    return STATUSES[random.nextInt(STATUSES.length)];
  }

  private byte[] body() {
    byte[] copy = learnt.get(random.nextInt(learnt.size())).clone();
    return switch (random.nextInt(4)) {
      case 0 -> noise(random.nextInt(300));
      case 1 -> ODD.get(random.nextInt(ODD.size())).getBytes(StandardCharsets.UTF_8);
      case 2 -> Arrays.copyOf(copy, random.nextInt(copy.length + 1));
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
      copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
    }
    return copy;
  }
}
