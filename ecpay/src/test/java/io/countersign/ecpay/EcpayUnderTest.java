// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.VoucherKind;
import io.countersign.http.Headers;
import io.countersign.http.HttpCall;
import io.countersign.http.OkHttpTransport;
import io.countersign.http.TransportException;
import io.countersign.sandbox.ecpay.Delivery;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.LedgerEntry;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.sandbox.ecpay.OrderView;
import io.countersign.spi.FormFields;
import io.countersign.testing.ClientSetup;
import io.countersign.testing.ContractPart;
import io.countersign.testing.GatewayCall;
import io.countersign.testing.GatewayFault;
import io.countersign.testing.ProviderUnderTest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An ECPay merchant at the sandbox, for the contract that every provider keeps. What ECPay's page
 * and its vouchers have in common; in which of them the payer pays, the two kinds say.
 */
abstract class EcpayUnderTest implements ProviderUnderTest {
  static final URI RETURN_URL = URI.create("https://shop.example.com/done");

  final Shop shop;

  /** Whose notifications go nowhere else. */
  private final EcpayMerchant postman;

  private final NotifyUrl notifyUrl = new NotifyUrl();

  EcpayUnderTest(Shop shop) {
    this.shop = shop;
    this.postman = shop.gateway.openMerchant();
    shop.merchant.balance(1_000_000);
    shop.collector().balance(1_000_000);
  }

  /**
   * What is wrong with an answer, as the gateway makes it; empty if such an answer cannot exist.
   */
  abstract Optional<Fault> fault(GatewayCall call, GatewayFault fault);

  abstract Operation operation(GatewayCall call);

  @Override
  public final String provider() {
    return "ecpay";
  }

  @Override
  public final Clock clock() {
    return shop.clock;
  }

  @Override
  public final void advance(Duration time) {
    shop.clock.advance(time);
  }

  @Override
  public final PaymentClient client(ClientSetup setup) {
    return shop.client(
        shop.config()
            .retryPolicy(setup.retry())
            .observer(setup.observer())
            .sleeper(setup.sleeper()::sleep)
            .timeout(setup.timeout())
            .transport(setup.transport()));
  }

  static Scene<OpenPage> page() {
    return Scene.webPage(RETURN_URL);
  }

  static List<Scene<?>> vouchers() {
    List<Scene<?>> vouchers = new ArrayList<>();
    for (VoucherKind kind : VoucherKind.values()) {
      vouchers.add(Scene.voucher(kind));
    }
    return vouchers;
  }

  @Override
  public final List<Scene<?>> scenesThatAreRefused() {
    return List.of(Scene.qrCode(), Scene.inApp(), Scene.inWallet("wallet-user-1"), aCode());
  }

  private static Scene<Payment> aCode() {
    return Scene.paymentCode("280012345678901234");
  }

  @Override
  public final Optional<Scene<Payment>> paymentCode() {
    return Optional.empty();
  }

  @Override
  public final Money amount() {
    return Shop.HUNDRED;
  }

  @Override
  public final Money amountInAnUnknownCurrency() {
    return Money.of("100.00", "CNY");
  }

  /** How long ECPay lets a voucher live that says nothing; a page has no end of its own. */
  @Override
  public final Duration validity() {
    return Duration.ofDays(7);
  }

  @Override
  public final boolean repeatsWhenMaybeSent(GatewayCall write) {
    return false;
  }

  @Override
  public final int requests(GatewayCall call) {
    return has(call) || call == GatewayCall.FIND ? shop.requests(operation(call)).size() : 0;
  }

  @Override
  public final int requests() {
    return shop.gateway.journal().size();
  }

  @Override
  public final boolean payerOpens(OpenPage.PostForm form) {
    FormFields fields = new FormFields();
    form.fields().forEach(field -> fields.put(field.name(), field.value()));
    return post(form.action(), fields);
  }

  private static boolean post(URI action, FormFields fields) {
    HttpCall post =
        HttpCall.of(
                "POST",
                action,
                Headers.builder().add("Content-Type", "application/x-www-form-urlencoded").build(),
                true,
                Duration.ofSeconds(10))
            .withBody(fields.encoded());
    try {
      // Only a form that is taken leads on to the cashier.
      return OkHttpTransport.shared().send(post).status() == 302;
    } catch (TransportException broken) {
      throw new AssertionError(broken);
    }
  }

  /** By card on the page, or with the number that was given for the order. */
  @Override
  public void pay(PaymentRef payment) {
    String number = payment.number();
    OrderView order = collector().order(number).orElseThrow();
    if (order.number().isEmpty()) {
      collector().payByCard(number);
      return;
    }
    collector().payNumber(number);
    if (collector().order(number).orElseThrow().state() != OrderView.State.PAID) {
      // ECPay hears of a paid barcode two days later.
      advance(Duration.ofDays(2));
    }
  }

