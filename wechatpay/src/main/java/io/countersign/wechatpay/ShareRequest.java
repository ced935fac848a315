// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.spi.FieldRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to share one payment once. Immutable. The payment must have been ordered with {@link
 * WeChatPayOption#profitSharing()}, at least a minute and at most 30 days ago. The number is what
 * makes it happen once: after any doubt ask about, or send, the <em>same</em> request. (WeChat Pay,
 * 分账, 请求分账.)
 */
public final class ShareRequest {

  private static final int MOST_RECEIVERS = 50;

  private final String transactionId;
  private final String number;
  private final boolean unfreezesRest;
  private final List<Line> lines;

  /**
   * What one receiver gets.
   *
   * @param account who
   * @param amount how much, in yuan
   * @param description for what, at most 80 characters
   * @param name the receiver's name, to be checked
   */
  public record Line(
      ShareAccount account, Money amount, String description, Optional<PersonalText> name) {

    /**
     * Checks the line.
     *
     * @throws InvalidRequestException if the amount is not more than zero yuan or a text too long
     */
    public Line {
      ShareRequest.amount(amount);
      FieldRules.text("share description", description, 1, 80);
      name = name.map(ShareAccounts::checked);
    }
  }

  private ShareRequest(Builder builder, boolean unfreezesRest) {
    this.transactionId = builder.transactionId;
    this.number = builder.number;
    this.lines = List.copyOf(builder.lines);
    this.unfreezesRest = unfreezesRest;
    if (lines.isEmpty() || lines.size() > MOST_RECEIVERS) {
      throw new InvalidRequestException("receivers", "1 to 50, not " + lines.size());
    }
  }

  /**
   * Begins a request.
   *
   * @param transactionId WeChat Pay's number of the payment
   * @param number your own number of this share, 1 to 64 characters, stored before it is sent
   */
  public static Builder of(String transactionId, String number) {
    return new Builder(transactionId(transactionId), number("share number", number));
  }

  /** WeChat Pay's number of the payment. */
  public String transactionId() {
    return transactionId;
  }

  /** Your own number of this share. */
  public String number() {
    return number;
  }

  /** Who gets what. */
  public List<Line> lines() {
    return lines;
  }

  /** Whether what is left over is released to the merchant, after which nothing can be shared. */
  public boolean unfreezesRest() {
    return unfreezesRest;
  }

  /** Number and how many receivers; nothing personal. */
  @Override
  public String toString() {
    return "ShareRequest[" + number + ", " + lines.size() + " receivers]";
  }

  static String transactionId(String transactionId) {
    return FieldRules.token("transaction id", transactionId, 1, 32, "");
  }

  static String number(String field, String number) {
    return FieldRules.token(field, number, 1, 64, "_-|*@");
  }

  static Money amount(Money amount) {
    if (!amount.currency().getCurrencyCode().equals("CNY") || !amount.isPositive()) {
      throw new InvalidRequestException("share amount", "more than zero, in CNY, not " + amount);
    }
    return amount;
  }

  /** Collects a request's lines. Not safe for use by several threads. */
  public static final class Builder {
    private final String transactionId;
    private final String number;
    private final List<Line> lines = new ArrayList<>();

    private Builder(String transactionId, String number) {
      this.transactionId = transactionId;
      this.number = number;
    }

    /** Adds a receiver, who must have been added to the merchant before. */
    public Builder to(ShareAccount account, Money amount, String description) {
      return line(account, amount, description, null);
    }

    /** Adds a receiver whose name is checked; it is encrypted when sent. */
    public Builder to(ShareAccount account, Money amount, String description, PersonalText name) {
      return line(account, amount, description, name);
    }

    /**
     * The request; what is left over stays frozen for further shares.
     *
     * @throws InvalidRequestException if there are not 1 to 50 receivers
     */
    public ShareRequest keepRestFrozen() {
      return new ShareRequest(this, false);
    }

    /**
     * The request, as the payment's last: what is left over is released to the merchant.
     *
     * @throws InvalidRequestException if there are not 1 to 50 receivers
     */
    public ShareRequest unfreezeRest() {
      return new ShareRequest(this, true);
    }

    private Builder line(
        ShareAccount account, Money amount, String description, @Nullable PersonalText name) {
      for (Line line : lines) {
        if (line.account().equals(account)) {
          throw new InvalidRequestException("receiver", "to be given once in a request");
        }
      }
      lines.add(new Line(account, amount, description, Optional.ofNullable(name)));
      return this;
    }
  }
}
