// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

/** Which kind of WeChat application an app id belongs to; each scene needs its own kind. */
public enum WeChatPayAppKind {
  /** A service account (服务号), for payers in WeChat's browser. */
  OFFICIAL_ACCOUNT,
  /** A mini program (小程序). */
  MINI_PROGRAM,
  /** A mobile app registered at the open platform (移动应用). */
  MOBILE_APP
}
