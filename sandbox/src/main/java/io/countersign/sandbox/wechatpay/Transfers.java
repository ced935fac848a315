// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Transfers of one merchant to users: what the users do, and how the transfers end.
 *
 * <p>A transfer usually waits for its user as soon as it is accepted, and ends five seconds after
 * the user has confirmed. Actions that are impossible throw {@link IllegalStateException} with the
 * reason.
 */
public final class Transfers {
  private static final Set<String> NEEDED = Set.of("mchId", "package");
  private static final Set<String> KNOWN =
      Set.of("mchId", "appId", "package", "subMchId", "subAppId", "openId");

  private final Account account;
  private final URI endpoint;

  Transfers(Account account, URI endpoint) {
    this.account = account;
    this.endpoint = endpoint;
  }

  /**
   * Changes how far transfers go by themselves, those under way included.
   *
   * @param state {@code ACCEPTED}, {@code PROCESSING} or, the start value, {@code
   *     WAIT_USER_CONFIRM}
   */
  public void stopAt(TransferState state) {
    if (state.compareTo(TransferState.WAIT_USER_CONFIRM) > 0) {
      throw new IllegalArgumentException("no transfer goes so far by itself: " + state);
    }
    synchronized (account) {
      account.transfers.stopAt = state;
    }
  }

  /** Takes a transfer one step on: to {@code PROCESSING}, to {@code WAIT_USER_CONFIRM}. */
  public void proceed(String outBillNo) {
    synchronized (account) {
      TransferState before = known(outBillNo).state;
      account.transfers.proceed(known(outBillNo));
      if (known(outBillNo).state == before) {
        throw new IllegalStateException("the transfer does not proceed, its state is " + before);
      }
    }
  }

  /**
   * Changes what a balance that is too low leads to.
   *
   * @param accept false, the start value, to refuse with {@code NOT_ENOUGH}; true to accept the
   *     transfer and keep it {@code PROCESSING} until there is money
   */
  public void acceptWithoutMoney(boolean accept) {
    synchronized (account) {
      account.transfers.acceptsWithoutMoney = accept;
    }
  }

  /**
   * Tells a user's name; a transfer that names another one fails with {@code NAME_NOT_CORRECT}.
   * Users without a name pass with any.
   */
  public void realName(String openid, String name) {
    synchronized (account) {
      account.transfers.realName(openid, name);
    }
  }

