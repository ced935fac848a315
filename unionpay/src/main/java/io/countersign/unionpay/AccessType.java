// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

/** In what part the configured number takes part, by the code of the wire. (全渠道, accessType.) */
enum AccessType {
  /** A merchant for itself. */
  MERCHANT("0"),
  /** An acquirer for merchants. */
  ACQUIRER("1"),
  /** A platform merchant for the merchants of its second level. */
  PLATFORM("2");

  private final String code;

  AccessType(String code) {
    this.code = code;
  }

  /** As the wire writes it. */
  String code() {
    return code;
  }
}
