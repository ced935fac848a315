// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What Alipay says about one share of a payment, proven as far as {@link #evidence()} says. That it
 * was taken is not that anybody was paid: the {@link #parts()} say so, and only an answer to {@link
 * AlipayProfitSharing#find} has them.
 */
public final class ProfitShare {

  /** How it went for one receiver. */
  public enum Result {
    /** On its way ({@code PROCESSING}). */
    PENDING,
    /** The receiver has the money ({@code SUCCESS}). */
    SUCCEEDED,
    /** The receiver did not get it; the money is the merchant's ({@code FAIL}). */
    FAILED,
    /** A word that this library does not know. */
    UNRECOGNIZED;

    static Result of(String word) {
      return switch (word) {
        case "PROCESSING" -> PENDING;
        case "SUCCESS" -> SUCCEEDED;
        case "FAIL" -> FAILED;
        default -> UNRECOGNIZED;
      };
    }
  }

  /**
   * One movement of money.
   *
   * @param operation what it is: {@code transfer}, {@code transfer_refund}, {@code replenish},
   *     {@code replenish_refund}
   * @param from whose money
   * @param to whose it becomes
   * @param toType what {@code to} is: {@code userId}, {@code loginName}, …
   * @param amount how much
   * @param result how it went
   * @param at when
   * @param failReason why not, in Alipay's word
   */
  public record Part(
      String operation,
      PersonalText from,
      PersonalText to,
      String toType,
      Money amount,
      Result result,
      Optional<Instant> at,
      Optional<String> failReason) {

    /** Whether it goes out to a receiver, rather than back. */
    public boolean isShare() {
      return operation.equals("transfer") || operation.equals("replenish");
    }
  }

  private final String number;
  private final String tradeNo;
  private final List<Part> parts;
  private final ProviderFields fields;
  private final Evidence evidence;

  ProfitShare(
      String number, String tradeNo, List<Part> parts, ProviderFields fields, Evidence evidence) {
    this.number = number;
    this.tradeNo = tradeNo;
    this.parts = List.copyOf(parts);
    this.fields = fields;
    this.evidence = evidence;
  }

  /** Your own number. */
  public String number() {
    return number;
  }

  /** Alipay's number of the payment. */
  public String transactionId() {
    return tradeNo;
  }

  /** Alipay's number of the share, if reported: in answers to sharing. */
  public Optional<String> settleNo() {
    return fields.text("settle_no");
  }

  /** Who got what; empty in answers to sharing, and of a request that only releases. */
  public List<Part> parts() {
    return parts;
  }

  /** Whether every receiver listed has the money. */
  public boolean isPaidToAll() {
    return isSettled() && parts.stream().allMatch(part -> part.result() == Result.SUCCEEDED);
  }

  /** Whether every part is listed with its end. */
  public boolean isSettled() {
    return !parts.isEmpty()
        && parts.stream()
            .allMatch(part -> part.result() == Result.SUCCEEDED || part.result() == Result.FAILED);
  }

  /** Everything Alipay reported, as received. */
  public ProviderFields fields() {
    return fields;
  }

  /** Why this may be believed. */
  public Evidence evidence() {
    return evidence;
  }

  /** Number and how many parts; nothing personal. */
  @Override
  public String toString() {
    return "ProfitShare[" + number + ", " + parts.size() + " parts]";
  }
}
