// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

/**
 * How the business fields of calls and answers are encrypted, by the names of the wire. The
 * application's content key (接口内容加密方式) must be set in the console. (支付宝开放平台, 接口内容加密.)
 */
public enum AlipayContentCipher {
  /** AES-128 in CBC mode after sixteen zero bytes, as the console offers it. */
  AES,
  /** AES-128 in CBC mode after random bytes. */
  AES_V2,
  /** SM4 in GCM mode; needs BouncyCastle ({@code bcprov-jdk18on}). */
  SM4
}
