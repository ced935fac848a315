// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.http.HttpTransport;
import java.util.Optional;

/** Lets requests be observed; known here without Micrometer. */
interface TransportObservation {

  /** An account's transport, observed; empty: the one that the clients of this JVM share. */
  HttpTransport of(Optional<HttpTransport> transport, String provider, String merchantId);
}
