// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.PaymentRef;
import io.countersign.ReceivedRequest;
import io.countersign.Scene;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.sandbox.ecpay.SignedForm;
import io.countersign.spi.FormFields;
import io.countersign.testing.ContractPart;
import io.countersign.testing.GatewayCall;
import io.countersign.testing.GatewayFault;
import io.countersign.testing.NoticeVariant;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The payer pays by card on ECPay's page, which is a signed form; the vouchers are served, too. */
final class EcpayPageUnderTest extends EcpayUnderTest {

  EcpayPageUnderTest(Shop shop) {
    super(shop);
  }

  @Override
  public List<Scene<?>> scenesThatWork() {
    List<Scene<?>> scenes = new ArrayList<>();
    scenes.add(page());
    scenes.add(Scene.mobilePage("203.0.113.7"));
    scenes.addAll(vouchers());
    return scenes;
  }

  @Override
  public Optional<Instant> payBefore(Scene<?> scene) {
    return Optional.empty();
  }

  @Override
  public Set<ContractPart> without() {
    return absent(ContractPart.CREATION_BY_CALL, ContractPart.KNOWN_WHEN_MADE);
  }

  @Override
  public boolean has(GatewayCall call) {
    return call == GatewayCall.REFUND || call == GatewayCall.FIND;
  }

  @Override
  public boolean settlesByAsking(GatewayCall write) {
    return write == GatewayCall.REFUND;
  }

  @Override
  Operation operation(GatewayCall call) {
    return call == GatewayCall.REFUND ? Operation.CARD_ACTION : Operation.QUERY;
  }

  /** ECPay dates no answer and names no key; what it answers to a refund it does not sign. */
  @Override
  public Set<GatewayFault> faultsThatCannotHappen(GatewayCall call) {
    Set<GatewayFault> none = EnumSet.of(GatewayFault.UNKNOWN_KEY, GatewayFault.STALE_SIGNATURE);
    if (call == GatewayCall.REFUND) {
      none.addAll(GatewayFault.ABOUT_AN_ORDER);
      none.add(GatewayFault.WRONG_SIGNATURE);
      none.add(GatewayFault.MISSING_SIGNATURE);
      none.add(GatewayFault.SIGNED_REFUSAL);
    }
    return none;
  }

  @Override
  Optional<Fault> fault(GatewayCall call, GatewayFault fault) {
    boolean finding = call == GatewayCall.FIND;
    return switch (fault) {
      case WRONG_SIGNATURE -> finding ? Optional.of(Fault.wrongCheckMacValue()) : Optional.empty();
      case MISSING_SIGNATURE ->
          finding ? Optional.of(Fault.missingCheckMacValue()) : Optional.empty();
      case NULL_CODE ->
          Optional.of(finding ? Fault.withoutField("TradeStatus") : Fault.withoutField("RtnCode"));
      case UNLISTED_REFUSAL -> Optional.of(saying(finding, "98765432"));
      case OPEN_REFUSAL -> Optional.of(saying(finding, "10200115"));
      case SIGNED_REFUSAL -> finding ? Optional.of(saying(finding, "10200083")) : Optional.empty();
      case WRONG_AMOUNT, OTHER_ORDER, OTHER_MERCHANT -> finding ? common(fault) : Optional.empty();
      case UNSIGNED_REFUSAL -> Optional.of(unsigned(finding, "10200073"));
      case UNSIGNED_NOT_FOUND -> Optional.of(unsigned(finding, "10200047"));
      default -> common(fault);
    };
  }

  private static Fault saying(boolean finding, String code) {
    return Fault.withField(finding ? "TradeStatus" : "RtnCode", code);
  }

  private static Fault unsigned(boolean finding, String code) {
    return finding
        ? Fault.literal(
            200,
            "text/html",
            "MerchantID=&MerchantTradeNo=&TradeAmt=0&TradeNo=&TradeStatus=" + code)
        : saying(false, code);
  }

