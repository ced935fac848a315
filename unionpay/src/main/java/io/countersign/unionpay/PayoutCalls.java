// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Rejection;
import io.countersign.spi.Verdict;
import java.net.URI;
import java.util.Optional;

/** Pay-outs: send, find, and how a number in use is settled by asking. (全渠道, 代付.) */
final class PayoutCalls {

  static final String BIZ_TYPE = "000401";

  private static final String KIND = "12";
  private static final String TAKEN = "05";
  private static final String NO_SUCH_TRANSACTION = "34";

  private final GatewayCalls gateway;

  PayoutCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  Outcome<UnionPayPayout> send(UnionPayPayoutRequest request) {
    TimedNumber number =
        TimedNumber.of("number", request.number()).aboutNow("number", gateway.loop().now());
    SensitiveFields sensitive = gateway.sensitive();
    request.putPersonal(sensitive);
    Call call = sensitive.into(request.call(number).with("backUrl", notifyUrl(request)));
    if (!call.fields().has("encryptCertId")) {
      throw new InvalidRequestException(
          "encryption certificate",
          "UnionPay's, by which pay-outs must be encrypted: encryptionCertificate(…) in the"
              + " configuration");
    }
    return gateway
        .exchange()
        .write(
            Operation.PAYOUT,
            request.number(),
            call,
            // Taken, not done: how it ends only a question or a notification tells.
            answer -> Verdict.accepted(payout(request.number(), request.amount(), TAKEN, answer)),
            rejection -> numberUsed(request, rejection),
            gateway::askSoon);
  }

  Optional<UnionPayPayout> find(String number, Money amount) {
    OrderRules.fen("amount", amount);
    return asked(number)
        .map(
            found -> {
              if (!found.amount().equals(amount)) {
                throw new MismatchException("txnAmt", amount.toString(), found.amount().toString());
              }
              return found;
            });
  }

  private Optional<UnionPayPayout> asked(String number) {
    Call question =
        Call.of(Call.Path.QUERY, "00", "00", BIZ_TYPE).with(TimedNumber.of("number", number));
    return gateway
        .exchange()
        .read(
            Operation.FIND_PAYOUT,
            question,
            answer -> told(number, answer),
            (code, answer) ->
                code.equals(NO_SUCH_TRANSACTION)
                    ? Optional.of(Optional.<UnionPayPayout>empty())
                    : Optional.empty());
  }

  private static Verdict<Optional<UnionPayPayout>> told(String number, Answer answer) {
    String word = answer.fields().text("origRespCode").orElse("");
    Optional<Money> amount = answer.fields().text("txnAmt").flatMap(Fen::of);
    if (word.isBlank() || amount.isEmpty()) {
      return Verdict.open("the answer lacks state or amount");
    }
    String kind = answer.fields().text("txnType").orElse("none");
    if (!kind.equals(KIND)) {
      throw new MismatchException("txnType", KIND, kind);
    }
    Optional<String> currency = answer.fields().text("currencyCode");
    if (currency.isPresent()) {
      Fen.mustBeCurrency(currency.get());
    }
    return Verdict.accepted(Optional.of(payout(number, amount.get(), word, answer)));
  }

  /** The number may be in use by this very pay-out, whose first answer was lost. */
  private Outcome<UnionPayPayout> numberUsed(UnionPayPayoutRequest request, Rejection rejection) {
    Optional<UnionPayPayout> found = asked(request.number());
    if (found.isEmpty()) {
      return doubt(rejection, "and asking does not settle it");
    }
    Optional<Boolean> samePayee = isOf(request, found.get());
    if (!found.get().amount().equals(request.amount()) || samePayee.equals(Optional.of(false))) {
      return new Outcome.Rejected<>(rejection.ofTakenNumber());
    }
    return samePayee.isPresent()
        ? new Outcome.Accepted<>(found.get(), Optional.empty())
        : doubt(rejection, "and asking does not show whose pay-out it is");
  }

  /** Whether it goes to the same account; empty if that is not told. */
  private Optional<Boolean> isOf(UnionPayPayoutRequest request, UnionPayPayout found) {
    Optional<String> told = found.fields().text("accNo");
    if (told.isEmpty()) {
      return Optional.empty();
    }
    String shown;
    try {
      shown = new OpenedFields(gateway.config().keys).cardNumber(told.get()).reveal();
    } catch (InvalidRequestException notForThisKey) {
      return Optional.empty();
    }
    String sent = request.account().reveal();
    int first = shown.indexOf('*');
    int last = shown.lastIndexOf('*');
    if (first < 0) {
      return Optional.of(sent.endsWith(shown));
    }
    String end = shown.substring(last + 1);
    return end.isEmpty() && first == 0
        ? Optional.empty()
        : Optional.of(sent.startsWith(shown.substring(0, first)) && sent.endsWith(end));
  }

  private Outcome<UnionPayPayout> doubt(Rejection rejection, String why) {
    return new Outcome.Unknown<>(rejection.code() + ", " + why, gateway.askSoon());
  }

  private String notifyUrl(UnionPayPayoutRequest request) {
    Optional<URI> address =
        request.notifyUrl().isPresent() ? request.notifyUrl() : gateway.merchant().notifyUrl();
    if (address.isEmpty()) {
      throw new InvalidRequestException(
          "notifyUrl", "an address, in the configuration or in the request");
    }
    return OrderRules.notifyUrl("notifyUrl", address.get());
  }

  private static UnionPayPayout payout(String number, Money amount, String word, Answer answer) {
    return new UnionPayPayout(number, amount, word, answer.fields(), answer.evidence());
  }
}
