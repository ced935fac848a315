// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import io.countersign.spring.PaymentRequestContext.Outcome;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Observes what another transport does. Whoever listens to observations changes nothing: what a
 * handler throws is swallowed, because an answer that was lost to it would leave a payment unknown.
 */
final class ObservedTransport implements HttpTransport {

  private final Supplier<HttpTransport> next;
  private final String provider;
  private final String merchantId;
  private final ObservationRegistry registry;
  private final @Nullable PaymentRequestConvention convention;

  ObservedTransport(
      Supplier<HttpTransport> next,
      String provider,
      String merchantId,
      ObservationRegistry registry,
      @Nullable PaymentRequestConvention convention) {
    this.next = next;
    this.provider = provider;
    this.merchantId = merchantId;
    this.registry = registry;
    this.convention = convention;
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    Watched watched = begin(call);
    try {
      HttpAnswer answer = next.get().send(call);
      watched.answered(answer.status());
      return answer;
    } catch (TransportException none) {
      watched.failed(none);
      throw none;
    } finally {
      watched.end();
    }
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    Watched watched = begin(call);
    try {
      HttpDownload answer = next.get().download(call);
      watched.answered(answer.status());
      return answer;
    } catch (TransportException none) {
      watched.failed(none);
      throw none;
    } finally {
      watched.end();
    }
  }

  private Watched begin(HttpCall call) {
    PaymentRequestContext context =
        new PaymentRequestContext(provider, merchantId, call.method(), call.uri(), call.isWrite());
    Watched watched = new Watched(context, registry);
    quietly(
        () -> {
          Observation observation =
              PaymentRequestObservation.REQUEST.observation(
                  convention, PaymentRequestConvention.standard(), () -> context, registry);
          // Known before it starts: what one handler has begun must end though another one throws.
          watched.observation = observation;
          observation.start();
          watched.scope = observation.openScope();
        });
    return watched;
  }

  private static void quietly(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException ofAHandler) {
      // Nothing depends on it, and a warning at every request would drown what does matter.
    }
  }

  /** One request under observation. */
  private static final class Watched {

    private final PaymentRequestContext context;
    private final ObservationRegistry registry;
    private final Observation.@Nullable Scope before;
    private @Nullable Observation observation;
    private Observation.@Nullable Scope scope;

    Watched(PaymentRequestContext context, ObservationRegistry registry) {
      this.context = context;
      this.registry = registry;
      this.before = registry.getCurrentObservationScope();
    }

    void answered(int status) {
      context.setResponse(status);
      context.ended(Outcome.ANSWERED);
    }

    void failed(TransportException none) {
      context.ended(none.maybeSent() ? Outcome.MAYBE_SENT : Outcome.NOT_SENT);
      if (observation != null) {
        Observation failed = observation;
        quietly(() -> failed.error(none));
      }
    }

    void end() {
      if (scope != null) {
        quietly(scope::close);
      }
      // A handler that throws at a scope's opening or closing would leave this one to the thread.
      quietly(() -> registry.setCurrentObservationScope(before));
      if (observation != null) {
        quietly(observation::stop);
      }
    }
  }
}
