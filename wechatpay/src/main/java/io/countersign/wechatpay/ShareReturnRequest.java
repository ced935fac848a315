// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.spi.FieldRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to take a share back from a merchant once, within 180 days; a person's share cannot be
 * taken back. Immutable. The number is what makes it happen once. (WeChat Pay, 分账, 请求分账回退.)
 */
public final class ShareReturnRequest {

  private final @Nullable String shareNumber;
  private final @Nullable String orderId;
  private final String number;
  private final String fromMerchant;
  private final Money amount;
  private final String description;

  private ShareReturnRequest(
      @Nullable String shareNumber,
      @Nullable String orderId,
      String number,
      String fromMerchant,
      Money amount,
      String description) {
    this.shareNumber = shareNumber;
    this.orderId = orderId;
    this.number = ShareRequest.number("return number", number);
    this.fromMerchant = FieldRules.token("return_mchid", fromMerchant, 1, 32, "");
    this.amount = ShareRequest.amount(amount);
    this.description = FieldRules.text("return description", description, 1, 80);
  }

  /**
   * A return of a share that is named by your own number.
   *
   * @param shareNumber your own number of the share
   * @param number your own number of this return, 1 to 64 characters, stored before it is sent
   * @param fromMerchant the receiver's merchant number
   * @param amount how much, in yuan
   * @param description why, at most 80 characters
   * @throws InvalidRequestException if one of them breaks a rule
   */
  public static ShareReturnRequest of(
      String shareNumber, String number, String fromMerchant, Money amount, String description) {
    return new ShareReturnRequest(
        ShareRequest.number("share number", shareNumber),
        null,
        number,
        fromMerchant,
        amount,
        description);
  }

  /**
   * The same of a share that is named by WeChat Pay's number. {@link ProfitShare#orderId()} is it.
   * WeChat Pay answers {@link WeChatPayProfitSharing#findReturn} by your own number of the share
   * only, so store that, too, or send the identical request again after an unknown outcome.
   */
  public static ShareReturnRequest ofOrder(
      String orderId, String number, String fromMerchant, Money amount, String description) {
    return new ShareReturnRequest(
        null,
        FieldRules.token("order_id", orderId, 1, 64, ""),
        number,
        fromMerchant,
        amount,
        description);
  }

  /** Your own number of the share, if it is named by that. */
  public Optional<String> shareNumber() {
    return Optional.ofNullable(shareNumber);
  }

  /** WeChat Pay's number of the share, if it is named by that. */
  public Optional<String> orderId() {
    return Optional.ofNullable(orderId);
  }

  /** Your own number of this return. */
  public String number() {
    return number;
  }

  /** The receiver's merchant number. */
  public String fromMerchant() {
    return fromMerchant;
  }

  /** What comes back. */
  public Money amount() {
    return amount;
  }

  /** Why. */
  public String description() {
    return description;
  }

  @Override
  public String toString() {
    return "ShareReturnRequest[" + number + ", " + amount + "]";
  }
}
