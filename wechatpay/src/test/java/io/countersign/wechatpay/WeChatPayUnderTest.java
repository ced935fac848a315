// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Scene;
import io.countersign.VoucherKind;
import io.countersign.sandbox.wechatpay.Delivery;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.LedgerEntry;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.sandbox.wechatpay.RefundEnd;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.testing.ClientSetup;
import io.countersign.testing.ContractPart;
import io.countersign.testing.GatewayCall;
import io.countersign.testing.GatewayFault;
import io.countersign.testing.NoticeVariant;
import io.countersign.testing.ProviderUnderTest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** A WeChat Pay merchant at the sandbox, for the contract that every provider keeps. */
final class WeChatPayUnderTest implements ProviderUnderTest {
  private final Shop shop;
  private final AtomicReference<ReceivedReply> reply = new AtomicReference<>();
  private final NotifyUrl notifyUrl;

  WeChatPayUnderTest() {
    this(Shop.open());
  }

  WeChatPayUnderTest(Shop shop) {
    this.shop = shop;
    this.notifyUrl = new NotifyUrl(shop.clock, raw -> reply.get());
  }

  @Override
  public String provider() {
    return "wechatpay";
  }

  @Override
  public Clock clock() {
    return shop.clock;
  }

  @Override
  public void advance(Duration time) {
    shop.clock.advance(time);
  }

  @Override
  public PaymentClient client(ClientSetup setup) {
    return new TillClient(
        shop.client(
            shop.config()
                .retryPolicy(setup.retry())
                .observer(setup.observer())
                .sleeper(setup.sleeper()::sleep)
                .timeout(setup.timeout())
                .transport(setup.transport())));
  }

  @Override
  public List<Scene<?>> scenesThatWork() {
    return List.of(
        Scene.qrCode(),
        shop.inMiniProgram(),
        Scene.mobilePage(URI.create("https://shop.example.com/done"), "203.0.113.7"),
        Scene.inApp());
  }

  @Override
  public List<Scene<?>> scenesThatAreRefused() {
    return List.of(
        Scene.webPage(URI.create("https://shop.example.com/done")),
        Scene.voucher(VoucherKind.BANK_ACCOUNT));
  }

  @Override
  public Optional<Scene<Payment>> paymentCode() {
    return Optional.of(Scene.paymentCode(shop.merchant.authCode(PayerBehaviour.PAYS_AT_ONCE)));
  }

  @Override
  public Money amount() {
    return Shop.TEN;
  }

  @Override
  public Money amountInAnUnknownCurrency() {
    return Money.of("10.00", "EUR");
  }

  @Override
  public boolean has(GatewayCall call) {
    return true;
  }

  @Override
  public boolean repeatsWhenMaybeSent(GatewayCall write) {
    return write == GatewayCall.CREATE || write == GatewayCall.CLOSE;
  }

  @Override
  public int requests(GatewayCall call) {
    return shop.requests(operation(call)).size();
  }

  @Override
  public void pay(PaymentRef payment) {
    shop.merchant.pay(payment.number());
  }

  @Override
  public long charges(String number) {
    return shop.merchant.chargesOf(number);
  }

  @Override
  public Money refunded(String number) {
    long fen = 0;
    for (LedgerEntry entry : shop.merchant.ledger()) {
      if (entry.outTradeNo().equals(number)) {
        switch (entry.kind()) {
          case REFUND -> fen += Math.abs(entry.amount());
          case REFUND_RETURNED -> fen -= Math.abs(entry.amount());
          default -> {
            // Charges and reversals are no refunds.
          }
        }
      }
    }
    return Money.ofMinor(fen, "CNY");
  }

  @Override
  public void completeRefund(String refundId) {
    shop.merchant.completeRefund(refundId, RefundEnd.SUCCESS);
  }

  @Override
  public PaymentRef reference(PaymentId id, Money total) {
    PaymentRef least = PaymentRef.of(provider(), id, total);
    return shop.subMerchant.isEmpty()
        ? least
        : least.withOnBehalfOf(shop.subMerchant.get().mchid());
  }

