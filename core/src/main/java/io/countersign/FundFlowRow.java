// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One movement of money in an account that the merchant has with the provider: a payment booked, a
 * fee taken, a refund, a withdrawal. Provisional until the statement has been read to its end, as
 * {@link StatementReader} says.
 */
public final class FundFlowRow {

  /** Which way the money went. */
  public enum Direction {
    /** Into the account. */
    INCOME,
    /** Out of the account. */
    EXPENSE,
    /** A word this version does not know; it is in {@link FundFlowRow#fields()}. */
    UNRECOGNIZED
  }

  private final long rowNumber;
  private final Instant at;
  private final Direction direction;
  private final String businessType;
  private final Money amount;
  private final ProviderFields fields;
  private final @Nullable Money balance;
  private final @Nullable String flowNumber;
  private final @Nullable String transactionId;
  private final @Nullable String merchantReference;

  private FundFlowRow(Builder builder) {
    this.rowNumber = builder.rowNumber;
    this.at = builder.at;
    this.direction = builder.direction;
    this.businessType = builder.businessType;
    this.amount = builder.amount;
    this.fields = builder.fields;
    this.balance = builder.balance;
    this.flowNumber = builder.flowNumber;
    this.transactionId = builder.transactionId;
    this.merchantReference = builder.merchantReference;
  }

  /**
   * For providers: begins a row from what every row has.
   *
   * @param rowNumber its place among the rows, from 1
   * @param at when it was booked
   * @param direction which way the money went
   * @param businessType the provider's own word for the business
   * @param amount how much, as written
   * @param fields every cell by its header
   */
  public static Builder of(
      long rowNumber,
      Instant at,
      Direction direction,
      String businessType,
      Money amount,
      ProviderFields fields) {
    return new Builder(rowNumber, at, direction, businessType, amount, fields);
  }

  /** Its place among the statement's rows, from 1. */
  public long rowNumber() {
    return rowNumber;
  }

  /** When it was booked. */
  public Instant at() {
    return at;
  }

  /** Which way the money went. */
  public Direction direction() {
    return direction;
  }

  /** The provider's own word for the business, such as {@code 交易} or {@code 退款}. */
  public String businessType() {
    return businessType;
  }

  /** How much, as written; {@link #direction()} says which way. */
  public Money amount() {
    return amount;
  }

  /** What the account held afterwards, if reported. */
  public Optional<Money> balance() {
    return Optional.ofNullable(balance);
  }

  /** The provider's number of the movement. */
  public Optional<String> flowNumber() {
    return Optional.ofNullable(flowNumber);
  }

  /** The provider's number of the business behind it, such as a transaction or a refund. */
  public Optional<String> transactionId() {
    return Optional.ofNullable(transactionId);
  }

  /** The merchant's own number of the business behind it, if reported. */
  public Optional<String> merchantReference() {
    return Optional.ofNullable(merchantReference);
  }

  /** Every cell by the provider's own header, as received. Cells may be personal. */
  public ProviderFields fields() {
    return fields;
  }

  /** Place, direction and amount. */
  @Override
  public String toString() {
    return "FundFlowRow[" + rowNumber + " " + direction + " " + amount + "]";
  }

  /** For providers: collects a row's parts. Not safe for use by several threads. */
  public static final class Builder {
    private final long rowNumber;
    private final Instant at;
    private final Direction direction;
    private final String businessType;
    private final Money amount;
    private final ProviderFields fields;
    private @Nullable Money balance;
    private @Nullable String flowNumber;
    private @Nullable String transactionId;
    private @Nullable String merchantReference;

    private Builder(
        long rowNumber,
        Instant at,
        Direction direction,
        String businessType,
        Money amount,
        ProviderFields fields) {
      this.rowNumber = rowNumber;
      this.at = at;
      this.direction = direction;
      this.businessType = businessType;
      this.amount = amount;
      this.fields = fields;
    }

    /** See {@link FundFlowRow#balance()}. */
    public Builder balance(Money value) {
      this.balance = value;
      return this;
    }

    /** See {@link FundFlowRow#flowNumber()}. */
    public Builder flowNumber(String value) {
      this.flowNumber = value;
      return this;
    }

    /** See {@link FundFlowRow#transactionId()}. */
    public Builder transactionId(String value) {
      this.transactionId = value;
      return this;
    }

    /** See {@link FundFlowRow#merchantReference()}. */
    public Builder merchantReference(String value) {
      this.merchantReference = value;
      return this;
    }

    /** The row. */
    public FundFlowRow build() {
      return new FundFlowRow(this);
    }
  }
}
