// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what WeChat Pay says about shares and returns. */
final class ShareReport {

  private final ProviderFields fields;
  private final Evidence evidence;

  ShareReport(ProviderFields fields, Evidence evidence) {
    this.fields = fields;
    this.evidence = evidence;
  }

  boolean has(String... names) {
    for (String name : names) {
      Optional<String> text = fields.text(name);
      if (text.isEmpty() || text.get().isBlank()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Checks that a field echoes what was asked.
   *
   * @throws MismatchException if it says something else, or nothing
   */
  void mustSay(String field, String expected) {
    String actual = fields.text(field).orElse("none");
    if (!actual.equals(expected)) {
      throw new MismatchException(field, expected, actual);
    }
  }

  /** Whether it is a readable report about a share. */
  boolean isShare() {
    return has("transaction_id", "out_order_no", "order_id", "state") && parts().isPresent();
  }

  /**
   * The share with this number of this payment; for a readable report.
   *
   * @throws MismatchException if it is about another
   */
  ProfitShare share(String number, String transactionId) {
    mustSay("out_order_no", number);
    mustSay("transaction_id", transactionId);
    return new ProfitShare(fields, evidence, parts().orElse(List.of()));
  }

  /** Whether it is a readable report about a return. */
  boolean isReturn() {
    return has("out_return_no", "return_mchid", "result") && amount(fields, "amount").isPresent();
  }

  /**
   * The return with this number; for a readable report.
   *
   * @throws MismatchException if it is about another
   */
  ShareReturn taken(String number) {
    mustSay("out_return_no", number);
    return new ShareReturn(amount(fields, "amount").orElseThrow(), fields, evidence);
  }

  static Optional<Money> amount(ProviderFields fields, String path) {
    OptionalLong fen = fields.number(path);
    return fen.isPresent() && fen.getAsLong() >= 0
        ? Optional.of(Money.ofMinor(fen.getAsLong(), "CNY"))
        : Optional.empty();
  }

  /** Empty if one of them lacks account, amount or result. */
  private Optional<List<ProfitShare.Part>> parts() {
    List<ProfitShare.Part> parts = new ArrayList<>();
    for (ProviderFields part : fields.list("receivers")) {
      Optional<String> type = part.text("type");
      Optional<String> account = part.text("account");
      Optional<Money> amount = amount(part, "amount");
      Optional<String> result = part.text("result");
      if (type.isEmpty() || account.isEmpty() || amount.isEmpty() || result.isEmpty()) {
        return Optional.empty();
      }
      parts.add(
          new ProfitShare.Part(
              type.get(),
              PersonalText.of(account.get()),
              amount.get(),
              ProfitShare.result(result.get()),
              part.text("fail_reason"),
              part));
    }
    return Optional.of(parts);
  }
}
