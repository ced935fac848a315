// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An order for ECPay's embedded form. Immutable. (綠界科技 ECPay, 站內付 2.0, 取得廠商驗證碼.)
 *
 * <pre>{@code
 * EcpayEmbeddedOrder.of(id, Money.of("100", "TWD"))
 *     .description("Tea")
 *     .consumer(EcpayConsumer.byPhone(PersonalText.of("0912345678")))
 *     .resultUrl(URI.create("https://shop.example.com/back"))
 *     .methods(EcpayEmbeddedMethod.CARD)
 *     .build();
 * }</pre>
 */
public final class EcpayEmbeddedOrder {

  final PaymentId id;
  final Money amount;
  final String description;
  final EcpayConsumer consumer;
  final Set<EcpayEmbeddedMethod> methods;
  final boolean rememberCard;
  final boolean filteredWordsAllowed;
  final List<String> storeLines;
  final @Nullable URI resultUrl;
  final @Nullable URI notifyUrl;
  final @Nullable String instalments;
  final @Nullable EcpaySchedule schedule;
  final @Nullable URI periodNotifyUrl;
  final @Nullable Instant payBefore;
  final @Nullable String bank;
  final @Nullable String store;
  final @Nullable String customField;

  private EcpayEmbeddedOrder(Builder builder) {
    this.id = builder.id;
    this.amount = builder.amount;
    this.description = required(builder.description, "description", "what the payer buys");
    this.consumer = required(builder.consumer, "consumer", "EcpayConsumer.byEmail(…) or byPhone");
    this.methods = Set.copyOf(builder.methods);
    this.rememberCard = builder.rememberCard;
    this.filteredWordsAllowed = builder.filteredWordsAllowed;
    this.storeLines = List.copyOf(builder.storeLines);
    this.resultUrl = builder.resultUrl;
    this.notifyUrl = builder.notifyUrl;
    this.instalments = builder.instalments;
    this.schedule = builder.schedule;
    this.periodNotifyUrl = builder.periodNotifyUrl;
    this.payBefore = builder.payBefore;
    this.bank = builder.bank;
    this.store = builder.store;
    this.customField = builder.customField;
    check();
  }

  private void check() {
    boolean all = methods.contains(EcpayEmbeddedMethod.ALL);
    if (all && methods.size() > 1) {
      throw new InvalidRequestException("methods", "ALL alone, or some without it");
    }
    if (schedule != null && !methods.equals(Set.of(EcpayEmbeddedMethod.CARD))) {
      throw new InvalidRequestException(
          "schedule", "methods(EcpayEmbeddedMethod.CARD): ECPay charges periods by card only");
    }
    if (periodNotifyUrl != null && schedule == null) {
      throw new InvalidRequestException("periodNotifyUrl", "schedule(…) beside it");
    }
    if (instalments == null
        ? methods.contains(EcpayEmbeddedMethod.INSTALMENTS)
        : !offersAny(EcpayEmbeddedMethod.INSTALMENTS)) {
      throw new InvalidRequestException(
          "instalments", "instalments(…) and EcpayEmbeddedMethod.INSTALMENTS together");
    }
    if (payBefore != null
        && !offersAny(
            EcpayEmbeddedMethod.ATM, EcpayEmbeddedMethod.CVS, EcpayEmbeddedMethod.BARCODE)) {
      throw new InvalidRequestException(
          "payBefore", "none without ATM, CVS or BARCODE: ECPay ends nothing else");
    }
    if (rememberCard) {
      consumer.member();
    }
  }

  private static <T> T required(@Nullable T value, String field, String expected) {
    if (value == null) {
      throw new InvalidRequestException(field, expected + "; it is missing");
    }
    return value;
  }

