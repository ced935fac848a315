// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.time.Duration;
import java.util.Optional;

/**
 * What one merchant shares of its payments, and how the requests end.
 *
 * <p>A request usually ends well after five seconds. Actions that are impossible throw {@link
 * IllegalStateException} with the reason.
 */
public final class ProfitSharing {
  private final Account account;

  ProfitSharing(Account account) {
    this.account = account;
  }

  /** Changes how long requests take, by the sandbox clock. */
  public void completeAfter(Duration after) {
    synchronized (account) {
      account.shares.completesAfter = Optional.of(after);
    }
  }

  /** Leaves requests {@code PROCESSING} until the test ends them. */
  public void stayProcessing() {
    synchronized (account) {
      account.shares.completesAfter = Optional.empty();
    }
  }

  /** Changes the greatest part of a payment that may be shared: per 10,000, 3000 at first. */
  public void maxRatio(int perTenThousand) {
    if (perTenThousand < 0 || perTenThousand > 10_000) {
      throw new IllegalArgumentException("a ratio lies between 0 and 10000: " + perTenThousand);
    }
    synchronized (account) {
      account.shares.ratioPerTenThousand = perTenThousand;
    }
  }

  /**
   * Changes how receivers are told.
   *
   * @param newer false, the start value, for {@code TRANSACTION.SUCCESS}; true for {@code
   *     PROFITSHARING.SUCCESS} and {@code PROFITSHARING.RETURN}
   */
  public void newerEventNames(boolean newer) {
    synchronized (account) {
      account.shares.newerEventNames = newer;
    }
  }

  /**
   * Lets one receiver of a request in process get nothing.
   *
   * @param outOrderNo the request
   * @param receiver its mchid or openid
   * @param failReason for example {@code RECEIVER_HIGH_RISK}
   */
  public void failReceiver(String outOrderNo, String receiver, String failReason) {
    synchronized (account) {
      Share share = known(outOrderNo);
      if (!share.state.equals(Share.PROCESSING)) {
        throw new IllegalStateException("the request is finished");
      }
      line(share, receiver).plannedFailure = failReason;
    }
  }

  /** Ends a request that is in process. */
  public void finish(String outOrderNo) {
    synchronized (account) {
      account.shares.finish(known(outOrderNo));
    }
  }

  /** Ends a return that is in process; it fails when the receiver has too little money. */
  public void finishReturn(String outReturnNo) {
    failReturn(outReturnNo, "");
  }

  /**
   * Ends a return that is in process badly.
   *
   * @param outReturnNo the return
   * @param failReason for example {@code TIME_OUT_CLOSED}
   */
  public void failReturn(String outReturnNo, String failReason) {
    synchronized (account) {
      ShareReturn made =
          account
              .shares
              .returns
              .find(outReturnNo)
              .orElseThrow(
                  () -> new IllegalStateException("there is no return with this out_return_no"));
      account.shares.returns.finish(made, failReason);
    }
  }

  /** A request to share or unfreeze: how it stands now. */
  public Optional<ShareView> share(String outOrderNo) {
    synchronized (account) {
      return account.shares.find(outOrderNo).map(Share::view);
    }
  }

  /** How often money of a payment went to a receiver: the number of movements. */
  public long sharesOf(String transactionId) {
    synchronized (account) {
      return account.shares.all().stream()
          .filter(share -> transactionId.equals(share.order.transactionId))
          .flatMap(share -> share.lines.stream())
          .filter(line -> !line.rest && line.result.equals(Share.SUCCESS))
          .count();
    }
  }

  /** What of a payment is still frozen: in fen; 0 when nothing ever was. */
  public long unsplitOf(String transactionId) {
    synchronized (account) {
      return account
          .orders
          .findPaid(transactionId)
          .or(() -> account.combined.paidPart(transactionId))
          .map(account.shares::unsplit)
          .orElseThrow(() -> new IllegalStateException("there is no such payment"));
    }
  }

  /**
   * What a receiving merchant of this gateway was told about its share, signed now for it.
   *
   * @param outOrderNo the request
   * @param receiver the receiving merchant
   */
  public SignedNotification notification(String outOrderNo, WeChatPayMerchant receiver) {
    synchronized (account) {
      NotificationEvent event = line(known(outOrderNo), receiver.mchid()).event;
      if (event == null) {
        throw new IllegalStateException("this receiver has got nothing by this request");
      }
      return SignedNotification.of(receiver.account(), event);
    }
  }

  private Share known(String outOrderNo) {
    return account
        .shares
        .find(outOrderNo)
        .orElseThrow(() -> new IllegalStateException("there is no request with this out_order_no"));
  }

  private static Share.Line line(Share share, String receiver) {
    return share
        .lineOf(receiver)
        .orElseThrow(() -> new IllegalStateException("the request names no such receiver"));
  }
}