  /**
   * ECPay's forms name no time of signing, no key and no currency; the payer's return see below.
   */
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
        NoticeVariant.UNKNOWN_KEY,
        NoticeVariant.OTHER_CURRENCY,
        // The payer's browser brings the same signed fields as ECPay's own post: a proof as good.
        NoticeVariant.PAYER_RETURN);
  }

  @Override
  public Optional<ReceivedRequest> notice(NoticeVariant variant, PaymentRef paid) {
    SignedForm genuine = collector().resultNotification(paid.number());
    SignedForm form =
        switch (variant) {
          case WRONG_SIGNATURE -> genuine.tampered("CheckMacValue", other(genuine));
          case NO_SIGNATURE -> genuine.withoutSigning("CheckMacValue");
          case BLANK_SIGNATURE -> genuine.tampered("CheckMacValue", " ");
          case SIGNATURE_OF_AS -> genuine.tampered("CheckMacValue", "A".repeat(64));
          case SIGNATURE_NOT_DECODABLE -> genuine.tampered("CheckMacValue", "%&!? not hex");
          case OTHER_TENANTS_KEY -> shop.gateway.openMerchant().form(unsigned(genuine));
          case TAMPERED_BODY -> genuine.tampered("TradeAmt", "99");
          case OTHER_ORDER -> genuine.with("MerchantTradeNo", shop.freshId().number());
          case OTHER_MERCHANT -> genuine.with("MerchantID", "2999999");
          case SMALLER_AMOUNT -> genuine.with("TradeAmt", "99");
          case OTHER_EVENT -> numberIssued(genuine);
          case GENUINE, LOWER_CASE_HEADERS, DUPLICATED_SIGNATURE -> genuine;
          default -> null;
        };
    if (form == null) {
      return Optional.empty();
    }
    byte[] body = form.body();
    if (variant == NoticeVariant.DUPLICATED_SIGNATURE) {
      String mac = "&CheckMacValue=" + form.fields().get("CheckMacValue");
      body =
          (new String(body, StandardCharsets.US_ASCII) + mac).getBytes(StandardCharsets.US_ASCII);
    }
    String header = variant == NoticeVariant.LOWER_CASE_HEADERS ? "content-type" : "Content-Type";
    return Optional.of(
        ReceivedRequest.of(
            Map.of(header, List.of("application/x-www-form-urlencoded")),
            body,
            shop.clock.instant()));
  }

  private static String other(SignedForm genuine) {
    return genuine.with("RtnMsg", "paid").fields().get("CheckMacValue");
  }

  private static Map<String, String> unsigned(SignedForm form) {
    return form.withoutSigning("CheckMacValue").fields();
  }

  /** A number to pay with was given for this order, which is no payment. */
  private SignedForm numberIssued(SignedForm genuine) {
    return genuine
        .with("RtnCode", "2")
        .with("RtnMsg", "Get VirtualAccount Succeeded")
        .with("PaymentType", "ATM_LAND")
        .with("BankCode", "005")
        .with("vAccount", "5219111913209840")
        .with("ExpireDate", "2026/11/29")
        .without("PaymentDate")
        .without("PaymentTypeChargeFee")
        .without("SimulatePaid");
  }

  @Override
  public Optional<ReceivedRequest> refundNotice(String refundId) {
    return Optional.empty();
  }

  /**
   * ECPay hashes the decoded fields in small letters, so it signs neither how they are encoded nor
   * how they are capitalised.
   */
  @Override
  public boolean provesTheSame(byte[] one, byte[] other) {
    List<Map<String, String>> readings = readings(one);
    return readings(other).stream().anyMatch(readings::contains);
  }

  private static List<Map<String, String>> readings(byte[] body) {
    List<Map<String, String>> readings = new ArrayList<>();
    for (FormFields.Writing writing : FormFields.Writing.values()) {
      FormFields.parse(body, writing).ifPresent(fields -> readings.add(small(fields)));
    }
    return readings;
  }

  private static Map<String, String> small(FormFields fields) {
    Map<String, String> small = new TreeMap<>();
    fields
        .asMap()
        .forEach(
            (name, value) ->
                small.put(name.toLowerCase(Locale.ROOT), value.toLowerCase(Locale.ROOT)));
    return small;
  }
}
