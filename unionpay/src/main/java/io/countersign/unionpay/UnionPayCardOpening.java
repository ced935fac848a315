// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import java.time.Instant;
import java.util.Optional;

/**
 * What UnionPay says about a card that a holder opened for payments by token (开通), proven as far as
 * {@link #evidence()} says.
 */
public final class UnionPayCardOpening {

  private static final String OPEN = "1";

  private final String number;
  private final ProviderFields fields;
  private final Evidence evidence;
  private final ProviderFields token;

  UnionPayCardOpening(String number, ProviderFields fields, Evidence evidence) {
    this.number = number;
    this.fields = fields;
    this.evidence = evidence;
    this.token = TokenData.read(fields.text("tokenPayData").orElse(""));
  }

  /** Your own number of the opening. */
  public String number() {
    return number;
  }

  /** Whether the card is open now ({@code activateStatus} 1). */
  public boolean isOpen() {
    return fields.text("activateStatus").equals(Optional.of(OPEN));
  }

  /** What stands for the card in payments, if reported. Whoever has it and the keys can charge. */
  public Optional<PersonalText> token() {
    return token.text("token").map(PersonalText::of);
  }

  /** From when on the token is valid, if reported. */
  public Optional<Instant> begins() {
    return token.text("tokenBegin").flatMap(BeijingTime::parse);
  }

  /** Until when the token is valid, if reported. */
  public Optional<Instant> ends() {
    return token.text("tokenEnd").flatMap(BeijingTime::parse);
  }

  /** Everything UnionPay reported, as received; personal data is among it. */
  public ProviderFields fields() {
    return fields;
  }

  /** Why this may be believed. */
  public Evidence evidence() {
    return evidence;
  }

  /** Number and state; no token. */
  @Override
  public String toString() {
    return "UnionPayCardOpening[" + number + (isOpen() ? ", open]" : ", not open]");
  }
}
