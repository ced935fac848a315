// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PersonalText;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to charge an opened card once, by its token. Immutable; it prints no token. */
public final class UnionPayTokenCharge {

  private final PersonalText token;
  private final PaymentId id;
  private final Money amount;
  private final @Nullable PersonalText smsCode;
  private final @Nullable String attachment;
  private final @Nullable URI notifyUrl;

  private UnionPayTokenCharge(
      PersonalText token,
      PaymentId id,
      Money amount,
      @Nullable PersonalText smsCode,
      @Nullable String attachment,
      @Nullable URI notifyUrl) {
    this.token = token;
    this.id = id;
    this.amount = amount;
    this.smsCode = smsCode;
    this.attachment = attachment;
    this.notifyUrl = notifyUrl;
  }

  /**
   * Begins.
   *
   * @param token what stands for the card
   * @param id the attempt; if a code was sent for it, the one of {@link
   *     UnionPayTokens#sendPaymentCode}
   * @param amount what is charged, in yuan
   * @throws InvalidRequestException if it is not in yuan, or out of range
   */
  public static UnionPayTokenCharge of(PersonalText token, PaymentId id, Money amount) {
    OrderRules.fen("amount", amount);
    return new UnionPayTokenCharge(token, id, amount, null, null, null);
  }

  /** The same with the code that the holder got by telephone. */
  public UnionPayTokenCharge withSmsCode(PersonalText value) {
    return new UnionPayTokenCharge(token, id, amount, value, attachment, notifyUrl);
  }

  /** The same with a text that questions and notifications repeat ({@code reqReserved}). */
  public UnionPayTokenCharge withAttachment(String value) {
    return new UnionPayTokenCharge(
        token, id, amount, smsCode, OrderRules.attachment(value), notifyUrl);
  }

  /** The same with another address for its notification. */
  public UnionPayTokenCharge withNotifyUrl(URI value) {
    return new UnionPayTokenCharge(token, id, amount, smsCode, attachment, value);
  }

  /** The attempt. */
  public PaymentId id() {
    return id;
  }

  /** What is charged. */
  public Money amount() {
    return amount;
  }

  PersonalText token() {
    return token;
  }

  Optional<PersonalText> smsCode() {
    return Optional.ofNullable(smsCode);
  }

  Optional<String> attachment() {
    return Optional.ofNullable(attachment);
  }

  Optional<URI> notifyUrl() {
    return Optional.ofNullable(notifyUrl);
  }

  /** Number and amount. */
  @Override
  public String toString() {
    return "UnionPayTokenCharge[" + id.number() + ", " + amount + "]";
  }
}
