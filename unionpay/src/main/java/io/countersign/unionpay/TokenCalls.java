// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.Rejection;
import io.countersign.spi.Verdict;
import java.net.URI;
import java.util.Optional;

/** Cards that are opened, and charges by token. (全渠道, 无跳转支付 Token 版.) */
final class TokenCalls {

  private static final String BIZ_TYPE = "000902";
  private static final String CHANNEL = "07";
  private static final String CARD = "01";
  private static final String NO_SUCH_TRANSACTION = "34";

  private final GatewayCalls gateway;
  private final SceneCalls pages;
  private final TokenData data;

  TokenCalls(GatewayCalls gateway, SceneCalls pages, TokenData data) {
    this.gateway = gateway;
    this.pages = pages;
    this.data = data;
  }

  OpenPage.PostForm page(PaymentId opening, URI returnUrl) {
    return pages.form(
        call(Call.Path.FRONT, "79", "00", opening)
            .with("accType", CARD)
            .with("tokenPayData", data.asking())
            .with("frontUrl", OrderRules.address("returnUrl", returnUrl))
            .with("backUrl", notifyUrl(Optional.empty()))
            .with("payTimeout", BeijingTime.text(opening.createdAt().plus(OrderRules.VALIDITY))));
  }

  Outcome<Answer> sendOpeningCode(PaymentId id, PersonalText card, UnionPayCustomer holder) {
    Call call = call(Call.Path.BACK, "77", "00", id).with("accType", CARD);
    return done(id, gateway.sensitive().cardNumber(card).customer(holder).into(call));
  }

  Outcome<UnionPayCardOpening> open(PaymentId id, PersonalText card, UnionPayCustomer holder) {
    Call call =
        call(Call.Path.BACK, "79", "00", id)
            .with("accType", CARD)
            .with("tokenPayData", data.asking());
    return opening(id, gateway.sensitive().cardNumber(card).customer(holder).into(call));
  }

  Outcome<UnionPayCardOpening> update(PaymentId id, PersonalText token, UnionPayCustomer holder) {
    Call call = call(Call.Path.BACK, "79", "03", id).with("tokenPayData", data.renewing(token));
    return opening(id, gateway.sensitive().customer(holder).into(call));
  }

  Outcome<Answer> delete(PaymentId id, PersonalText token) {
    return done(id, call(Call.Path.BACK, "74", "01", id).with("tokenPayData", data.naming(token)));
  }

  Outcome<Answer> sendPaymentCode(
      PaymentId payment, Money amount, PersonalText token, PersonalText phone) {
    Call call =
        call(Call.Path.BACK, "77", "02", payment)
            .with("txnAmt", OrderRules.fen("amount", amount))
            .with("currencyCode", Fen.CURRENCY)
            .with("tokenPayData", data.naming(token));
    UnionPayCustomer holder = UnionPayCustomer.builder().phone(phone).build();
    return done(payment, gateway.sensitive().customer(holder).into(call));
  }

  /** The question bears the opening's number, and a time of its own. */
  Optional<UnionPayCardOpening> find(String opening) {
    Call question =
        Call.of(Call.Path.BACK, "78", "02", BIZ_TYPE)
            .with("channelType", CHANNEL)
            .with("orderId", TimedNumber.orderId("opening", opening))
            .with("txnTime", BeijingTime.text(gateway.loop().now()));
    return gateway
        .exchange()
        .read(
            Operation.FIND_CARD,
            question,
            answer -> Verdict.accepted(Optional.of(told(opening, answer))),
            (code, answer) ->
                code.equals(NO_SUCH_TRANSACTION)
                    ? Optional.of(Optional.<UnionPayCardOpening>empty())
                    : Optional.empty());
  }

  PaymentRef ref(UnionPayTokenCharge charge) {
    return gateway
        .merchant()
        .own(PaymentRef.of(Merchant.PROVIDER, charge.id(), charge.amount()))
        .withProduct(Product.TOKEN.word());
  }

  Outcome<Payment> charge(UnionPayTokenCharge charge) {
    Call call =
        call(Call.Path.BACK, "01", "01", charge.id())
            .with("txnAmt", OrderRules.fen("amount", charge.amount()))
            .with("currencyCode", Fen.CURRENCY)
            .with("accType", CARD)
            .with("backUrl", notifyUrl(charge.notifyUrl()))
            .with("tokenPayData", data.naming(charge.token()));
    if (charge.attachment().isPresent()) {
      call.with("reqReserved", charge.attachment().get());
    }
    SensitiveFields sensitive = gateway.sensitive();
    if (charge.smsCode().isPresent()) {
      sensitive.customer(UnionPayCustomer.builder().smsCode(charge.smsCode().get()).build());
    }
    return new OrderCalls(gateway)
        .charged(
            new OrderFields.Draft(
                Product.TOKEN, ref(charge), TimedNumber.of(charge.id()), sensitive.into(call)));
  }

  /** Every call's beginning, of a number that was made just now. */
  private Call call(Call.Path path, String txnType, String txnSubType, PaymentId id) {
    return Call.of(path, txnType, txnSubType, BIZ_TYPE)
        .with("channelType", CHANNEL)
        .with(TimedNumber.of(id).aboutNow("payment id", gateway.loop().now()));
  }

  private Outcome<UnionPayCardOpening> opening(PaymentId id, Call call) {
    return gateway
        .exchange()
        .write(
            Operation.CARD,
            id.number(),
            call,
            answer -> Verdict.accepted(told(id.number(), answer)),
            rejection -> openingIsThere(id, rejection),
            gateway::askSoon);
  }

  /** An opening under this number: this very one, whose answer was lost. */
  private Outcome<UnionPayCardOpening> openingIsThere(PaymentId id, Rejection rejection) {
    Optional<UnionPayCardOpening> found = find(id.number());
    return found.isPresent() && found.get().isOpen()
        ? new Outcome.Accepted<>(found.get(), Optional.empty())
        : doubt(rejection);
  }

  private Outcome<Answer> done(PaymentId id, Call call) {
    return gateway
        .exchange()
        .write(Operation.CARD, id.number(), call, Verdict::accepted, this::doubt, gateway::askSoon);
  }

  private <T> Outcome<T> doubt(Rejection rejection) {
    return new Outcome.Unknown<>(
        rejection.code() + ", and asking does not settle it", gateway.askSoon());
  }

  private String notifyUrl(Optional<URI> given) {
    Optional<URI> address = given.isPresent() ? given : gateway.merchant().notifyUrl();
    if (address.isEmpty()) {
      throw new InvalidRequestException(
          "notifyUrl", "an address, in the configuration or in the request");
    }
    return OrderRules.notifyUrl("notifyUrl", address.get());
  }

  private static UnionPayCardOpening told(String number, Answer answer) {
    return new UnionPayCardOpening(number, answer.fields(), answer.evidence());
  }
}
