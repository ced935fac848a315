// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.PersonalText;
import java.time.YearMonth;
import java.util.Optional;

/** A card that ECPay keeps for a member of the shop. Immutable. (綠界科技 ECPay, 站內付 2.0, 綁定信用卡.) */
public final class EcpayBoundCard {

  private final PersonalText id;
  private final String firstSix;
  private final String lastFour;
  private final Optional<YearMonth> validThrough;

  EcpayBoundCard(
      PersonalText id, String firstSix, String lastFour, Optional<YearMonth> validThrough) {
    this.id = id;
    this.firstSix = firstSix;
    this.lastFour = lastFour;
    this.validThrough = validThrough;
  }

  /**
   * ECPay's name of the card (BindCardID). Whoever has it and the shop's keys can charge the card:
   * keep it like a password, and never send it to a browser.
   */
  public PersonalText id() {
    return id;
  }

  /** The first six digits, for the issuer; empty text if not reported. */
  public String firstSix() {
    return firstSix;
  }

  /** The last four digits, to show to the member; empty text if not reported. */
  public String lastFour() {
    return lastFour;
  }

  /** The last month the card is valid, if reported. */
  public Optional<YearMonth> validThrough() {
    return validThrough;
  }

  /** Neither the card nor its name. */
  @Override
  public String toString() {
    return "EcpayBoundCard[" + id + "]";
  }
}