  @Override
  public final long charges(String number) {
    return collector().chargesOf(number);
  }

  @Override
  public final Money refunded(String number) {
    long dollars = 0;
    for (LedgerEntry entry : collector().ledger()) {
      if (entry.merchantTradeNo().equals(number) && entry.kind() != LedgerEntry.Kind.CHARGE) {
        dollars += entry.amount();
      }
    }
    return Money.of(Long.toString(dollars), "TWD");
  }

  @Override
  public final Money leastRefund() {
    return Money.of("1", "TWD");
  }

  @Override
  public final RefundRequest refundRequest(
      PaymentRef paid, String refundId, Money amount, Money refundedBefore) {
    return RefundRequest.of(paid, refundId, amount).with(EcpayRefundedBefore.of(refundedBefore));
  }

  @Override
  public final void completeRefund(String refundId) {
    // ECPay never says when the payer has the money.
  }

  @Override
  public final PaymentRef reference(PaymentId id, Money total) {
    PaymentRef least = PaymentRef.of(provider(), id, total);
    return shop.subMerchant.isEmpty() ? least : least.withOnBehalfOf(collector().merchantId());
  }

  /** The other system asks ECPay to report everything about a card, as refunds need it. */
  @Override
  public PaymentRef orderMadeElsewhere(Money total) {
    PaymentRef placed = new OrderDesk(shop).placed(total, Map.of("NeedExtraPaidInfo", "Y"));
    return reference(placed.id(), total);
  }

  /** What no provider without an idempotency key, a closer or a number of a refund has. */
  static Set<ContractPart> absent(ContractPart... more) {
    Set<ContractPart> parts =
        EnumSet.of(
            ContractPart.REFUND_ID,
            ContractPart.CLOSING,
            ContractPart.REVERSAL,
            ContractPart.REFUND_LOOKUP,
            ContractPart.TRANSACTION_LOOKUP,
            ContractPart.PAYMENT_CODE,
            ContractPart.HARMLESS_REPEAT,
            ContractPart.KEY_ID,
            ContractPart.REFUND_NOTIFICATION);
    parts.addAll(List.of(more));
    return parts;
  }

  @Override
  public final boolean inject(GatewayCall call, GatewayFault fault, boolean processed, int times) {
    Optional<Fault> possible = fault(call, fault);
    possible.ifPresent(
        planned -> {
          for (int i = 0; i < times; i++) {
            collector()
                .faults()
                .once(operation(call), processed ? planned.afterProcessing() : planned);
          }
        });
    return possible.isPresent();
  }

  /** What every kind of answer can suffer. */
  static Optional<Fault> common(GatewayFault fault) {
    return Optional.ofNullable(
        switch (fault) {
          case ANSWER_DROPPED -> Fault.requestDropped();
          case HANGING -> Fault.hanging();
          case BAD_GATEWAY_HTML -> Fault.badGateway();
          case TRUNCATED_ANSWER -> Fault.truncatedBody();
          case HTML_WITH_200 -> Fault.literal(200, "text/html", "<html><body>維護中</body></html>");
          case EMPTY_ANSWER -> Fault.literal(200, "text/plain", "");
          case JSON_ARRAY -> Fault.literal(200, "application/json", "[]");
          case NULL_CODE -> Fault.withoutField("RtnCode");
          case REDIRECT -> Fault.literal(302, "text/html", "");
          case HUGE_ANSWER -> Fault.literal(200, "text/plain", "RtnCode=1&".repeat(1_000_000));
          case WRONG_AMOUNT -> Fault.wrongAmount();
          case OTHER_ORDER -> Fault.otherOrder();
          case OTHER_MERCHANT -> Fault.otherMerchant();
          default -> null;
        });
  }

  @Override
  public final void clearFaults() {
    collector().faults().clear();
  }

  @Override
  public final boolean stopsDelivering(ReceivedReply reply) {
    Delivery delivery =
        postman.deliverOnce(postman.form(Map.of("RtnCode", "1")), notifyUrl.replying(reply));
    return delivery.result() == Delivery.Result.ACCEPTED;
  }

  @Override
  public final List<String> plantedSecrets() {
    return List.of(
        shop.merchant.hashKey(),
        shop.merchant.hashIv(),
        shop.merchant.creditCheckCode(),
        collector().creditCheckCode());
  }

  final EcpayMerchant collector() {
    return shop.collector();
  }

  /** Closes what a kind has of its own. */
  void closeMore() {}

  @Override
  public final void close() {
    closeMore();
    notifyUrl.close();
    shop.close();
  }
}
