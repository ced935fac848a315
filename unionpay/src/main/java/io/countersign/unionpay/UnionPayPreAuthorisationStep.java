// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.ProviderFields;
import java.util.Optional;

/**
 * What UnionPay says about one step on a pre-authorisation: held money collected or let go, or a
 * collection undone; proven as far as {@link #evidence()} says. Only {@link State#SUCCEEDED} says
 * that it was done.
 */
public final class UnionPayPreAuthorisationStep {

  /** How a step stands. */
  public enum State {
    /** Taken, or on its way; it may still be done. */
    PROCESSING,
    /** Done. */
    SUCCEEDED,
    /** Not done, and never will be. */
    FAILED,
    /** A code that this library does not know: neither done nor failed. */
    UNRECOGNIZED;

    /** Whether it will not change any more. */
    public boolean isFinal() {
      return this == SUCCEEDED || this == FAILED;
    }
  }

  private final UnionPayPreAuthorisationChanged.Step step;
  private final String authorisationNumber;
  private final String number;
  private final Money amount;
  private final State state;
  private final BackReport report;

  UnionPayPreAuthorisationStep(
      UnionPayPreAuthorisationChanged.Step step,
      String authorisationNumber,
      String number,
      Money amount,
      BackReport report) {
    this.step = step;
    this.authorisationNumber = authorisationNumber;
    this.number = number;
    this.amount = amount;
    this.state =
        switch (report.state()) {
          case SUCCEEDED -> State.SUCCEEDED;
          case PROCESSING -> State.PROCESSING;
          case FAILED -> State.FAILED;
          case UNRECOGNIZED -> State.UNRECOGNIZED;
        };
    this.report = report;
  }

  /** What was to be done. */
  public UnionPayPreAuthorisationChanged.Step step() {
    return step;
  }

  /** Your own number of the pre-authorisation. */
  public String authorisationNumber() {
    return authorisationNumber;
  }

  /** Your own number of the step. */
  public String number() {
    return number;
  }

  /** What is collected, let go or given back; zero if it failed and UnionPay does not tell. */
  public Money amount() {
    return amount;
  }

  /** How it stands. */
  public State state() {
    return state;
  }

  /** UnionPay's number of the step ({@code queryId}), if it has one yet. */
  public Optional<String> transactionId() {
    return report.queryId();
  }

  /** UnionPay's own code for the state, unmapped. */
  public String providerState() {
    return report.word();
  }

  /** Everything UnionPay reported, as received. */
  public ProviderFields fields() {
    return report.fields();
  }

  /** Why this may be believed. */
  public Evidence evidence() {
    return report.evidence();
  }

  /** Step, numbers, amount and state. */
  @Override
  public String toString() {
    return "UnionPayPreAuthorisationStep["
        + step
        + " "
        + number
        + " of "
        + authorisationNumber
        + ", "
        + amount
        + " "
        + state
        + "]";
  }
}
