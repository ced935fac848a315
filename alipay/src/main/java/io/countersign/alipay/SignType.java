// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

/** How an application signs and Alipay answers, by the names of the wire. (支付宝开放平台, sign_type.) */
enum SignType {
  /** SHA-256 with RSA, keys of 2048 bits. */
  RSA2,
  /** SHA-1 with RSA: broken by today's means, kept by applications of old. */
  RSA,
  /** SM3 with SM2, the Chinese national algorithms. */
  SM2
}
