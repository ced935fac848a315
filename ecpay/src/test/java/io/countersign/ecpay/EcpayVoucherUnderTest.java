// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Scene;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.Verdict;
import io.countersign.testing.ContractPart;
import io.countersign.testing.GatewayCall;
import io.countersign.testing.GatewayFault;
import io.countersign.testing.NoticeVariant;
import io.countersign.testing.PostBox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The shop's server takes an account from ECPay to which the payer transfers: all by envelope, in
 * both directions. The pages are served, too.
 */
final class EcpayVoucherUnderTest extends EcpayUnderTest {

  private final Map<String, byte[]> told = new ConcurrentHashMap<>();
  private final PostBox box;

  EcpayVoucherUnderTest(Shop shop) {
    super(shop);
    box = new PostBox(shop.clock, this::kept);
    collector().deliverNotificationsTo(box.address());
  }

  private ReceivedReply kept(ReceivedRequest post) {
    opened(post.body())
        .flatMap(EcpayVoucherUnderTest::number)
        .ifPresent(number -> told.put(number, post.body()));
    return new ReceivedReply(
        200, Map.of("Content-Type", "text/plain"), "1|OK", ReceivedReply.Result.HANDLED, "");
  }

  @Override
  public List<Scene<?>> scenesThatWork() {
    List<Scene<?>> scenes = new ArrayList<>(vouchers());
    scenes.add(page());
    scenes.add(Scene.mobilePage("203.0.113.7"));
    return scenes;
  }

  @Override
  public Optional<Instant> payBefore(Scene<?> scene) {
    return Optional.empty();
  }

  /** Who paid at a bank or in a store has no card: money is given back by hand only. */
  @Override
  public Set<ContractPart> without() {
    return absent(
        ContractPart.SIGNED_FORM,
        ContractPart.REFUND,
        ContractPart.SIGNED_ANSWER,
        ContractPart.SIGNED_NOTIFICATION);
  }

  @Override
  public boolean has(GatewayCall call) {
    return call == GatewayCall.CREATE || call == GatewayCall.FIND;
  }

  @Override
  Operation operation(GatewayCall call) {
    return call == GatewayCall.CREATE ? Operation.NUMBER : Operation.SEALED_QUERY;
  }

  /** ECPay hears of it and tells it at once, but for a barcode. */
  @Override
  public void pay(PaymentRef payment) {
    super.pay(payment);
    advance(Duration.ofSeconds(1));
  }

  /** An envelope is sealed and nothing else: it has no signature, and no date that binds. */
  @Override
  public Set<GatewayFault> faultsThatCannotHappen(GatewayCall call) {
    Set<GatewayFault> none =
        EnumSet.of(
            GatewayFault.WRONG_SIGNATURE,
            GatewayFault.MISSING_SIGNATURE,
            GatewayFault.STALE_SIGNATURE);
    if (call == GatewayCall.CREATE) {
      none.addAll(GatewayFault.ABOUT_AN_ORDER);
    }
    return none;
  }

  @Override
  Optional<Fault> fault(GatewayCall call, GatewayFault fault) {
    return switch (fault) {
      case UNKNOWN_KEY -> Optional.of(Fault.strangersEnvelope());
      case UNLISTED_REFUSAL -> Optional.of(Fault.withField("RtnCode", "98765432"));
      case OPEN_REFUSAL -> Optional.of(Fault.withField("RtnCode", "10200115"));
      case SIGNED_REFUSAL ->
          Optional.of(
              Fault.literal(
                  200,
                  "application/json",
                  SealedAnswers.of(shop.merchant, "{\"RtnCode\":10200095,\"RtnMsg\":\"no\"}")));
      case UNSIGNED_REFUSAL -> Optional.of(Fault.envelopeRefused());
      case UNSIGNED_NOT_FOUND ->
          Optional.of(
              Fault.literal(
                  200, "application/json", "{\"RtnCode\":10200047,\"RtnMsg\":\"查無交易資料\"}"));
      case WRONG_AMOUNT, OTHER_ORDER, OTHER_MERCHANT ->
          call == GatewayCall.FIND ? common(fault) : Optional.empty();
      default -> common(fault);
    };
  }

  /** An account that another system of the shop took from ECPay. */
  @Override
  public PaymentRef orderMadeElsewhere(Money total) {
    PaymentRef ref = reference(shop.freshId(), total);
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("MerchantTradeNo", ref.number());
    order.put("MerchantTradeDate", TaipeiTime.text(ref.id().createdAt()));
    order.put("TotalAmount", total.minorUnits() / 100);
    order.put("TradeDesc", "tea");
    order.put("ItemName", "tea");
    order.put("ReturnURL", Shop.NOTIFY_URL.toString());
    GatewayCalls gateway = shop.client().gateway();
    Map<String, Object> data = new LinkedHashMap<>();
    gateway.merchant().name(data);
    data.put("ChoosePayment", "ATM");
    data.put("OrderInfo", order);
    data.put("ATMInfo", Map.of("ExpireDate", 3L));
    SealedExchange.Envelope envelope =
        new SealedExchange.Envelope(Service.BACK_OFFICE, "/1.0.0/Cashier/GenPaymentCode", data);
    assertThat(
            gateway
                .envelopes()
                .read(io.countersign.ecpay.Operation.RAW_READ, envelope, Verdict::accepted)
                .isDone())
        .isTrue();
    return ref;
  }