  /** The page on which a person confirms a transfer: an http address of this gateway. */
  public URI confirmationPage(String outBillNo) {
    synchronized (account) {
      Transfer transfer = known(outBillNo);
      String info =
          transfer
              .packageInfo()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "the user cannot confirm now, the state is " + transfer.state));
      return endpoint.resolve(
          TransferPage.PATH + "?package=" + URLEncoder.encode(info, StandardCharsets.UTF_8));
    }
  }

  /**
   * Opens WeChat with what a page, a mini program or an app hands over ({@code
   * requestMerchantTransfer}), and checks it as WeChat does.
   *
   * @return the {@code out_bill_no} that the user would confirm
   * @throws IllegalArgumentException if WeChat would not open the confirmation
   */
  public String openConfirmation(Map<String, String> invocation) {
    demand(
        invocation.keySet().containsAll(NEEDED) && KNOWN.containsAll(invocation.keySet()),
        "the parameters must be mchId, package, appId or subAppId, if needed subMchId, openId");
    synchronized (account) {
      String info = invocation.getOrDefault("package", "");
      Transfer transfer =
          account.transfers.all().stream()
              .filter(one -> one.packageInfo().equals(Optional.of(info)))
              .findFirst()
              .orElseThrow(() -> wrong("no transfer waits for its user under this package"));
      demand(account.mchid.equals(invocation.get("mchId")), "mchId is not the transfer's");
      checkApps(invocation, transfer);
      demand(
          invocation.getOrDefault("openId", transfer.openid).equals(transfer.openid),
          "openId is not the transfer's");
      demand(
          Optional.ofNullable(invocation.get("subMchId")).equals(transfer.subMchid),
          "subMchId is not the transfer's");
      return transfer.outBillNo;
    }
  }

  /** The user confirms. */
  public void confirm(String outBillNo) {
    synchronized (account) {
      account.transfers.confirm(known(outBillNo));
    }
  }

  /** Changes how long confirmed transfers take, by the sandbox clock. */
  public void completeAfter(Duration after) {
    synchronized (account) {
      account.transfers.completesAfter = Optional.of(after);
    }
  }

  /** Leaves confirmed transfers {@code TRANSFERING} until the test ends them. */
  public void stayTransferring() {
    synchronized (account) {
      account.transfers.completesAfter = Optional.empty();
    }
  }

  /** Ends a confirmed transfer well. */
  public void succeed(String outBillNo) {
    synchronized (account) {
      account.transfers.end(known(outBillNo), TransferState.SUCCESS, "");
    }
  }

  /**
   * Ends a transfer badly; the merchant has the money again.
   *
   * @param outBillNo the merchant's number
   * @param failReason for example {@code ACCOUNT_FROZEN}
   */
  public void fail(String outBillNo, String failReason) {
    synchronized (account) {
      account.transfers.end(known(outBillNo), TransferState.FAIL, failReason);
    }
  }

  /** A transfer: how it stands now. */
  public Optional<TransferView> bill(String outBillNo) {
    synchronized (account) {
      return account.transfers.find(outBillNo).map(Transfer::view);
    }
  }

  /**
   * How often money was taken from the merchant for a user and not given back: 1 is what a shop
   * wants that means to send once.
   */
  public long transfersTo(String openid) {
    synchronized (account) {
      return account.transfers.all().stream()
          .filter(transfer -> transfer.openid.equals(openid) && transfer.moneyLocked)
          .count();
    }
  }

  /** What a user has received from this merchant: in fen. */
  public long receivedBy(String openid) {
    synchronized (account) {
      return account.transfers.all().stream()
          .filter(one -> one.openid.equals(openid) && one.state == TransferState.SUCCESS)
          .mapToLong(one -> one.amount)
          .sum();
    }
  }

  /** The notification of a transfer's end: the notification, signed now. */
  public SignedNotification notification(String outBillNo) {
    synchronized (account) {
      Transfer transfer = known(outBillNo);
      NotificationEvent event = transfer.event;
      if (event == null) {
        throw new IllegalStateException(
            "the transfer has not ended, its state is " + transfer.state);
      }
      String url = transfer.terms.path("notify_url").asText();
      SignedNotification signed = SignedNotification.of(account, event);
      return url.isEmpty() ? signed : signed.to(URI.create(url).getRawPath());
    }
  }

  /**
   * Names the transfer's app, as a sub-merchant's or the merchant's, and no app of anybody else.
   */
  private void checkApps(Map<String, String> invocation, Transfer transfer) {
    Optional<String> own = Optional.ofNullable(invocation.get("appId"));
    Optional<String> subs = Optional.ofNullable(invocation.get("subAppId"));
    String appid = transfer.terms.path("appid").asText();
    demand(own.or(() -> subs).isPresent(), "appId or subAppId is needed");
    demand(
        own.isEmpty() || own.get().equals(appid) || account.kindOf(own.get()).isPresent(),
        "appId is nobody's");
    boolean subsApp =
        subs.isPresent()
            && transfer
                .subMchid
                .flatMap(sub -> Optional.ofNullable(account.accepted.get(sub)))
                .flatMap(sub -> sub.apps.kindOf(subs.get()))
                .isPresent();
    demand(subs.isEmpty() || subsApp, "subAppId is not bound to the sub-merchant");
    demand(subs.or(() -> own).equals(Optional.of(appid)), "appId is not the transfer's");
  }

  private Transfer known(String outBillNo) {
    return account
        .transfers
        .find(outBillNo)
        .orElseThrow(() -> new IllegalStateException("there is no transfer with this out_bill_no"));
  }

  private static void demand(boolean met, String otherwise) {
    if (!met) {
      throw wrong(otherwise);
    }
  }

  private static IllegalArgumentException wrong(String message) {
    return new IllegalArgumentException("WeChat would not open the confirmation: " + message);
  }
}
