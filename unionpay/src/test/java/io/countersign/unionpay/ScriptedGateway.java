// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Signal;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import io.countersign.spi.FormFields;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Answers each request as a test has told it, with UnionPay's signature, another's, or none. */
final class ScriptedGateway implements HttpTransport {
  static final String MER_ID = "777290058110048";
  static final Instant NOW = Instant.parse("2026-11-21T07:30:23Z");

  /** {@link #NOW} as the wire writes it. */
  static final String NOW_TEXT = "20261121153023";

  static final String QUERY_ID = "782611211530231234567";
  static final Money HUNDRED = Money.of("100.00", "CNY");
  static final URI NOTIFY_URL = URI.create("https://shop.example.com/unionpay/notify");
  static final URI BACK = URI.create("https://shop.example.com/done");

  /** Trusted by {@link #config()}. */
  static final SelfMadeChain CHAIN = new SelfMadeChain();

  static final SelfMadeChain.Leaf UNIONPAY = CHAIN.unionPay();
  static final SelfMadeChain.Leaf MERCHANT = CHAIN.merchant("777290058110048");

  /** What happens to one request. */
  interface Step {
    HttpAnswer play(HttpCall call) throws TransportException;
  }

  final List<HttpCall> calls = new ArrayList<>();
  final List<Signal> signals = new ArrayList<>();
  private final Deque<Step> script = new ArrayDeque<>();
  private final Random random = new Random(1);
  private Instant now = NOW;

  /** The last step stays. */
  ScriptedGateway(Step... steps) {
    script.addAll(List.of(steps));
  }

  /** A signed answer that echoes its request, as UnionPay's do. */
  static Reply reply(String respCode) {
    return new Reply(respCode);
  }

  /** An accepted request. */
  static Reply accepted() {
    return reply("00");
  }

  /** The answer to a question about a payment of a hundred yuan. */
  static Reply found(String origRespCode) {
    return reply("00")
        .with("origRespCode", origRespCode)
        .with("origRespMsg", "as planned")
        .with("txnType", "01")
        .with("txnSubType", "01")
        .with("queryId", QUERY_ID)
        .with("txnAmt", "10000")
        .with("currencyCode", "156")
        .with("settleAmt", "10000")
        .with("settleCurrencyCode", "156")
        .with("settleDate", "1121")
        .with("traceNo", "067402")
        .with("traceTime", "1121153040");
  }

  static Step plain(int status, String body) {
    return call ->
        new HttpAnswer(status, Headers.builder().build(), body.getBytes(StandardCharsets.UTF_8));
  }

  static Step notSent() {
    return call -> {
      throw new TransportException("connection refused", false);
    };
  }

  /** Sent, and no answer came. */
  static Step lost() {
    return call -> {
      throw new TransportException("no answer in time", true);
    };
  }

  /** One answer, to be changed; each change gives the same object. */
  static final class Reply implements Step {
    private static final String[] ECHOED = {
      "version",
      "encoding",
      "signMethod",
      "txnType",
      "txnSubType",
      "bizType",
      "accessType",
      "merId",
      "orderId",
      "txnTime",
      "reqReserved"
    };

    private final Map<String, String> own = new TreeMap<>();
    private final List<String> absent = new ArrayList<>();
    private SelfMadeChain.Leaf signer = UNIONPAY;
    private boolean unsigned;
    private Optional<String> wrongSignature = Optional.empty();

    private Reply(String respCode) {
      own.put("respCode", respCode);
      own.put("respMsg", respCode.equals("00") ? "成功[0000000]" : "as planned[2600000]");
    }

    Reply with(String name, String value) {
      own.put(name, value);
      return this;
    }

    Reply without(String name) {
      absent.add(name);
      return this;
    }

    /** Signed by somebody else, whose certificate it brings. */
    Reply signedBy(SelfMadeChain.Leaf leaf) {
      signer = leaf;
      return this;
    }

    Reply unsigned() {
      unsigned = true;
      return this;
    }

    /** With UnionPay's certificate, and this in place of its signature. */
    Reply withSignature(String text) {
      wrongSignature = Optional.of(text);
      return this;
    }

    /** The fields in answer to a call, signed. */
    FormFields fields(HttpCall call) {
      FormFields sent = ScriptedGateway.fields(call);
      FormFields answer = new FormFields();
      for (String name : ECHOED) {
        answer.put(name, sent.filled(name));
      }
      own.forEach(answer::put);
      absent.forEach(answer::without);
      return unsigned ? answer : signed(answer);
    }

    private FormFields signed(FormFields answer) {
      answer.put("signPubKeyCert", signer.pem());
      absent.forEach(answer::without);
      answer.put(
          "signature",
          wrongSignature.orElseGet(() -> signer.sign(plainText(answer), StandardCharsets.UTF_8)));
      absent.forEach(answer::without);
      return answer;
    }

    @Override
    public HttpAnswer play(HttpCall call) {
      StringBuilder body = new StringBuilder();
      for (Map.Entry<String, String> field : fields(call).entries()) {
        body.append(body.length() == 0 ? "" : "&")
            .append(field.getKey())
            .append('=')
            .append(field.getValue());
      }
      return new HttpAnswer(
          200, Headers.builder().build(), body.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** What a signature covers. */
  static String plainText(FormFields fields) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> field : new TreeMap<>(fields.asMap()).entrySet()) {
      if (!field.getKey().equals("signature")) {
        text.append(text.length() == 0 ? "" : "&")
            .append(field.getKey())
            .append('=')
            .append(field.getValue());
      }
    }
    return text.toString();
  }

  UnionPayConfig.Builder config() {
    return UnionPayConfig.builder()
        .merId(MER_ID)
        .certificate(MERCHANT.privateKey(), MERCHANT.certificate())
        .trustedRoot(CHAIN.root())
        .trustedMiddle(CHAIN.middle())
        .notifyUrl(NOTIFY_URL)
        .endpoints(UnionPayEndpoints.at(URI.create("https://gateway.example.com")))
        .clock(clock())
        .sleeper(wait -> now = now.plus(wait))
        .observer(signals::add)
        .transport(this);
  }

  UnionPayClient client() {
    return UnionPayClient.of(config().build());
  }

  /** One that asks once. */
  UnionPayClient impatientClient() {
    return UnionPayClient.of(config().retryPolicy(RetryPolicy.none()).build());
  }

  /** The clock of the shop, which waiting moves. */
  Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }
    };
  }

  Instant now() {
    return now;
  }

  void moveTo(Instant later) {
    now = later;
  }

  PaymentId freshId() {
    return PaymentId.next(clock(), random);
  }

  <R> PaymentRequest.Builder<R> order(Scene<R> scene) {
    return PaymentRequest.in(scene).id(freshId()).amount(HUNDRED).description("一杯茶");
  }

  /** The fields of a request, decoded. */
  FormFields fields(int index) {
    return fields(calls.get(index));
  }

  /** The kinds of the requests, such as {@code 00/00}. */
  List<String> kinds() {
    return calls.stream()
        .map(ScriptedGateway::fields)
        .map(fields -> fields.text("txnType") + "/" + fields.text("txnSubType"))
        .toList();
  }

  static FormFields fields(HttpCall call) {
    return FormFields.parse(call.body().orElse(new byte[0]), FormFields.Writing.FORM).orElseThrow();
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    calls.add(call);
    Step step = script.size() > 1 ? script.remove() : script.element();
    return step.play(call);
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    throw new TransportException("no downloads in this script", false);
  }
}
