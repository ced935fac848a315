// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ObservedTransportTest {

  private static final HttpCall CALL =
      HttpCall.of(
              "POST",
              URI.create("https://gateway.example/v3/pay?sign=secret"),
              Headers.builder().add("Authorization", "secret").build(),
              true,
              Duration.ofSeconds(1))
          .withBody("secret".getBytes());

  private final Line line = new Line();
  private final ObservationRegistry registry = ObservationRegistry.create();
  private final Stopped stopped = new Stopped();
  private final HttpTransport observed =
      new ObservedTransport(() -> line, "wechatpay", "tea", registry, null);

  ObservedTransportTest() {
    registry.observationConfig().observationHandler(stopped);
  }

  @Test
  void anAnswerIsObservedWithItsStatus() throws Exception {
    assertThat(observed.send(CALL)).isSameAs(line.answer);

    assertThat(line.sent).containsExactly(CALL);
    assertThat(stopped.only().getName()).isEqualTo("payment.client.requests");
    assertThat(tags(stopped.only().getLowCardinalityKeyValues()))
        .isEqualTo("method=POST outcome=answered provider=wechatpay status=204 write=true");
    assertThat(tags(stopped.only().getHighCardinalityKeyValues())).isEqualTo("merchant=tea");
    assertThat(stopped.only().getError()).isNull();
  }

  @Test
  void nothingSentAndMaybeSentAreToldApart() {
    line.failure = new TransportException("refused", false);
    assertThatThrownBy(() -> observed.send(CALL)).isSameAs(line.failure);
    line.failure = new TransportException("broke off", true);
    assertThatThrownBy(() -> observed.send(CALL)).isSameAs(line.failure);

    assertThat(stopped.contexts).hasSize(2);
    assertThat(tags(stopped.contexts.get(0).getLowCardinalityKeyValues()))
        .isEqualTo("method=POST outcome=not_sent provider=wechatpay status=none write=true");
    assertThat(tags(stopped.contexts.get(1).getLowCardinalityKeyValues()))
        .isEqualTo("method=POST outcome=maybe_sent provider=wechatpay status=none write=true");
    assertThat(stopped.contexts.get(1).getError()).isSameAs(line.failure);
  }

  @Test
  void aFileIsObservedToItsHeaders() throws Exception {
    assertThat(observed.download(CALL).status()).isEqualTo(200);

    assertThat(tags(stopped.only().getLowCardinalityKeyValues())).contains("status=200");
  }

  @Test
  void nothingSecretIsTold() throws Exception {
    observed.send(CALL);

    Observation.Context context = stopped.only();
    assertThat(context.toString() + context.getAllKeyValues()).doesNotContain("secret");
    assertThat(((PaymentRequestContext) context).getRemoteServiceAddress())
        .isEqualTo("https://gateway.example");
  }

  @Test
  void nothingIsAddedToTheRequest() throws Exception {
    stopped.injects = true;

    observed.send(CALL);

    assertThat(line.sent.get(0).headers().names()).containsExactly("authorization");
  }

  @Test
  void aHandlerThatThrowsLosesNoAnswer() throws Exception {
    for (String step : List.of("start", "scope", "close", "error", "stop")) {
      stopped.throwsAt = step;
      assertThat(observed.send(CALL)).describedAs(step).isSameAs(line.answer);
    }
    assertThat(line.sent).hasSize(5);
  }

  @Test
  void aHandlerThatThrowsHidesNoFailure() {
    line.failure = new TransportException("refused", false);
    for (String step : List.of("start", "scope", "close", "error", "stop")) {
      stopped.throwsAt = step;
      assertThatThrownBy(() -> observed.send(CALL)).describedAs(step).isSameAs(line.failure);
    }
  }

  @Test
  void whatOneHandlerBeganEndsThoughAnotherThrows() throws Exception {
    List<String> heard = new ArrayList<>();
    ObservationRegistry shared = ObservationRegistry.create();
    shared
        .observationConfig()
        .observationHandler(
            new ObservationHandler<Observation.Context>() {
              @Override
              public void onStart(Observation.Context context) {
                heard.add("start");
              }

              @Override
              public void onStop(Observation.Context context) {
                heard.add("stop");
              }

              @Override
              public boolean supportsContext(Observation.Context context) {
                return true;
              }
            })
        .observationHandler(stopped);
    stopped.throwsAt = "start";

    new ObservedTransport(() -> line, "wechatpay", "tea", shared, null).send(CALL);

    assertThat(heard).containsExactly("start", "stop");
  }

  @Test
  void aHandlerThatThrowsLeavesNoScopeToTheThread() throws Exception {
    for (String step : List.of("start", "scope", "close", "error", "stop")) {
      stopped.throwsAt = step;
      observed.send(CALL);
      assertThat(registry.getCurrentObservationScope()).describedAs(step).isNull();
    }
  }

  @Test
  void aShopsOwnConventionNamesIt() throws Exception {
    HttpTransport named =
        new ObservedTransport(
            () -> line,
            "wechatpay",
            "tea",
            registry,
            new PaymentRequestConvention() {
              @Override
              public String getName() {
                return "money";
              }

              @Override
              public KeyValues getLowCardinalityKeyValues(PaymentRequestContext context) {
                return KeyValues.of(KeyValue.of("who", context.merchantId()));
              }
            });

    named.send(CALL);

    assertThat(stopped.only().getName()).isEqualTo("money");
    assertThat(tags(stopped.only().getLowCardinalityKeyValues())).isEqualTo("who=tea");
  }

  private static String tags(KeyValues values) {
    return values.stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static final class Line implements HttpTransport {
    final List<HttpCall> sent = new ArrayList<>();
    final HttpAnswer answer = new HttpAnswer(204, Headers.none(), new byte[0]);
    TransportException failure;

    @Override
    public HttpAnswer send(HttpCall call) throws TransportException {
      sent.add(call);
      if (failure != null) {
        throw failure;
      }
      return answer;
    }

    @Override
    public HttpDownload download(HttpCall call) {
      return new HttpDownload() {
        @Override
        public int status() {
          return 200;
        }

        @Override
        public Headers headers() {
          return Headers.none();
        }

        @Override
        public InputStream body() {
          return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public void close() {}
      };
    }
  }

  private static final class Stopped implements ObservationHandler<PaymentRequestContext> {
    final List<Observation.Context> contexts = new ArrayList<>();
    String throwsAt = "";
    boolean injects;

    Observation.Context only() {
      assertThat(contexts).hasSize(1);
      return contexts.get(0);
    }

    private void at(String step) {
      if (step.equals(throwsAt)) {
        throw new IllegalStateException(step);
      }
    }

    @Override
    public void onStart(PaymentRequestContext context) {
      at("start");
      if (injects) {
        context.getSetter().set(context.getCarrier(), "traceparent", "00-1-2-01");
      }
    }

    @Override
    public void onScopeOpened(PaymentRequestContext context) {
      at("scope");
    }

    @Override
    public void onScopeClosed(PaymentRequestContext context) {
      at("close");
    }

    @Override
    public void onError(PaymentRequestContext context) {
      at("error");
    }

    @Override
    public void onStop(PaymentRequestContext context) {
      at("stop");
      contexts.add(context);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return context instanceof PaymentRequestContext;
    }
  }
}
