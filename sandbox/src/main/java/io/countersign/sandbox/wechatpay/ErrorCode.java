// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

/** Error codes with their HTTP status and the internal number that ends the {@code Request-ID}. */
enum ErrorCode {
  USERPAYING(202, ErrorCode.UNNUMBERED),
  PARAM_ERROR(400, 268435461),
  INVALID_REQUEST(400, ErrorCode.UNNUMBERED),
  APPID_MCHID_NOT_MATCH(400, 268445527),
  ALREADY_EXISTS(400, 268498688),
  MCH_NOT_EXISTS(400, ErrorCode.UNNUMBERED),
  NO_STATEMENT_EXIST(400, ErrorCode.UNNUMBERED),
  STATEMENT_CREATING(400, ErrorCode.UNNUMBERED),
  ORDER_CLOSED(400, 268447914),
  ORDER_PAID(400, 268449538),
  SIGN_ERROR(401, 268443699),
  ACCOUNT_ERROR(403, ErrorCode.UNNUMBERED),
  NOT_ENOUGH(403, ErrorCode.UNNUMBERED),
  NO_AUTH(403, ErrorCode.UNNUMBERED),
  OUT_TRADE_NO_USED(403, 268498688),
  RULE_LIMIT(403, ErrorCode.UNNUMBERED),
  TRADE_ERROR(403, ErrorCode.UNNUMBERED),
  NOT_FOUND(404, ErrorCode.UNNUMBERED),
  ORDER_NOT_EXIST(404, 268512771),
  RESOURCE_NOT_EXISTS(404, 268512771),
  FREQUENCY_LIMITED(429, 268447840),
  BANK_ERROR(500, ErrorCode.UNNUMBERED),
  INVALID_TRANSACTIONID(500, 268435461),
  OPENID_MISMATCH(500, ErrorCode.UNNUMBERED),
  SYSTEM_ERROR(500, ErrorCode.UNNUMBERED);

  static final long EXTRA_PARAMETER = 270924358L;
  static final long OUT_OF_RANGE = 268435464L;
  static final long REENTRY_WITH_OTHER_PARAMETERS = 268498688L;
  static final long ONLY_REVERSE_ALLOWED = 268449641L;
  static final long MCHID_OF_ANOTHER_ORDER = 268447843L;
  static final long SUB_MCHID_MISSING = 268443704L;
  static final long SUB_MCHID_IS_OWN = 268443705L;
  static final long NO_ACCEPTANCE = 268443701L;
  static final long SUB_MCHID_OF_ANOTHER_ORDER = 268447845L;
  static final long OPENID_MISSING = 268501013L;

  /** Stands for the errors whose number nobody has published. */
  static final long UNNUMBERED = 268435456L;

  final int status;
  final long number;

  ErrorCode(int status, long number) {
    this.status = status;
    this.number = number;
  }
}
