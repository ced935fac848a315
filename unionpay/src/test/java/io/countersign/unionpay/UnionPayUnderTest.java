// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvokeWallet;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.VoucherKind;
import io.countersign.sandbox.unionpay.CertificateFlaw;
import io.countersign.sandbox.unionpay.Delivery;
import io.countersign.sandbox.unionpay.Fault;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.PayerBehaviour;
import io.countersign.sandbox.unionpay.SignedForm;
import io.countersign.spi.FormFields;
import io.countersign.testing.ClientSetup;
import io.countersign.testing.ContractPart;
import io.countersign.testing.GatewayCall;
import io.countersign.testing.GatewayFault;
import io.countersign.testing.NoticeVariant;
import io.countersign.testing.PostBox;
import io.countersign.testing.ProviderUnderTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A UnionPay merchant at the sandbox, for the contract that every provider keeps. Every scene is
 * served; which of them comes first, and so goes through all of the contract, its maker says.
 */
final class UnionPayUnderTest implements ProviderUnderTest {
  private static final URI RETURN_URL = URI.create("https://shop.example.com/done");

  private final Shop shop;
  private final Product main;
  private final AtomicReference<ReceivedReply> reply = new AtomicReference<>();
  private final PostBox box;

  UnionPayUnderTest(Shop shop, Product main) {
    this.shop = shop;
    this.main = main;
    this.box = new PostBox(shop.clock, post -> reply.get());
  }

  @Override
  public String provider() {
    return "unionpay";
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
    return shop.client(
        shop.config()
            .retryPolicy(setup.retry())
            .observer(setup.observer())
            .sleeper(setup.sleeper()::sleep)
            .timeout(setup.timeout())
            .transport(setup.transport()));
  }

  @Override
  public List<Scene<?>> scenesThatWork() {
    List<Scene<?>> scenes =
        new ArrayList<>(
            List.of(
                Scene.qrCode(),
                Scene.webPage(RETURN_URL),
                Scene.mobilePage(RETURN_URL, "203.0.113.7"),
                Scene.inApp()));
    scenes.sort((one, other) -> Boolean.compare(isMain(other), isMain(one)));
    return scenes;
  }

  private boolean isMain(Scene<?> scene) {
    return main == Product.QR ? scene instanceof Scene.QrCode : scene instanceof Scene.WebPage;
  }

  @Override
  public List<Scene<?>> scenesThatAreRefused() {
    return List.of(Scene.inWallet("payer-1"), Scene.voucher(VoucherKind.BANK_ACCOUNT));
  }

