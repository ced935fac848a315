// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

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
import io.countersign.VoucherKind;
import io.countersign.sandbox.alipay.Delivery;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.KeyMode;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.OrderView;
import io.countersign.sandbox.alipay.PayerBehaviour;
import io.countersign.sandbox.alipay.SignedForm;
import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Alipay merchant at the sandbox, for the contract that every provider keeps. Every scene is
 * served; which of them comes first, and so goes through all of the contract, its maker says.
 */
final class AlipayUnderTest implements ProviderUnderTest {
  private static final URI RETURN_URL = URI.create("https://shop.example.com/done");
  private static final Pattern SIGNATURE = Pattern.compile("(\"sign\" *: *\")([^\"]*)\"");

  private final Shop shop;
  private final Product main;

  /** Whether calls go by OpenAPI v3, not to the classic gateway. */
  private final boolean openApi;

  private final Map<String, String> paymentOfRefund = new ConcurrentHashMap<>();

  /** As Alipay wrote it when the order was paid; it comes again like that after a refund, too. */
  private final Map<String, SignedForm> toldOfPayment = new ConcurrentHashMap<>();

  private final AtomicReference<ReceivedReply> reply = new AtomicReference<>();
  private final PostBox box;

  AlipayUnderTest(Shop shop, Product main) {
    this(shop, main, false);
  }

  private AlipayUnderTest(Shop shop, Product main, boolean openApi) {
    this.shop = shop;
    this.main = main;
    this.openApi = openApi;
    this.box = new PostBox(shop.clock, post -> reply.get());
  }

  static AlipayUnderTest byOpenApi(Shop shop, Product main) {
    return new AlipayUnderTest(shop, main, true);
  }

  @Override
  public String provider() {
    return "alipay";
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
    AlipayConfig.Builder config =
        shop.config()
            .retryPolicy(setup.retry())
            .observer(setup.observer())
            .sleeper(setup.sleeper()::sleep)
            .timeout(setup.timeout())
            .transport(setup.transport());
    return shop.client(openApi ? config.openApiV3() : config);
  }

  @Override
  public List<Scene<?>> scenesThatWork() {
    List<Scene<?>> scenes =
        new ArrayList<>(
            List.of(
                Scene.qrCode(),
                Scene.inWallet(shop.collector().payerUserId()),
                Scene.webPage(RETURN_URL),
                Scene.mobilePage(RETURN_URL, "203.0.113.7"),
                Scene.inApp()));
    scenes.sort((one, other) -> Boolean.compare(isMain(other), isMain(one)));
    return scenes;
  }

  private boolean isMain(Scene<?> scene) {
    return Product.of(scene) == main;
  }

  @Override
  public List<Scene<?>> scenesThatAreRefused() {
    return List.of(Scene.voucher(VoucherKind.BANK_ACCOUNT));
  }

  @Override
  public Optional<Scene<Payment>> paymentCode() {
    return Optional.of(
        Scene.paymentCode(shop.collector().paymentCode(PayerBehaviour.PAYS_AT_ONCE)));
  }

  @Override
  public Money amount() {
    return Shop.HUNDRED;
  }

  @Override
  public Money amountInAnUnknownCurrency() {
    return Money.of("100.00", "TWD");
  }

  /** Alipay has an order once the payer has it before his eyes; in the wallet that is at once. */
  @Override
  public Set<ContractPart> without() {
    return switch (main) {
      case CREATE -> EnumSet.of(ContractPart.SIGNED_FORM);
      case PRECREATE -> EnumSet.of(ContractPart.SIGNED_FORM, ContractPart.KNOWN_WHEN_MADE);
      default -> EnumSet.of(ContractPart.CREATION_BY_CALL, ContractPart.KNOWN_WHEN_MADE);
    };
  }

  @Override
  public boolean has(GatewayCall call) {
    return call != GatewayCall.CREATE || !main.isBroughtByPayer();
  }

  @Override
  public boolean repeatsWhenMaybeSent(GatewayCall write) {
    return write == GatewayCall.CREATE || write == GatewayCall.CLOSE;
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
    boolean taken = !new Browser().open(form).isEmpty();
    if (taken) {
      logIn(number(form));
    }
    return taken;
  }

  /** Alipay dates every form, and dates nothing else in it. */
  @Override
  public Object ordered(OpenPage.PostForm form) {
    Map<String, String> parameters =
        new TreeMap<>(
            FormFields.parse(
                    form.action().getRawQuery().getBytes(StandardCharsets.US_ASCII),
                    FormFields.Writing.FORM)
                .orElseThrow()
                .asMap());
    form.fields().forEach(field -> parameters.put(field.name(), field.value()));
    parameters.keySet().removeAll(List.of("timestamp", "sign"));
    return parameters;
  }