  @Override
  public PaymentRef orderMadeElsewhere(Money total) {
    PaymentRequest<?> request =
        PaymentRequest.in(Scene.qrCode())
            .id(shop.freshId())
            .amount(total)
            .description("sold by the other system")
            .notifyUrl(URI.create("https://other.example.com/notify"))
            .build();
    Shop.accepted(shop.client().create(request));
    return reference(request.id(), total);
  }

  @Override
  public Set<ContractPart> without() {
    return Set.of(ContractPart.SIGNED_FORM);
  }

  @Override
  public Set<GatewayFault> faultsThatCannotHappen(GatewayCall call) {
    if (call == GatewayCall.FIND) {
      return Set.of();
    }
    Set<GatewayFault> none = EnumSet.copyOf(GatewayFault.ABOUT_AN_ORDER);
    if (call == GatewayCall.CLOSE) {
      // The right answer to a close is 204, which has no body.
      none.add(GatewayFault.TRUNCATED_ANSWER);
      none.add(GatewayFault.HUGE_ANSWER);
    }
    return none;
  }

  @Override
  public Set<NoticeVariant> noticesThatCannotCome() {
    // The payer comes back with the shop's own address and nothing of WeChat Pay's.
    return Set.of(NoticeVariant.PAYER_RETURN);
  }

  @Override
  public boolean inject(GatewayCall call, GatewayFault fault, boolean processed, int times) {
    if (faultsThatCannotHappen(call).contains(fault)) {
      return false;
    }
    shop.merchant.faults().times(times, operation(call), fault(fault, processed));
    return true;
  }

  private Fault fault(GatewayFault fault, boolean processed) {
    return switch (fault) {
      case ANSWER_DROPPED -> processed ? Fault.answerDropped() : Fault.requestDropped();
      case HANGING -> processed ? Fault.hangingAfterProcessing() : Fault.hanging();
      case BAD_GATEWAY_HTML -> when(processed, Fault.badGateway());
      case HTML_WITH_200 -> when(processed, Fault.htmlWithStatus200());
      case EMPTY_ANSWER -> when(processed, Fault.emptyBody());
      case JSON_ARRAY -> when(processed, Fault.jsonArray());
      case NULL_CODE -> when(processed, Fault.nullCode(400));
      case REDIRECT ->
          when(processed, Fault.redirect(URI.create("http://127.0.0.2:9/v3/elsewhere")));
      case UNLISTED_REFUSAL ->
          when(processed, Fault.answer(400, "NEVER_HEARD_OF", "a code of next year"));
      case OPEN_REFUSAL -> when(processed, Fault.systemError());
      case SIGNED_REFUSAL -> when(processed, Fault.answer(400, "INVALID_REQUEST", "no"));
      case UNSIGNED_REFUSAL -> when(processed, Fault.answer(401, "SIGN_ERROR", "no").unsigned());
      case UNSIGNED_NOT_FOUND ->
          when(processed, Fault.answer(404, "ORDER_NOT_EXIST", "no").unsigned());
      // What is wrong with a right answer needs the right answer, so the work is always done.
      case TRUNCATED_ANSWER -> Fault.truncatedBody();
      case WRONG_SIGNATURE -> Fault.wrongSignature();
      case MISSING_SIGNATURE -> Fault.missingSignature();
      case UNKNOWN_KEY -> Fault.unknownKeyId();
      case STALE_SIGNATURE -> Fault.staleSignature(Duration.ofSeconds(300));
      case HUGE_ANSWER -> Fault.hugeBody(8L * 1024 * 1024);
      case WRONG_AMOUNT -> Fault.wrongAmount();
      case OTHER_ORDER -> Fault.otherOrder();
      case OTHER_MERCHANT ->
          shop.subMerchant.isEmpty()
              ? Fault.otherMerchant()
              : Fault.otherSubMerchant(shop.merchant.openSubMerchant());
    };
  }

  private static Fault when(boolean processed, Fault fault) {
    return processed ? fault.afterProcessing() : fault.beforeProcessing();
  }

