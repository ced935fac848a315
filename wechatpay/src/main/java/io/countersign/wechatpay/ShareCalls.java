// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import io.countersign.spi.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Profit sharing: receivers, shares, returns, and how conflicts are settled by asking. */
final class ShareCalls {

  private final GatewayCalls gateway;
  private final Merchant merchant;
  private final SharePaths paths;
  private final ShareFields words;

  ShareCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.merchant = gateway.merchant();
    this.paths = new SharePaths(merchant);
    this.words = new ShareFields(merchant, gateway.config().appIds);
  }

  Outcome<ShareAccount> add(ShareReceiver receiver) {
    Map<String, PersonalText> encrypted = new LinkedHashMap<>();
    Map<String, Object> body = words.added(receiver, encrypted);
    return receivers(
        Operation.ADD_RECEIVER, SharePaths.ADD_RECEIVER, receiver.account(), body, encrypted);
  }

  Outcome<ShareAccount> remove(ShareAccount account) {
    return receivers(
        Operation.DELETE_RECEIVER,
        SharePaths.DELETE_RECEIVER,
        account,
        words.removed(account),
        Map.of());
  }

  Outcome<ProfitShare> share(ShareRequest request) {
    Map<String, PersonalText> encrypted = new LinkedHashMap<>();
    Map<String, Object> body = words.shared(request, encrypted);
    return sharing(
        Operation.SHARE,
        SharePaths.SHARE,
        request.number(),
        request.transactionId(),
        gateway.sensitive().seal(body, encrypted),
        share -> isAsAsked(share, request));
  }

  Outcome<ProfitShare> unfreezeRest(String number, String transactionId, String description) {
    ShareRequest.number("share number", number);
    ShareRequest.transactionId(transactionId);
    return sharing(
        Operation.UNFREEZE,
        SharePaths.UNFREEZE,
        number,
        transactionId,
        gateway.sensitive().seal(words.unfrozen(number, transactionId, description), Map.of()),
        this::isOursAlone);
  }

  Optional<ProfitShare> find(String number, String transactionId) {
    ShareRequest.number("share number", number);
    ShareRequest.transactionId(transactionId);
    return gateway
        .exchange()
        .find(
            Operation.FIND_SHARE,
            paths.share(number, transactionId),
            gateway.preferredKeyId(),
            answer -> {
              ShareReport report = report(answer);
              return report.isShare()
                  ? Verdict.accepted(report.share(number, transactionId))
                  : incomplete();
            });
  }

  Outcome<ShareReturn> takeBack(ShareReturnRequest request) {
    return gateway
        .exchange()
        .write(
            Operation.TAKE_BACK,
            request.number(),
            "POST",
            SharePaths.TAKE_BACK,
            gateway.sensitive().seal(words.takenBack(request), Map.of()),
            answer -> {
              ShareReport report = report(answer);
              if (!report.isReturn()) {
                return incomplete();
              }
              ShareReturn taken = report.taken(request.number());
              return isAsAsked(taken, request)
                  ? Verdict.accepted(taken)
                  : Verdict.open("the return number is in use for another return");
            },
            rejection ->
                settled(
                    rejection,
                    () -> asked(request.number(), shareOf(request)),
                    taken -> isAsAsked(taken, request)),
            this::askSoon);
  }

  Optional<ShareReturn> findReturn(String number, String shareNumber, Money amount) {
    return asked(
        ShareRequest.number("return number", number),
        ShareRequest.number("share number", shareNumber),
        Optional.of(amount));
  }

  Money unsplitAmount(String transactionId) {
    ShareRequest.transactionId(transactionId);
    return gateway
        .exchange()
        .read(
            Operation.FIND_SHARE,
            "GET",
            paths.unsplit(transactionId),
            gateway.sensitive().question(),
            answer -> {
              Optional<Money> amount = ShareReport.amount(answer.fields(), "unsplit_amount");
              report(answer).mustSay("transaction_id", transactionId);
              return amount.isPresent() ? Verdict.accepted(amount.get()) : incomplete();
            });
  }

  int maxRatio() {
    String sub = paths.subMchid();
    return gateway
        .exchange()
        .read(
            Operation.FIND_SHARE,
            "GET",
            paths.maxRatio(),
            gateway.sensitive().question(),
            answer -> {
              report(answer).mustSay("sub_mchid", sub);
              OptionalLong ratio = answer.fields().number("max_ratio");
              return ratio.isPresent() && ratio.getAsLong() >= 0 && ratio.getAsLong() <= 10_000
                  ? Verdict.accepted((int) ratio.getAsLong())
                  : incomplete();
            });
  }

  private Outcome<ShareAccount> receivers(
      Operation operation,
      String path,
      ShareAccount account,
      Map<String, Object> body,
      Map<String, PersonalText> encrypted) {
    String type = new ShareAccounts(merchant, gateway.config().appIds).type(account);
    return gateway
        .exchange()
        .write(
            operation,
            account.toString(),
            "POST",
            path,
            gateway.sensitive().seal(body, encrypted),
            answer -> {
              ProviderFields echo = ours(answer);
              boolean echoed =
                  echo.text("type").orElse("").equals(type)
                      && echo.text("account").orElse("").equals(account.account().reveal());
              // Which account it names instead is not said: it may be a person's.
              return echoed
                  ? Verdict.accepted(account)
                  : Verdict.open("the answer does not name this receiver");
            },
            rejection ->
                rejection.verified()
                    ? new Outcome.Rejected<>(rejection)
                    : new Outcome.Unknown<>(rejection.code() + ", not signed", repeatSoon()),
            this::repeatSoon);
  }

  private Outcome<ProfitShare> sharing(
      Operation operation,
      String path,
      String number,
      String transactionId,
      SealedBody body,
      Predicate<ProfitShare> asAsked) {
    return gateway
        .exchange()
        .write(
            operation,
            number,
            "POST",
            path,
            body,
            answer -> {
              ShareReport report = report(answer);
              if (!report.isShare()) {
                return incomplete();
              }
              ProfitShare share = report.share(number, transactionId);
              return share.parts().isEmpty() || asAsked.test(share)
                  ? Verdict.accepted(share)
                  : Verdict.open("the share number is in use for other receivers");
            },
            rejection -> settled(rejection, () -> found(number, transactionId), asAsked),
            this::askSoon);
  }

  /** The number may be in use by this very request, whose first answer was lost. */
  private <T> Outcome<T> settled(
      Rejection rejection, Supplier<Optional<T>> question, Predicate<T> asAsked) {
    Optional<T> found;
    try {
      found = question.get();
    } catch (UnavailableException | RejectedException notNow) {
      return new Outcome.Unknown<>(rejection.code() + ", and it cannot be asked now", askSoon());
    }
    if (found.isPresent()) {
      return asAsked.test(found.get())
          ? new Outcome.Accepted<>(found.get(), Optional.empty())
          : new Outcome.Rejected<>(rejection.ofTakenNumber());
    }
    // Signed, and nothing under the number: the refusal is about the request itself.
    return rejection.verified() && rejection.reason() == Rejection.Reason.INVALID_FIELD
        ? new Outcome.Rejected<>(rejection)
        : new Outcome.Unknown<>(rejection.code() + ", and asking does not settle it", askSoon());
  }

  /** One that lists nobody yet may be another request's, so it does not settle a conflict. */
  private Optional<ProfitShare> found(String number, String transactionId) {
    Optional<ProfitShare> found = find(number, transactionId);
    if (found.isPresent() && found.get().parts().isEmpty()) {
      throw new UnavailableException("the share lists no receiver yet", Optional.empty());
    }
    return found;
  }

  /** WeChat Pay answers about a return only to those who name the share by their own number. */
  private static String shareOf(ShareReturnRequest request) {
    return request
        .shareNumber()
        .orElseThrow(
            () ->
                new UnavailableException(
                    "the share is named by WeChat Pay's number only", Optional.empty()));
  }

  private Optional<ShareReturn> asked(String number, String shareNumber) {
    return asked(number, shareNumber, Optional.empty());
  }

  private Optional<ShareReturn> asked(String number, String shareNumber, Optional<Money> amount) {
    return gateway
        .exchange()
        .find(
            Operation.FIND_SHARE,
            paths.taken(number, shareNumber),
            gateway.preferredKeyId(),
            answer -> {
              ShareReport report = report(answer);
              if (!report.isReturn()) {
                return incomplete();
              }
              report.mustSay("out_order_no", shareNumber);
              if (amount.isPresent()) {
                report.mustSay("amount", Long.toString(amount.get().minorUnits()));
              }
              return Verdict.accepted(report.taken(number));
            });
  }

  /** Every receiver asked for is there once, and beside them only the sharing merchant. */
  private boolean isAsAsked(ProfitShare share, ShareRequest request) {
    List<ShareRequest.Line> missing = new ArrayList<>(request.lines());
    for (ProfitShare.Part part : share.parts()) {
      if (!missing.removeIf(line -> isFor(line, part)) && !isOurs(part)) {
        return false;
      }
    }
    return missing.isEmpty();
  }

  private boolean isFor(ShareRequest.Line line, ProfitShare.Part part) {
    ShareAccounts accounts = new ShareAccounts(merchant, gateway.config().appIds);
    return part.type().equals(accounts.type(line.account()))
        && part.account().equals(line.account().account())
        && part.amount().equals(line.amount());
  }

  private boolean isOursAlone(ProfitShare share) {
    return share.parts().stream().allMatch(this::isOurs);
  }

  private boolean isOurs(ProfitShare.Part part) {
    return part.type().equals("MERCHANT_ID")
        && part.account().reveal().equals(merchant.subMchid().orElse(merchant.mchid()));
  }

  private static boolean isAsAsked(ShareReturn taken, ShareReturnRequest request) {
    return taken.amount().equals(request.amount())
        && taken.fromMerchant().equals(request.fromMerchant())
        && same(request.shareNumber(), taken.fields().text("out_order_no"))
        && same(request.orderId(), taken.fields().text("order_id"));
  }

  private static boolean same(Optional<String> asked, Optional<String> reported) {
    return asked.isEmpty() || asked.equals(reported);
  }

  private ShareReport report(Answer answer) {
    return new ShareReport(ours(answer), answer.evidence());
  }

  /**
   * The answer's fields, which need not name a merchant.
   *
   * @throws MismatchException if they name another, or a sub-merchant where there is none
   */
  private ProviderFields ours(Answer answer) {
    ProviderFields fields = answer.fields();
    merchant.mustNotBeContradictedBy(fields);
    if (merchant.subMchid().isEmpty() && fields.has("sub_mchid")) {
      throw new MismatchException("sub_mchid", "none", fields.text("sub_mchid").orElse("some"));
    }
    return fields;
  }

  private static <T> Verdict<T> incomplete() {
    return Verdict.open("the answer lacks number, state or amount");
  }

  private FollowUp askSoon() {
    return new FollowUp.Ask(gateway.soon());
  }

  private FollowUp repeatSoon() {
    return new FollowUp.RepeatSame(gateway.soon());
  }
}