  private static String number(OpenPage.PostForm form) {
    try {
      String order =
          form.fields().stream()
              .filter(field -> field.name().equals("biz_content"))
              .findFirst()
              .orElseThrow()
              .value();
      return JsonText.fields(order.getBytes(StandardCharsets.UTF_8))
          .text("out_trade_no")
          .orElseThrow();
    } catch (JsonFormatException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** He scans the code, or his app opens Alipay with the order string. */
  @Override
  public void payerSees(Outcome.Accepted<?> accepted) {
    PaymentRef ref = accepted.payment().orElseThrow();
    String product = ref.product().orElseThrow();
    if (product.equals(Product.APP.word())) {
      shop.collector().openInApp(((InvokeWallet) accepted.value()).content());
    } else if (product.equals(Product.PRECREATE.word())) {
      logIn(ref.number());
    }
  }

  private void logIn(String number) {
    if (shop.collector().order(number).orElseThrow().state() == OrderView.State.NOT_STARTED) {
      shop.collector().begin(number);
    }
  }

  @Override
  public void pay(PaymentRef payment) {
    shop.collector().pay(payment.number());
    toldOfPayment.put(payment.number(), shop.collector().notification(payment.number()));
  }

  @Override
  public long charges(String number) {
    return shop.collector().paymentsOf(number);
  }

  @Override
  public Money refunded(String number) {
    return Money.ofMinor(shop.collector().refundedOf(number), "CNY");
  }

  @Override
  public RefundRequest refundRequest(
      PaymentRef paid, String refundId, Money amount, Money refundedBefore) {
    paymentOfRefund.put(refundId, paid.number());
    return RefundRequest.of(paid, refundId, amount);
  }

  @Override
  public void completeRefund(String refundId) {
    // An accepted refund is complete.
  }

  @Override
  public PaymentRef reference(PaymentId id, Money total) {
    PaymentRef least = PaymentRef.of(provider(), id, total);
    return shop.subMerchant.isEmpty() ? least : least.withOnBehalfOf(shop.collector().appId());
  }

  @Override
  public PaymentRef orderMadeElsewhere(Money total) {
    return new PaidOrders(shop).placed(total);
  }

  /**
   * The classic gateway does not date its answers, and in none to a question does Alipay name a
   * merchant.
   */
  @Override
  public Set<GatewayFault> faultsThatCannotHappen(GatewayCall call) {
    Set<GatewayFault> none = EnumSet.of(GatewayFault.OTHER_MERCHANT);
    if (!openApi) {
      none.add(GatewayFault.STALE_SIGNATURE);
    }
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
      case EMPTY_ANSWER -> Fault.literal(200, "application/json", "");
      case JSON_ARRAY -> Fault.literal(200, "application/json", "[]");
      case NULL_CODE ->
          openApi
              ? Fault.literal(400, "application/json", "{\"message\":\"no\"}")
              : Fault.withoutField("code");
      case WRONG_SIGNATURE -> Fault.wrongSignature();
      case MISSING_SIGNATURE -> Fault.missingSignature();
      case UNKNOWN_KEY ->
          shop.merchant.keyMode() == KeyMode.CERTIFICATE
              ? Fault.unknownCertificateNumber()
              : Fault.strangersSignature(shop.gateway.openMerchant());
      case REDIRECT -> Fault.redirect(URI.create("http://127.0.0.2:9/gateway.do"));
      case HUGE_ANSWER -> Fault.literal(200, "application/json", "{}".repeat(4 * 1024 * 1024));
      case UNLISTED_REFUSAL -> Fault.signedFailure("40004", "ACQ.NEVER_HEARD_OF");
      case OPEN_REFUSAL -> Fault.signedFailure("40004", "ACQ.SYSTEM_ERROR");
      case SIGNED_REFUSAL -> Fault.signedFailure("40004", "ACQ.INVALID_PARAMETER");
      case UNSIGNED_REFUSAL -> Fault.unsignedFailure("40002", "isv.invalid-signature");
      case UNSIGNED_NOT_FOUND -> Fault.unsignedFailure("40004", "ACQ.TRADE_NOT_EXIST");
      case WRONG_AMOUNT -> Fault.wrongAmount();
      case OTHER_ORDER -> Fault.otherOrder();
      case STALE_SIGNATURE -> Fault.signedAgo(Duration.ofMinutes(11));
      case OTHER_MERCHANT -> throw new IllegalArgumentException(fault + "");
    };
  }

  @Override
  public void clearFaults() {
    shop.merchant.faults().clear();
  }

  /** Alipay's forms name neither key nor currency. */
  @Override
  public Set<NoticeVariant> noticesThatCannotCome() {
    return EnumSet.of(NoticeVariant.UNKNOWN_KEY, NoticeVariant.OTHER_CURRENCY);
  }

  @Override
  public Optional<ReceivedRequest> notice(NoticeVariant variant, PaymentRef paid) {
    SignedForm genuine = sent(toldOfPayment.get(paid.number()), Duration.ZERO);
    SignedForm form =
        switch (variant) {
          case GENUINE, LOWER_CASE_HEADERS, DUPLICATED_SIGNATURE -> genuine;
          case OLDEST_FRESH -> sent(genuine, Duration.ofHours(-26));
          case NEWEST_FRESH -> sent(genuine, Duration.ofMinutes(5));
          case OTHER_EVENT -> message();
          case ONE_SECOND_TOO_OLD -> sent(genuine, Duration.ofHours(-26).minusSeconds(1));
          case ONE_SECOND_TOO_NEW -> sent(genuine, Duration.ofMinutes(5).plusSeconds(1));
          case YEARS_OLD -> sent(genuine, Duration.ofDays(-3 * 365));
          case FAR_FUTURE -> sent(genuine, Duration.ofDays(3 * 365));
          case MALFORMED_TIME -> genuine.with("notify_time", "2026-07-01T12:00:00Z");
          case WRONG_SIGNATURE ->
              genuine.tampered("sign", genuine.with("subject", "tea").fields().get("sign"));
          case NO_SIGNATURE -> genuine.withoutSigning("sign");
          case BLANK_SIGNATURE -> genuine.tampered("sign", " ");
          case SIGNATURE_OF_AS -> genuine.tampered("sign", "A".repeat(342) + "==");
          case SIGNATURE_NOT_DECODABLE -> genuine.tampered("sign", "%&!? not Base64");
          case OTHER_TENANTS_KEY -> genuine.signedBy(shop.gateway.openMerchant());
          case TAMPERED_BODY -> genuine.tampered("total_amount", "0.01");
          case PAYER_RETURN -> shop.collector().returnForm(paid.number());
          case OTHER_ORDER -> genuine.with("out_trade_no", shop.freshId().number());
          case OTHER_MERCHANT -> genuine.with("auth_app_id", "2021000000000001");
          case SMALLER_AMOUNT -> genuine.with("total_amount", "0.01");
          case UNKNOWN_KEY, OTHER_CURRENCY -> null;
        };
    return Optional.ofNullable(form).map(notice -> received(variant, notice));
  }

  private SignedForm sent(SignedForm genuine, Duration fromNow) {
    return genuine.with("notify_time", BeijingTime.text(shop.clock.instant().plus(fromNow)));
  }

  /** To the application's own address, about no order. */
  private SignedForm message() {
    SignedForm message =
        shop.merchant.message("alipay.open.mini.version.audit.passed", "{\"audit_time\":\"1\"}");
    return shop.subMerchant.isEmpty()
        ? message
        : message.with("auth_app_id", shop.collector().appId());
  }

  private ReceivedRequest received(NoticeVariant variant, SignedForm form) {
    String body = form.query();
    if (variant == NoticeVariant.DUPLICATED_SIGNATURE) {
      body += "&" + body.substring(body.indexOf("sign="));
    }
    String header = variant == NoticeVariant.LOWER_CASE_HEADERS ? "content-type" : "Content-Type";
    return ReceivedRequest.of(
        Map.of(header, List.of(form.contentType())),
        body.getBytes(StandardCharsets.US_ASCII),
        shop.clock.instant());
  }

  @Override
  public Optional<ReceivedRequest> refundNotice(String refundId) {
    return Optional.of(
        shop.received(
            shop.collector().refundNotification(paymentOfRefund.get(refundId), refundId)));
  }

  /**
   * A form's values are signed, not how they are encoded; nor is a blank one, nor how its signature
   * is written.
   */
  @Override
  public boolean provesTheSame(byte[] one, byte[] other) {
    Optional<Object> proven = proven(one);
    return proven.isPresent() && proven.equals(proven(other));
  }

  private static Optional<Object> proven(byte[] message) {
    String text = new String(message, StandardCharsets.UTF_8);
    if (text.startsWith("{")) {
      Matcher signature = SIGNATURE.matcher(text);
      return Optional.of(
          signature.replaceAll(found -> found.group(1) + decoded(found.group(2)) + "\""));
    }
    return FormFields.parse(message, FormFields.Writing.FORM)
        .map(
            form -> {
              Map<String, String> signed = new LinkedHashMap<>(form.asMap());
              signed.values().removeIf(String::isBlank);
              signed.computeIfPresent("sign", (name, sign) -> decoded(sign));
              return new TreeMap<>(signed);
            });
  }

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
            shop.merchant.form(Map.of("notify_type", "probe")), box.address());
    return delivery.result() == Delivery.Result.ACCEPTED;
  }

  /** Pieces of the key that lie behind what all keys begin with, and the third party's token. */
  @Override
  public List<String> plantedSecrets() {
    List<String> secrets = new ArrayList<>();
    String key = shop.merchant.appPrivateKey();
    for (int at = 60; at + 60 <= key.length(); at += 60) {
      secrets.add(key.substring(at, at + 60));
    }
    if (!shop.token.isEmpty()) {
      secrets.add(shop.token);
    }
    return secrets;
  }

  @Override
  public void close() {
    box.close();
    shop.close();
  }

  private Operation operation(GatewayCall call) {
    return switch (call) {
      case CREATE -> main == Product.CREATE ? Operation.CREATE : Operation.PRECREATE;
      case CODE_PAYMENT -> Operation.PAY;
      case REFUND -> Operation.REFUND;
      case CLOSE -> Operation.CLOSE;
      case FIND -> Operation.QUERY;
    };
  }
}
