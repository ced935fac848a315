// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.ProviderFields;
import java.util.Optional;

/** What an answer says, and whether a signature proves it; the same for both ways of the wire. */
final class Reading {

  /** What kind of answer it is. */
  enum Kind {
    /** Done, as its fields tell (code 10000; HTTP 200 of OpenAPI v3). */
    SUCCESS,
    /** Taken, but not done yet (code 10003; HTTP 202). */
    IN_PROGRESS,
    /** Refused, with a code. */
    REFUSAL,
    /** Not Alipay's form, not readable, or its signature is not right: it says nothing. */
    NOTHING
  }

  private final Kind kind;
  private final int status;
  private final ProviderFields fields;
  private final Optional<Evidence> evidence;
  private final Optional<String> requestId;
  private final String why;

  private Reading(
      Kind kind,
      int status,
      ProviderFields fields,
      Optional<Evidence> evidence,
      Optional<String> requestId,
      String why) {
    this.kind = kind;
    this.status = status;
    this.fields = fields;
    this.evidence = evidence;
    this.requestId = requestId;
    this.why = why;
  }

  /** An answer that can be read; without evidence it was not signed. */
  static Reading of(
      Kind kind,
      int status,
      ProviderFields fields,
      Optional<Evidence> evidence,
      Optional<String> requestId) {
    return new Reading(kind, status, fields, evidence, requestId, "");
  }

  /** An answer that says nothing, and why. */
  static Reading nothing(int status, Optional<String> requestId, String why) {
    return new Reading(
        Kind.NOTHING, status, ProviderFields.none(), Optional.empty(), requestId, why);
  }

  Kind kind() {
    return kind;
  }

  int status() {
    return status;
  }

  /** The business fields, together with {@code code}, {@code sub_code} and their texts. */
  ProviderFields fields() {
    return fields;
  }

  /** The proof; empty if it was not signed. */
  Optional<Evidence> evidence() {
    return evidence;
  }

  /** Alipay's id of the exchange ({@code trace_id}), for its support desk. */
  Optional<String> requestId() {
    return requestId;
  }

  /** Why it says nothing. */
  String why() {
    return why;
  }
}
