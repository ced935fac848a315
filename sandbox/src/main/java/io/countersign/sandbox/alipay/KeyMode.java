// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

/** How an application and Alipay know each other's keys; the console fixes it. */
public enum KeyMode {
  /** Each has typed in the other's public key. */
  PUBLIC_KEY,
  /** Each has the other's certificate, and messages name certificates by their numbers. */
  CERTIFICATE
}