  /** An envelope has no signature that could be wrong, no key it names, and no date that binds. */
  @Override
  public Set<NoticeVariant> noticesThatCannotCome() {
    return EnumSet.of(
        NoticeVariant.OLDEST_FRESH,
        NoticeVariant.NEWEST_FRESH,
        NoticeVariant.ONE_SECOND_TOO_OLD,
        NoticeVariant.ONE_SECOND_TOO_NEW,
        NoticeVariant.YEARS_OLD,
        NoticeVariant.FAR_FUTURE,
        NoticeVariant.MALFORMED_TIME,
        NoticeVariant.WRONG_SIGNATURE,
        NoticeVariant.NO_SIGNATURE,
        NoticeVariant.BLANK_SIGNATURE,
        NoticeVariant.SIGNATURE_OF_AS,
        NoticeVariant.SIGNATURE_NOT_DECODABLE,
        NoticeVariant.DUPLICATED_SIGNATURE,
        NoticeVariant.UNKNOWN_KEY,
        NoticeVariant.OTHER_CURRENCY);
  }

  /**
   * What an envelope says counts for nothing, so of another amount or merchant speaks not the
   * envelope but ECPay's answer to the question that follows.
   */
  @Override
  public Optional<ReceivedRequest> notice(NoticeVariant variant, PaymentRef paid) {
    byte[] genuine = told.get(paid.number());
    byte[] body =
        switch (variant) {
          case GENUINE, LOWER_CASE_HEADERS -> genuine;
          case SMALLER_AMOUNT -> answered(genuine, Fault.withField("/OrderInfo/TradeAmt", "99"));
          case OTHER_MERCHANT -> answered(genuine, Fault.otherMerchant());
          case OTHER_TENANTS_KEY -> sealedBy(shop.gateway.openMerchant(), genuine);
          case TAMPERED_BODY -> turned(genuine);
          case OTHER_ORDER -> ofAnotherOrder(false);
          case OTHER_EVENT -> ofAnotherOrder(true);
          case PAYER_RETURN ->
              new FormFields()
                  .put("ResultData", new String(genuine, StandardCharsets.UTF_8))
                  .encoded();
          default -> null;
        };
    if (body == null) {
      return Optional.empty();
    }
    String header = variant == NoticeVariant.LOWER_CASE_HEADERS ? "content-type" : "Content-Type";
    String contentType =
        variant == NoticeVariant.PAYER_RETURN
            ? "application/x-www-form-urlencoded"
            : "application/json";
    return Optional.of(
        ReceivedRequest.of(
            Map.of(header, List.of(contentType)), body.clone(), shop.clock.instant()));
  }

  private byte[] answered(byte[] genuine, Fault answer) {
    collector().faults().once(Operation.SEALED_QUERY, answer);
    return genuine;
  }

  /** The same words under a pair that is not this merchant's. */
  private byte[] sealedBy(EcpayMerchant other, byte[] genuine) {
    return withData(genuine, SealedData.seal(opened(genuine).orElseThrow(), Posted.keys(other)));
  }

  private static byte[] turned(byte[] genuine) {
    byte[] cipher = Base64.getDecoder().decode(data(genuine));
    cipher[20] ^= 1;
    return withData(genuine, Base64.getEncoder().encodeToString(cipher));
  }

  private byte[] ofAnotherOrder(boolean simulated) {
    PaymentRef another = orderMadeElsewhere(amount());
    if (simulated) {
      collector().simulatePayment(another.number());
      advance(Duration.ofSeconds(1));
    } else {
      pay(another);
    }
    return told.get(another.number());
  }

  @Override
  public Optional<ReceivedRequest> refundNotice(String refundId) {
    return Optional.empty();
  }

  /** Beside Data, nothing in an envelope is sealed; ECPay's answer is about what Data names. */
  @Override
  public boolean provesTheSame(byte[] one, byte[] other) {
    Optional<String> opened = opened(one);
    return opened.isPresent() && opened.equals(opened(other));
  }

  /** What an envelope holds under this merchant's keys. */
  private Optional<String> opened(byte[] envelope) {
    try {
      return SealedData.open(
          JsonText.fields(envelope).text("Data").orElse(""), List.of(Posted.keys(shop.merchant)));
    } catch (JsonFormatException noEnvelope) {
      return Optional.empty();
    }
  }

  private static Optional<String> number(String data) {
    try {
      return JsonText.fields(data.getBytes(StandardCharsets.UTF_8))
          .text("OrderInfo/MerchantTradeNo");
    } catch (JsonFormatException noObject) {
      return Optional.empty();
    }
  }

  private static String data(byte[] envelope) {
    try {
      return JsonText.fields(envelope).text("Data").orElseThrow();
    } catch (JsonFormatException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static byte[] withData(byte[] envelope, String data) {
    return new String(envelope, StandardCharsets.UTF_8)
        .replace(data(envelope), data)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  void closeMore() {
    box.close();
  }
}