  @Override
  public void clearFaults() {
    shop.merchant.faults().clear();
  }

  @Override
  public Optional<ReceivedRequest> notice(NoticeVariant variant, PaymentRef paid) {
    SignedNotification genuine = shop.notice(paid);
    SignedNotification notice =
        switch (variant) {
          case GENUINE -> genuine;
          case LOWER_CASE_HEADERS -> genuine.withLowerCaseHeaderNames();
          case OLDEST_FRESH -> genuine.signedAgo(Duration.ofSeconds(299));
          case NEWEST_FRESH -> genuine.signedAgo(Duration.ofSeconds(-299));
          case OTHER_EVENT -> shop.merchant.profitSharingNotification(paid.number());
          case ONE_SECOND_TOO_OLD -> genuine.signedAgo(Duration.ofSeconds(300));
          case ONE_SECOND_TOO_NEW -> genuine.signedAgo(Duration.ofSeconds(-300));
          case YEARS_OLD -> genuine.signedAgo(Duration.ofDays(3 * 365));
          case FAR_FUTURE -> genuine.signedAgo(Duration.ofDays(-3 * 365));
          case MALFORMED_TIME -> genuine.withHeader(Proof.TIMESTAMP, "2026-11-21T05:00:00Z");
          case WRONG_SIGNATURE -> genuine.withWrongSignature();
          case NO_SIGNATURE -> genuine.withoutHeader(Proof.SIGNATURE);
          case BLANK_SIGNATURE -> genuine.withHeader(Proof.SIGNATURE, " ");
          case SIGNATURE_OF_AS -> genuine.withHeader(Proof.SIGNATURE, "A".repeat(342) + "==");
          case SIGNATURE_NOT_DECODABLE -> genuine.withHeader(Proof.SIGNATURE, "%&!? not Base64");
          case DUPLICATED_SIGNATURE -> genuine.withDuplicateHeader(Proof.SIGNATURE);
          case UNKNOWN_KEY -> genuine.withUnknownKeyId();
          case OTHER_TENANTS_KEY -> genuine.of(shop.gateway.openMerchant());
          case TAMPERED_BODY -> genuine.withTamperedBody(tampered(genuine.body()));
          case OTHER_ORDER -> genuine.withOutTradeNo(shop.freshId().number());
          case OTHER_MERCHANT ->
              genuine.withContent(
                  shop.subMerchant.isEmpty() ? "/mchid" : "/sub_mchid", "\"1900000109\"");
          case SMALLER_AMOUNT -> genuine.withAmount(1);
          case OTHER_CURRENCY -> genuine.withContent("/amount/currency", "\"USD\"");
          case PAYER_RETURN -> null;
        };
    return Optional.ofNullable(notice).map(shop::received);
  }

  private static byte[] tampered(byte[] body) {
    body[body.length / 2] ^= 1;
    return body;
  }

  @Override
  public Optional<ReceivedRequest> refundNotice(String refundId) {
    return Optional.of(shop.received(shop.merchant.refundNotification(refundId)));
  }

  @Override
  public boolean stopsDelivering(ReceivedReply given) {
    reply.set(given);
    Delivery delivery =
        shop.merchant.deliverOnce(shop.merchant.echoNotification("?"), notifyUrl.uri());
    return delivery.result() == Delivery.Result.ACCEPTED;
  }

  @Override
  public List<String> plantedSecrets() {
    List<String> secrets = new ArrayList<>();
    secrets.add(shop.merchant.apiV3Key());
    for (String line : shop.merchant.merchantPrivateKeyPem().split("\\s+")) {
      if (line.length() >= 40) {
        secrets.add(line);
      }
    }
    return secrets;
  }

  @Override
  public void close() {
    notifyUrl.close();
    shop.close();
  }

  private static Operation operation(GatewayCall call) {
    return switch (call) {
      case CREATE -> Operation.ORDER_NATIVE;
      case CODE_PAYMENT -> Operation.CODEPAY;
      case REFUND -> Operation.REFUND;
      case CLOSE -> Operation.CLOSE;
      case FIND -> Operation.QUERY;
    };
  }
}
