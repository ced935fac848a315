// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * What ECPay's script needs to show its form in the shop's page. Give it to the payer for whom it
 * was made only, and do not store it. ECPay's documents disagree on how long it lives, ten minutes
 * or thirty: count on ten, and get another for the same order when the payer took longer.
 * Immutable. (綠界科技 ECPay, 站內付 2.0, 取得廠商驗證碼.)
 */
public final class EcpayFormToken {

  private final Secret token;
  private final Optional<Instant> expiresAt;

  EcpayFormToken(Secret token, Optional<Instant> expiresAt) {
    this.token = token;
    this.expiresAt = expiresAt;
  }

  /** The token as text, for {@code ECPay.createPayment(token, …)} in the page. */
  public String forPage() {
    return new String(token.reveal(), StandardCharsets.UTF_8);
  }

  /** The last moment ECPay names for it, if it names one. */
  public Optional<Instant> expiresAt() {
    return expiresAt;
  }

  /** Never the token. */
  @Override
  public String toString() {
    return "EcpayFormToken[" + token + "]";
  }
}
