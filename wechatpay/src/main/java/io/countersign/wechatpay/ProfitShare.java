// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import io.countersign.spi.Rfc3339;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What WeChat Pay says about one share of a payment. <b>Processed is not paid</b>: WeChat Pay calls
 * a share {@code FINISHED} when it has dealt with every receiver, also with those who got nothing.
 * Look at each of {@link #parts()}, or ask {@link #isPaidToAll()}.
 */
public final class ProfitShare {

  private final ProviderFields fields;
  private final Evidence evidence;
  private final List<Part> parts;

  /** Whether WeChat Pay still works on a share; says nothing about who got money. */
  public enum State {
    /** Under way ({@code PROCESSING}). */
    PROCESSING,
    /** Every receiver was dealt with, for better or worse ({@code FINISHED}). */
    PROCESSED,
    /** A word that this library does not know. */
    UNRECOGNIZED
  }

  /** What became of one receiver's part. */
  public enum Result {
    /** Not settled yet ({@code PENDING}). */
    PENDING,
    /** The receiver has the money ({@code SUCCESS}). */
    PAID,
    /**
     * The receiver got nothing, and the money is the merchant's ({@code CLOSED}). Only now may this
     * receiver be shared with under a new number, and only this one.
     */
    CLOSED,
    /** A word that this library does not know: neither paid nor closed. */
    UNRECOGNIZED
  }

  /**
   * One receiver's part.
   *
   * @param type {@code MERCHANT_ID}, {@code PERSONAL_OPENID} or {@code PERSONAL_SUB_OPENID}
   * @param account merchant number or openid
   * @param amount how much
   * @param result what became of it
   * @param failReason why it was closed, in WeChat Pay's word; the list of words is open
   * @param fields everything reported about it, as received
   */
  public record Part(
      String type,
      PersonalText account,
      Money amount,
      Result result,
      Optional<String> failReason,
      ProviderFields fields) {

    /**
     * What to do about {@link #failReason()}, if it is a known one; empty until the part is closed,
     * because a remedy may be a new number.
     */
    public Optional<String> remedy() {
      return result == Result.CLOSED ? failReason.flatMap(ShareFailure::remedy) : Optional.empty();
    }

    /** When it was settled, if reported. */
    public Optional<Instant> finishedAt() {
      return fields.text("finish_time").flatMap(Rfc3339::parse);
    }
  }

  ProfitShare(ProviderFields fields, Evidence evidence, List<Part> parts) {
    this.fields = fields;
    this.evidence = evidence;
    this.parts = List.copyOf(parts);
  }

  /** Your own number. */
  public String number() {
    return fields.text("out_order_no").orElse("");
  }

  /** WeChat Pay's number of the share. */
  public String orderId() {
    return fields.text("order_id").orElse("");
  }

  /** WeChat Pay's number of the payment. */
  public String transactionId() {
    return fields.text("transaction_id").orElse("");
  }

  /** Whether WeChat Pay still works on it; says nothing about who got money. */
  public State state() {
    return switch (providerState()) {
      case "PROCESSING" -> State.PROCESSING;
      case "FINISHED" -> State.PROCESSED;
      default -> State.UNRECOGNIZED;
    };
  }

  /** WeChat Pay's own word for the state, unmapped. */
  public String providerState() {
    return fields.text("state").orElse("");
  }

  /**
   * What became of each receiver. When the rest is released, WeChat Pay lists the sharing merchant
   * itself, too. It may be empty while the share is under way.
   */
  public List<Part> parts() {
    return parts;
  }

  /**
   * Whether it will not change any more: processed, and no part open. One that lists nobody is not,
   * because it says of nobody how it ended.
   */
  public boolean isSettled() {
    return state() == State.PROCESSED
        && !parts.isEmpty()
        && parts.stream()
            .allMatch(part -> part.result() == Result.PAID || part.result() == Result.CLOSED);
  }

  /** Whether every listed receiver, at least one, has the money. */
  public boolean isPaidToAll() {
    return state() == State.PROCESSED
        && !parts.isEmpty()
        && parts.stream().allMatch(part -> part.result() == Result.PAID);
  }

  /** Everything WeChat Pay reported, as received. */
  public ProviderFields fields() {
    return fields;
  }

  /** Why this may be believed. */
  public Evidence evidence() {
    return evidence;
  }

  static Result result(String word) {
    return switch (word) {
      case "PENDING" -> Result.PENDING;
      case "SUCCESS" -> Result.PAID;
      case "CLOSED" -> Result.CLOSED;
      default -> Result.UNRECOGNIZED;
    };
  }

  /** Number, state and how many parts; nothing personal. */
  @Override
  public String toString() {
    return "ProfitShare[" + number() + ", " + state() + ", " + parts.size() + " parts]";
  }
}
