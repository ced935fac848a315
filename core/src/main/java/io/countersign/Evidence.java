// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a payment or refund may be believed: what was proven, with which key, when. */
public final class Evidence {

  /** How the facts reached us. */
  public enum Kind {
    /** A notification whose signature was verified over the received bytes. */
    SIGNED_NOTIFICATION,
    /** An answer to our own question whose signature was verified over the received bytes. */
    SIGNED_ANSWER,
    /**
     * A row of a statement file whose hash stands in a signed answer. Proof only once the whole
     * statement has been read ({@link StatementReader}): until then the hash is not compared.
     */
    STATEMENT,
    /**
     * An answer to our own question, over TLS and encrypted under a key that only merchant and
     * provider have, at a provider that does not sign such answers.
     */
    ENCRYPTED_ANSWER,
    /** An answer that the provider never signs: TLS and echoed ids only. Not proof of payment. */
    TRANSPORT_ONLY
  }

  private final Kind kind;
  private final Instant at;
  private final @Nullable String keyId;
  private final @Nullable String requestId;

  private Evidence(Kind kind, Instant at, @Nullable String keyId, @Nullable String requestId) {
    this.kind = kind;
    this.at = at;
    this.keyId = keyId;
    this.requestId = requestId;
  }

  /** Evidence of a kind, at a moment. */
  public static Evidence of(Kind kind, Instant at) {
    return new Evidence(kind, at, null, null);
  }

  /** The same, naming the key that verified. */
  public Evidence withKeyId(String newKeyId) {
    return new Evidence(kind, at, newKeyId, requestId);
  }

  /** The same, naming the provider's id of the exchange. */
  public Evidence withRequestId(String newRequestId) {
    return new Evidence(kind, at, keyId, newRequestId);
  }

  /** How the facts reached us. */
  public Kind kind() {
    return kind;
  }

  /** When they reached us. */
  public Instant at() {
    return at;
  }

  /** The id of the key that verified; empty for {@link Kind#TRANSPORT_ONLY}. */
  public Optional<String> keyId() {
    return Optional.ofNullable(keyId);
  }

  /** The provider's id of the exchange, for its support desk. */
  public Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }

  @Override
  public String toString() {
    return kind + " at " + at + (keyId == null ? "" : " by key " + keyId);
  }
}