  @Override
  public Optional<Scene<Payment>> paymentCode() {
    return Optional.of(Scene.paymentCode(shop.merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE)));
  }

  @Override
  public Duration validity() {
    return Duration.ofMinutes(15);
  }

  @Override
  public Money amount() {
    return Shop.HUNDRED;
  }

  @Override
  public Money amountInAnUnknownCurrency() {
    return Money.of("100.00", "TWD");
  }

  /** UnionPay has an order once the payer has it before his eyes; none can be closed. */
  @Override
  public Set<ContractPart> without() {
    Set<ContractPart> without =
        EnumSet.of(
            ContractPart.KNOWN_WHEN_MADE,
            ContractPart.CLOSING,
            ContractPart.TRANSACTION_LOOKUP,
            ContractPart.HARMLESS_REPEAT);
    without.add(isByCall() ? ContractPart.SIGNED_FORM : ContractPart.CREATION_BY_CALL);
    return without;
  }

  private boolean isByCall() {
    return main == Product.QR;
  }

  @Override
  public boolean has(GatewayCall call) {
    return call != GatewayCall.CLOSE && (call != GatewayCall.CREATE || isByCall());
  }

  @Override
  public boolean repeatsWhenMaybeSent(GatewayCall write) {
    return false;
  }

  @Override
  public int requests(GatewayCall call) {
    return has(call) ? shop.requests(operation(call)).size() : 0;
  }

  @Override
  public int requests() {
    return shop.gateway.journal().size();
  }

  @Override
  public boolean payerOpens(OpenPage.PostForm form) {
    Map<String, String> fields = new LinkedHashMap<>();
    form.fields().forEach(field -> fields.put(field.name(), field.value()));
    try {
      shop.merchant.openPage(fields);
      return true;
    } catch (IllegalStateException refused) {
      return false;
    }
  }

  @Override
  public void payerSees(Outcome.Accepted<?> accepted) {
    if (accepted.value() instanceof InvokeWallet app) {
      shop.merchant.startApp(app.content());
    } else if (accepted.value() instanceof ShowQrCode code) {
      shop.merchant.scan(code.content());
    }
  }

  @Override
  public void pay(PaymentRef payment) {
    shop.merchant.pay(payment.number());
  }

  @Override
  public long charges(String number) {
    return shop.merchant.paymentsOf(number);
  }

  @Override
  public Money refunded(String number) {
    return Money.ofMinor(shop.merchant.refundedOf(number), "CNY");
  }

  /** It tells its time, by which UnionPay knows the refund. */
  @Override
  public String refundId(PaymentId fresh, int count) {
    return fresh.number();
  }

  /** Of an order made elsewhere the shop says by what product it was paid. */
  @Override
  public RefundRequest refundRequest(
      PaymentRef paid, String refundId, Money amount, Money refundedBefore) {
    RefundRequest request = RefundRequest.of(paid, refundId, amount);
    return paid.product().isPresent()
        ? request
        : request.with(UnionPayRefundOption.madeAs("000000", "08"));
  }

  @Override
  public void completeRefund(String refundId) {
    // An accepted refund is complete.
  }

  @Override
  public PaymentRef reference(PaymentId id, Money total) {
    PaymentRef least = PaymentRef.of(provider(), id, total);
    return shop.subMerchant
        .map(UnionPaySubMerchant::number)
        .map(least::withOnBehalfOf)
        .orElse(least);
  }

  @Override
  public PaymentRef orderMadeElsewhere(Money total) {
    Outcome<ShowQrCode> made =
        shop.client().create(shop.order(Scene.qrCode()).amount(total).build());
    payerSees(Shop.accepted(made));
    return reference(Shop.accepted(made).payment().orElseThrow().id(), total);
  }

  /** UnionPay dates no answer, and signs every one, so nothing unsigned can be a refusal. */
  @Override
  public Set<GatewayFault> faultsThatCannotHappen(GatewayCall call) {
    Set<GatewayFault> none =
        EnumSet.of(GatewayFault.STALE_SIGNATURE, GatewayFault.UNSIGNED_REFUSAL);
    if (call != GatewayCall.FIND) {
      none.addAll(GatewayFault.ABOUT_AN_ORDER);
    }
    return none;
  }

  @Override
  public boolean inject(GatewayCall call, GatewayFault fault, boolean processed, int times) {
    if (faultsThatCannotHappen(call).contains(fault)) {
      return false;
    }
    Fault planned = fault(fault);
    for (int i = 0; i < times; i++) {
      shop.merchant.faults().once(operation(call), processed ? planned.afterProcessing() : planned);
    }
    return true;
  }

  private Fault fault(GatewayFault fault) {
    return switch (fault) {
      case ANSWER_DROPPED -> Fault.requestDropped();
      case HANGING -> Fault.hanging();
      case BAD_GATEWAY_HTML -> Fault.badGateway();
      case TRUNCATED_ANSWER -> Fault.truncatedBody();
      case HTML_WITH_200 -> Fault.literal(200, "text/html", "<html><body>系统繁忙</body></html>");
      case EMPTY_ANSWER -> Fault.literal(200, "text/html", "");
      case JSON_ARRAY -> Fault.literal(200, "application/json", "[]");
      case NULL_CODE -> Fault.withoutField("respCode");
      case WRONG_SIGNATURE -> Fault.wrongSignature();
      case MISSING_SIGNATURE -> Fault.missingSignature();
      case UNKNOWN_KEY -> Fault.certificate(CertificateFlaw.SELF_MADE);
      case REDIRECT -> Fault.redirect(URI.create("http://127.0.0.2:9/gateway/api/queryTrans.do"));
      case HUGE_ANSWER -> Fault.literal(200, "text/html", "a=b&".repeat(4 * 1024 * 1024));
      case UNLISTED_REFUSAL -> Fault.respCode("X9");
      case OPEN_REFUSAL -> Fault.respCode("04");
      case SIGNED_REFUSAL -> Fault.respCode("10");
      case UNSIGNED_NOT_FOUND -> Fault.unsignedRespCode("34");
      case WRONG_AMOUNT -> Fault.wrongAmount();
      case OTHER_ORDER -> Fault.otherOrder();
      case OTHER_MERCHANT -> Fault.otherMerchant();
      case STALE_SIGNATURE, UNSIGNED_REFUSAL -> throw new IllegalArgumentException(fault + "");
    };
  }

  @Override
  public void clearFaults() {
    shop.merchant.faults().clear();
  }

  @Override
  public Optional<ReceivedRequest> notice(NoticeVariant variant, PaymentRef paid) {
    SignedForm genuine = shop.merchant.notification(paid.number());
    SignedForm form =
        switch (variant) {
          case WRONG_SIGNATURE ->
              genuine.tampered(
                  "signature", genuine.with("respMsg", "paid").fields().get("signature"));
          case NO_SIGNATURE -> genuine.withoutSigning("signature");
          case BLANK_SIGNATURE -> genuine.tampered("signature", " ");
          case SIGNATURE_OF_AS -> genuine.tampered("signature", "A".repeat(342) + "==");
          case SIGNATURE_NOT_DECODABLE -> genuine.tampered("signature", "%&!? not Base64");
          case UNKNOWN_KEY -> genuine.signedBy(CertificateFlaw.SELF_MADE);
          case OTHER_TENANTS_KEY -> genuine.signedBy(shop.gateway.openMerchant());
          case TAMPERED_BODY -> genuine.tampered("txnAmt", "1");
          case MALFORMED_TIME -> genuine.with("txnTime", "2026-07-01T12:00:00Z");
          case PAYER_RETURN -> shop.merchant.returnForm(paid.number());
          case OTHER_ORDER -> genuine.with("orderId", shop.freshId().number());
          case OTHER_MERCHANT -> genuine.with("merId", "777290058110000");
          case OTHER_EVENT -> opening(genuine);
          case SMALLER_AMOUNT -> genuine.with("txnAmt", "1");
          case OTHER_CURRENCY -> genuine.with("currencyCode", "840");
          default -> genuine;
        };
    return Optional.of(received(variant, form, paid.id().createdAt()));
  }

  /** A card was opened for later payments, which is no payment. */
  private static SignedForm opening(SignedForm genuine) {
    return genuine
        .with("txnType", "79")
        .with("txnSubType", "00")
        .with("bizType", "000902")
        .with("activateStatus", "1")
        .without("txnAmt")
        .without("currencyCode");
  }

  /**
   * What a notification is dated by cannot move, because it names the attempt; so the clock does.
   */
  private ReceivedRequest received(NoticeVariant variant, SignedForm form, Instant txnTime) {
    Instant receivedAt =
        switch (variant) {
          case OLDEST_FRESH -> txnTime.plus(Duration.ofDays(31));
          case ONE_SECOND_TOO_OLD -> txnTime.plus(Duration.ofDays(31)).plusSeconds(1);
          case YEARS_OLD -> txnTime.plus(Duration.ofDays(3 * 365));
          case NEWEST_FRESH -> txnTime.minus(Duration.ofMinutes(15));
          case ONE_SECOND_TOO_NEW -> txnTime.minus(Duration.ofMinutes(15)).minusSeconds(1);
          case FAR_FUTURE -> txnTime.minus(Duration.ofDays(3 * 365));
          default -> shop.clock.instant();
        };
    String body = new String(form.body(), StandardCharsets.US_ASCII);
    if (variant == NoticeVariant.DUPLICATED_SIGNATURE) {
      String signature =
          new String(
              new FormFields().put("signature", form.fields().get("signature")).encoded(),
              StandardCharsets.US_ASCII);
      body += "&" + signature;
    }
    String header = variant == NoticeVariant.LOWER_CASE_HEADERS ? "content-type" : "Content-Type";
    return ReceivedRequest.of(
        Map.of(header, List.of(form.contentType())),
        body.getBytes(StandardCharsets.US_ASCII),
        receivedAt);
  }

  @Override
  public Optional<ReceivedRequest> refundNotice(String refundId) {
    return Optional.of(shop.received(shop.merchant.refundNotification(refundId)));
  }

  /** A form's values are signed, not how they are encoded; blank ones may be there or not. */
  @Override
  public boolean provesTheSame(byte[] one, byte[] other) {
    Optional<Map<String, String>> proven = proven(one);
    return proven.isPresent() && proven.equals(proven(other));
  }

  private static Optional<Map<String, String>> proven(byte[] message) {
    Optional<FormFields> fields = ReceivedMessage.ofForm(message).map(ReceivedMessage::fields);
    return fields.map(
        form -> {
          Map<String, String> signed = new TreeMap<>(form.asMap());
          signed.values().removeIf(String::isBlank);
          signed.computeIfPresent("signature", (name, signature) -> decoded(signature));
          return signed;
        });
  }

  /** Two texts in Base64 can stand for the same bytes. */
  private static String decoded(String signature) {
    try {
      return HexFormat.of().formatHex(Base64.getDecoder().decode(signature));
    } catch (IllegalArgumentException none) {
      return "no Base64";
    }
  }

  @Override
  public boolean stopsDelivering(ReceivedReply given) {
    reply.set(given);
    Delivery delivery =
        shop.merchant.deliverOnce(
            shop.merchant.form(Map.of("txnType", "79", "orderId", "probe123")), box.address());
    return delivery.result() == Delivery.Result.ACCEPTED;
  }

  /** Pieces of the key that lie behind what all keys begin with, and the file's password. */
  @Override
  public List<String> plantedSecrets() {
    List<String> secrets = new ArrayList<>();
    String key = shop.merchant.privateKeyPem().replaceAll("-----[A-Z ]+-----|\\s", "");
    for (int at = 60; at + 60 <= key.length(); at += 60) {
      secrets.add(key.substring(at, at + 60));
    }
    return secrets;
  }

  @Override
  public void close() {
    box.close();
    shop.close();
  }

  private static Operation operation(GatewayCall call) {
    return switch (call) {
      case CREATE -> Operation.QR;
      case CODE_PAYMENT -> Operation.CODE;
      case REFUND -> Operation.REFUND;
      case FIND -> Operation.QUERY;
      case CLOSE -> throw new IllegalArgumentException("UnionPay closes nothing");
    };
  }
}
