// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** What is observed, and by which keys. */
public enum PaymentRequestObservation implements ObservationDocumentation {
  /** One request to a provider, from begin to the answer's last byte (a file: its headers). */
  REQUEST {
    @Override
    public Class<? extends ObservationConvention<? extends Observation.Context>>
        getDefaultConvention() {
      return ByProviderAndOutcome.class;
    }

    @Override
    public KeyName[] getLowCardinalityKeyNames() {
      return RequestTag.values();
    }

    @Override
    public KeyName[] getHighCardinalityKeyNames() {
      return RequestDetail.values();
    }
  };

  /** Keys of few values. */
  public enum RequestTag implements KeyName {
    /** The provider's short name. */
    PROVIDER("provider"),
    /** The HTTP method. */
    METHOD("method"),
    /** Whether it may move money. */
    WRITE("write"),
    /** {@code answered}, {@code not_sent} or {@code maybe_sent}. */
    OUTCOME("outcome"),
    /** The HTTP status, or {@code none}. */
    STATUS("status");

    private final String text;

    RequestTag(String text) {
      this.text = text;
    }

    @Override
    public String asString() {
      return text;
    }
  }

  /** Keys of many values: in traces only. */
  public enum RequestDetail implements KeyName {
    /** The shop's own id of the merchant. */
    MERCHANT("merchant");

    private final String text;

    RequestDetail(String text) {
      this.text = text;
    }

    @Override
    public String asString() {
      return text;
    }
  }
}
