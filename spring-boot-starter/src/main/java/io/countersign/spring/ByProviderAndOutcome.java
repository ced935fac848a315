// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.spring.PaymentRequestObservation.RequestDetail;
import io.countersign.spring.PaymentRequestObservation.RequestTag;
import io.micrometer.common.KeyValues;
import java.util.Locale;

/** The usual names and tags. */
final class ByProviderAndOutcome implements PaymentRequestConvention {

  ByProviderAndOutcome() {}

  @Override
  public String getName() {
    return "payment.client.requests";
  }

  @Override
  public String getContextualName(PaymentRequestContext context) {
    return context.provider() + " " + context.method();
  }

  @Override
  public KeyValues getLowCardinalityKeyValues(PaymentRequestContext context) {
    Integer status = context.getResponse();
    return KeyValues.of(
        RequestTag.PROVIDER.withValue(context.provider()),
        RequestTag.METHOD.withValue(context.method()),
        RequestTag.WRITE.withValue(String.valueOf(context.isWrite())),
        RequestTag.OUTCOME.withValue(context.outcome().name().toLowerCase(Locale.ROOT)),
        RequestTag.STATUS.withValue(status == null ? "none" : status.toString()));
  }

  @Override
  public KeyValues getHighCardinalityKeyValues(PaymentRequestContext context) {
    return KeyValues.of(RequestDetail.MERCHANT.withValue(context.merchantId()));
  }
}