  /** Whether the payer may choose one of these. */
  boolean offersAny(EcpayEmbeddedMethod... some) {
    for (EcpayEmbeddedMethod method : some) {
      if (methods.contains(EcpayEmbeddedMethod.ALL) || methods.contains(method)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Begins an order.
   *
   * @param id its number; letters and digits, at most 20, never used before
   * @param amount whole New Taiwan dollars
   */
  public static Builder of(PaymentId id, Money amount) {
    return new Builder(id, amount);
  }

  /** Its number. */
  public PaymentId id() {
    return id;
  }

  /** What it costs; with a schedule, each period. */
  public Money amount() {
    return amount;
  }

  /** Number and amount; nothing personal. */
  @Override
  public String toString() {
    return "EcpayEmbeddedOrder[" + id.number() + ", " + amount + "]";
  }

  /** Collects an order's parts. Not safe for use by several threads. */
  public static final class Builder {
    private final PaymentId id;
    private final Money amount;
    private final Set<EcpayEmbeddedMethod> methods = EnumSet.of(EcpayEmbeddedMethod.ALL);
    private final List<String> storeLines = new ArrayList<>();
    private boolean rememberCard;
    private boolean filteredWordsAllowed;
    private @Nullable String description;
    private @Nullable EcpayConsumer consumer;
    private @Nullable URI resultUrl;
    private @Nullable URI notifyUrl;
    private @Nullable String instalments;
    private @Nullable EcpaySchedule schedule;
    private @Nullable URI periodNotifyUrl;
    private @Nullable Instant payBefore;
    private @Nullable String bank;
    private @Nullable String store;
    private @Nullable String customField;

    private Builder(PaymentId id, Money amount) {
      OrderRules.number(id.number());
      OrderRules.dollars(amount);
      this.id = id;
      this.amount = amount;
    }

    /** Required: what the payer buys; at most 400 bytes of UTF-8, without {@code #}. */
    public Builder description(String value) {
      OrderRules.itemName(value);
      this.description = value;
      return this;
    }

    /** Required: who pays. */
    public Builder consumer(EcpayConsumer value) {
      this.consumer = value;
      return this;
    }

    /** What the payer may choose among; {@link EcpayEmbeddedMethod#ALL} unless given. */
    public Builder methods(EcpayEmbeddedMethod first, EcpayEmbeddedMethod... more) {
      methods.clear();
      methods.addAll(EnumSet.of(first, more));
      return this;
    }

    /**
     * Required in the form with cards or UnionPay ({@code OrderResultURL}): where the payer's
     * browser comes back to from the bank's page, by a post that proves nothing.
     */
    public Builder resultUrl(URI value) {
      OrderRules.address("OrderResultURL", value);
      this.resultUrl = value;
      return this;
    }

    /** Where the notification goes, instead of the client's configured address. */
    public Builder notifyUrl(URI value) {
      OrderRules.address("notifyUrl", value);
      this.notifyUrl = value;
      return this;
    }

    /** Lets the payer have the card kept for the consumer's member id (記憶卡號). */
    public Builder rememberCard() {
      this.rememberCard = true;
      return this;
    }

    /**
     * In how many parts the payer may pay, such as 3, 6, 12, 18 or 24; with {@link
     * EcpayEmbeddedMethod#INSTALMENTS} or {@code ALL}. The amount is the whole price.
     */
    public Builder instalments(int... counts) {
      List<String> texts = new ArrayList<>();
      for (int count : counts) {
        if (count < 2 || count > 99) {
          throw new InvalidRequestException("CreditInstallment", "2 to 99, such as 3, 6 or 12");
        }
        texts.add(Integer.toString(count));
      }
      this.instalments = FieldRules.text("CreditInstallment", String.join(",", texts), 1, 20);
      return this;
    }

    /**
     * Charges the amount again and again (定期定額); with {@link EcpayEmbeddedMethod#CARD} alone. See
     * {@link EcpayPeriods}: each later charge is notified once only.
     */
    public Builder schedule(EcpaySchedule value) {
      this.schedule = value;
      return this;
    }

    /** Where later charges of a schedule are notified; where the first one is, unless given. */
    public Builder periodNotifyUrl(URI value) {
      OrderRules.address("PeriodReturnURL", value);
      this.periodNotifyUrl = value;
      return this;
    }

    /**
     * The last moment to pay with a bank account, store code or barcode. A store code counts in
     * minutes, at most 30 days; the others in whole days of Taipei, an account at most 60, a
     * barcode at most 30, rounded down. Unless given: 3 days for an account, 7 for the others.
     */
    public Builder payBefore(Instant value) {
      this.payBefore = value;
      return this;
    }

    /** The bank of an account to transfer to ({@code ATMBankCode}), as ECPay's document lists. */
    public Builder bank(String word) {
      this.bank = FieldRules.token("ATMBankCode", word, 1, 20, "_");
      return this;
    }

    /** The chain of a store code ({@code CVSCode}), such as {@code IBON}. */
    public Builder store(String word) {
      this.store = FieldRules.token("CVSCode", word, 1, 20, "_");
      return this;
    }

    /** Up to four lines of at most 20 characters that the store's terminal shows (Desc_1 to 4). */
    public Builder storeLines(String... lines) {
      if (lines.length > 4) {
        throw new InvalidRequestException("Desc", "at most 4 lines");
      }
      storeLines.clear();
      for (String line : lines) {
        storeLines.add(FieldRules.text("Desc_" + (storeLines.size() + 1), line, 1, 20));
      }
      return this;
    }

    /** A text of at most 200 characters that comes back with the payment ({@code CustomField}). */
    public Builder customField(String value) {
      this.customField = FieldRules.text("CustomField", value, 1, 200);
      return this;
    }

    /** Sends a description even if it has a word that ECPay's content filter refuses. */
    public Builder allowFilteredWords() {
      this.filteredWordsAllowed = true;
      return this;
    }

    /**
     * The order.
     *
     * @throws InvalidRequestException if a required part is missing, or two contradict each other
     */
    public EcpayEmbeddedOrder build() {
      return new EcpayEmbeddedOrder(this);
    }
  }

  Optional<URI> notifyUrl() {
    return Optional.ofNullable(notifyUrl);
  }
}
