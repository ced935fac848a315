// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** How a request to a provider is named and tagged; a bean of this type replaces the usual way. */
public interface PaymentRequestConvention extends ObservationConvention<PaymentRequestContext> {

  @Override
  default boolean supportsContext(Observation.Context context) {
    return context instanceof PaymentRequestContext;
  }

  /** The usual way: {@code payment.client.requests} with the keys of its documentation. */
  static PaymentRequestConvention standard() {
    return new ByProviderAndOutcome();
  }
}
