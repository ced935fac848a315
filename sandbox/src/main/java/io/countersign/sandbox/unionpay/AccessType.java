// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

/** For whom a merchant number calls: {@code accessType}. */
public enum AccessType {
  /** For itself. */
  MERCHANT("0"),
  /** An acquirer, for merchants of its own. */
  ACQUIRER("1"),
  /** A platform, for sub-merchants that UnionPay does not know. */
  PLATFORM("2");

  private final String code;

  AccessType(String code) {
    this.code = code;
  }

  /** As it stands in a message. */
  public String code() {
    return code;
  }
}
