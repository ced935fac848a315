// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.PersonalText;
import io.countersign.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * Who a visitor is, and the tokens that stand for the permission. It prints neither ids nor tokens.
 *
 * @param userId the visitor's account (2088…), where the application is told it
 * @param openId the visitor in this application, where it is told that instead
 * @param unionId the visitor across the applications of one owner, where Alipay gives it
 * @param accessToken the permission, for {@link AlipayLogin#user}; it never leaves the server
 * @param refreshToken gets the next one, once, where Alipay gives it
 * @param accessUntil when the permission ends, if reported
 * @param refreshUntil when it can no longer be renewed, if reported
 */
public record AlipaySession(
    Optional<PersonalText> userId,
    Optional<PersonalText> openId,
    Optional<PersonalText> unionId,
    Secret accessToken,
    Optional<Secret> refreshToken,
    Optional<Instant> accessUntil,
    Optional<Instant> refreshUntil) {

  /** The payer id of {@code Scene.inWallet}: the user id, else the open id. */
  public PersonalText payerId() {
    return userId.or(() -> openId).orElseThrow();
  }
}
