// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import java.util.Optional;

/**
 * What the digits after the last {@code -} of a {@code Request-ID} say: WeChat Pay's internal error
 * number, more exact than the code. (WeChat Pay API v3, common error numbers.)
 */
final class InternalNumber {

  private InternalNumber() {}

  /** The meaning, if there is a number and it is a known one. */
  static Optional<String> meaning(String requestId) {
    String number = requestId.substring(requestId.lastIndexOf('-') + 1);
    return Optional.ofNullable(
        switch (number) {
          case "268512771" -> "order not found";
          case "268447840" -> "rate limit";
          case "268435461" -> "illegal parameter";
          case "268449538", "268498689" -> "already paid";
          case "270924358" -> "a parameter too many";
          case "268443715" -> "merchant disabled";
          case "268447843" -> "merchant number does not match the order";
          case "268443705" -> "sub-merchant number is the own merchant number";
          case "268447914" -> "order expired";
          case "268443704" -> "sub-merchant number missing";
          case "268448010" -> "merchant restricted";
          case "268449641" -> "only a reverse is allowed";
          case "268447845" -> "sub-merchant number does not match the order";
          case "268443699" -> "signature wrong";
          case "268501013" -> "openid missing";
          case "268443701" -> "no acceptance relation between merchants";
          case "268498688" -> "repeated with other parameters";
          case "268445527" -> "app id and merchant number do not match";
          case "268435464" -> "value out of range";
          default -> null;
        });
  }
}
