// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/** A notification is not proven. Believe nothing in it. */
public final class InvalidNotificationException extends PaymentException {

  private static final long serialVersionUID = 1L;

  /** Which step failed. */
  public enum Reason {
    /** Larger than any real notification, or its stream broke off. */
    UNREADABLE,
    /** No signature, or its headers are absent, blank or doubled. */
    SIGNATURE_MISSING,
    /** The key id is not one of ours. */
    KEY_UNKNOWN,
    /** The key must be fetched from the provider and cannot be now; redelivery may succeed. */
    KEY_UNAVAILABLE,
    /** Signed too long ago, or in the future. */
    STALE,
    /** The signature does not match the bytes. */
    SIGNATURE_WRONG,
    /** A deliberate test by the provider of whether signatures are checked; nothing is wrong. */
    SIGNATURE_PROBE,
    /** The signature is right but the content cannot be decrypted or read. */
    CONTENT_UNREADABLE
  }

  private final Reason reason;

  /**
   * Says which step failed, and the likely cause.
   *
   * @param reason which step failed
   * @param likelyCause the likely cause and what to do; no secret, no body
   */
  public InvalidNotificationException(Reason reason, String likelyCause) {
    super(reason + ": " + likelyCause);
    this.reason = reason;
  }

  /** Which step failed. */
  public Reason reason() {
    return reason;
  }
}
