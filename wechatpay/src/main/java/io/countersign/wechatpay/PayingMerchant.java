// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.ProviderFields;
import io.countersign.spi.PercentEncoding;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who pays out, in the words of the wire: where payments to users go and how they name an ordinary
 * merchant, or a sub-merchant whose money a service provider sends.
 */
final class PayingMerchant {

  private static final String TRANSFERS = "/v3/fund-app/mch-transfer/";

  private final Merchant merchant;
  private final @Nullable String sub;

  PayingMerchant(Merchant merchant) {
    this.merchant = merchant;
    this.sub = merchant.subMchid().orElse(null);
  }

  String transferPath() {
    return TRANSFERS + (sub == null ? "transfer-bills" : "partner/transfer-bills");
  }

  String transferPath(String number) {
    String path = numbered(number);
    return sub == null ? path : path + "?sub_mchid=" + sub;
  }

  String transferBillPath(String transferBillNo) {
    if (sub != null) {
      throw new InvalidRequestException(
          "transfer bill number",
          "your own number; WeChat Pay offers no other question to service providers");
    }
    return transferPath() + "/transfer-bill-no/" + PercentEncoding.encode(transferBillNo);
  }

  String cancelPath(String number) {
    return numbered(number) + "/cancel";
  }

  /** What a cancellation says beside its path; an ordinary merchant's says nothing. */
  @Nullable Map<String, Object> cancelBody() {
    if (sub == null) {
      return null;
    }
    Map<String, Object> body = new LinkedHashMap<>();
    merchant.nameSubMerchant(body);
    return body;
  }

  void nameSubMerchant(Map<String, Object> body) {
    merchant.nameSubMerchant(body);
  }

  Optional<URI> notifyUrl() {
    return merchant.notifyUrl();
  }

  /** Whether an app is the merchant's, or the sub-merchant's. */
  boolean knowsApp(String appId) {
    return merchant.kindOf(appId).isPresent();
  }

  /** Who pays, for keys that must differ between any two of them. */
  String account() {
    return merchant.account();
  }

  TransferConfirmation confirmationOf(String appId, String packageInfo) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("mchId", merchant.mchid());
    if (sub != null) {
      parameters.put("subMchId", sub);
    }
    parameters.put(merchant.isOfSubMerchant(appId) ? "subAppId" : "appId", appId);
    parameters.put("package", packageInfo);
    return new TransferConfirmation(parameters);
  }

  /**
   * Checks that a report is about this merchant. WeChat Pay's pages spell its field in two ways,
   * and partner pages name provider or sub-merchant in it.
   *
   * @throws MismatchException if it names another, or none
   */
  void mustBeNamedBy(ProviderFields report) {
    if (!isNamedBy(report)) {
      throw new MismatchException(sub == null ? "mch_id" : "sub_mchid", payer(), "none");
    }
  }

  /**
   * Checks that a report which may leave its merchant out names no other.
   *
   * @throws MismatchException if it names another
   */
  void mustNotBeContradictedBy(ProviderFields report) {
    isNamedBy(report);
  }

  private boolean isNamedBy(ProviderFields report) {
    boolean named = false;
    for (String field : List.of("mch_id", "mchid", "sp_mchid", "sub_mchid")) {
      if (report.has(field)) {
        String value = report.text(field).orElse("none");
        if (!allowed(field).contains(value)) {
          throw new MismatchException(field, payer(), value);
        }
        named |= value.equals(payer());
      }
    }
    return named;
  }

  private String payer() {
    return sub == null ? merchant.mchid() : sub;
  }

  /** Whom a field of a report may name. */
  private List<String> allowed(String field) {
    if (sub == null) {
      return field.startsWith("mch") ? List.of(merchant.mchid()) : List.of();
    }
    return switch (field) {
      case "sub_mchid" -> List.of(sub);
      case "sp_mchid" -> List.of(merchant.mchid());
      default -> List.of(merchant.mchid(), sub);
    };
  }

  private String numbered(String number) {
    return transferPath() + "/out-bill-no/" + PercentEncoding.encode(number);
  }
}
