// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * An authentic notification about a pre-authorisation (预授权): money was held, collected, or let go.
 * Held is not paid. Authentic is not yet yours: compare number and amount with your own records, as
 * {@link #confirm} does.
 *
 * @param id UnionPay's number of this step ({@code queryId}), or your own with its time
 * @param createdAt when it was booked, or began
 * @param merchantId the merchant whose client proved it
 * @param step which step it is
 * @param number your own number of this step ({@code orderId})
 * @param txnTime the time that this step was made with ({@code txnTime})
 * @param originalTransactionId UnionPay's number of the step before it ({@code origQryId}); empty
 *     text for a pre-authorisation itself
 * @param amount what is held, collected or let go
 * @param succeeded whether it was done; if not, it may still be on its way: ask
 * @param fields everything that was signed, as received
 * @param evidence why it may be believed
 */
public record UnionPayPreAuthorisationChanged(
    String id,
    Instant createdAt,
    String merchantId,
    Step step,
    String number,
    Instant txnTime,
    String originalTransactionId,
    Money amount,
    boolean succeeded,
    ProviderFields fields,
    Evidence evidence)
    implements ProviderEvent {

  /** The steps of a pre-authorisation. */
  public enum Step {
    /** Money is held (预授权, 02). */
    HELD("02"),
    /** Held money is collected (预授权完成, 03). */
    COLLECTED("03"),
    /** Held money is let go (预授权撤销, 32). */
    RELEASED("32"),
    /** A collection is undone (预授权完成撤销, 33). */
    COLLECTION_UNDONE("33");

    private final String txnType;

    Step(String txnType) {
      this.txnType = txnType;
    }

    static Step of(String txnType) {
      for (Step step : values()) {
        if (step.txnType.equals(txnType)) {
          return step;
        }
      }
      throw new IllegalArgumentException(txnType);
    }
  }

  static UnionPayPreAuthorisationChanged of(BackNotice notice) {
    return new UnionPayPreAuthorisationChanged(
        notice.id(),
        notice.bookedAt(),
        notice.merchant().account(),
        Step.of(notice.txnType()),
        notice.number(),
        notice.txnTime(),
        notice.text("origQryId").orElse(""),
        notice.amount(),
        RespCode.isSuccess(notice.respCode()),
        notice.fields(),
        notice.evidence());
  }

  @Override
  public String provider() {
    return UnionPayClient.PROVIDER;
  }

  /** {@code txnType/txnSubType}, such as {@code 02/01}. */
  @Override
  public String type() {
    return fields.text("txnType").orElse("") + "/" + fields.text("txnSubType").orElse("");
  }

  /**
   * This, if it is the step that you asked for.
   *
   * @param expected your number and time of the step
   * @param expectedAmount its amount
   * @throws MismatchException if number, time or amount differ
   */
  public UnionPayPreAuthorisationChanged confirm(
      io.countersign.PaymentId expected, Money expectedAmount) {
    same("orderId", expected.number(), number);
    same("txnTime", expected.createdAt().toString(), txnTime.toString());
    same("txnAmt", expectedAmount.toString(), amount.toString());
    return this;
  }

  @Override
  public String replayKey() {
    return provider()
        + "/"
        + merchantId
        + "/pre-authorisation/"
        + number
        + "/"
        + BeijingTime.text(txnTime)
        + "/"
        + fields.text("respCode").orElse("");
  }

  /** Step, number, amount and whether it was done. */
  @Override
  public String toString() {
    return "UnionPayPreAuthorisationChanged["
        + step
        + " "
        + number
        + ", "
        + amount
        + (succeeded ? ", done]" : ", not done]");
  }

  private static void same(String field, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new MismatchException(field, expected, actual);
    }
  }
}
