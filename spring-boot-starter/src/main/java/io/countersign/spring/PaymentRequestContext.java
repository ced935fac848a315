// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.RequestReplySenderContext;
import java.net.URI;

/**
 * One request to a provider, as far as it may be told: no query, no header and no body. Nothing is
 * added to the request either; providers take no trace headers.
 */
public final class PaymentRequestContext extends RequestReplySenderContext<Object, Integer> {

  /** How far a request came. */
  public enum Outcome {
    /** An answer came, whatever it says. */
    ANSWERED,
    /** Provably nothing reached the provider. */
    NOT_SENT,
    /** No answer, but the provider may have seen it. */
    MAYBE_SENT
  }

  private final String provider;
  private final String merchantId;
  private final String method;
  private final boolean write;
  private Outcome outcome = Outcome.MAYBE_SENT;

  PaymentRequestContext(String provider, String merchantId, String method, URI uri, boolean write) {
    super((nothing, key, value) -> {}, Kind.CLIENT);
    this.provider = provider;
    this.merchantId = merchantId;
    this.method = method;
    this.write = write;
    setCarrier(this);
    setRemoteServiceName(provider);
    setRemoteServiceAddress(uri.getScheme() + "://" + uri.getRawAuthority());
  }

  /** The provider's short name. */
  public String provider() {
    return provider;
  }

  /** The shop's own id of the merchant. */
  public String merchantId() {
    return merchantId;
  }

  /** The HTTP method. */
  public String method() {
    return method;
  }

  /** Whether it may move money. */
  public boolean isWrite() {
    return write;
  }

  /** How far it came. */
  public Outcome outcome() {
    return outcome;
  }

  void ended(Outcome how) {
    this.outcome = how;
  }
}
