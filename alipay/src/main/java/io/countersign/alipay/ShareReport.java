// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what Alipay says about shares. */
final class ShareReport {

  private final ProviderFields fields;
  private final Evidence evidence;

  ShareReport(ProviderFields fields, Evidence evidence) {
    this.fields = fields;
    this.evidence = evidence;
  }

  /**
   * Checks a field that need not be there.
   *
   * @throws MismatchException if it says something else
   */
  void mustNotContradict(String field, String expected) {
    Optional<String> reported = fields.text(field);
    if (!FundRules.agrees(reported, expected)) {
      throw new MismatchException(field, expected, reported.orElse("none"));
    }
  }

  /** The share that was just taken; its answer names the payment. */
  ProfitShare taken(ShareRequest request) {
    mustNotContradict("trade_no", request.transactionId());
    mustNotContradict("out_request_no", request.number());
    return new ProfitShare(request.number(), request.transactionId(), List.of(), fields, evidence);
  }

  /**
   * The share that was asked about; empty if the report cannot be read.
   *
   * @throws MismatchException if it is about another
   */
  Optional<ProfitShare> asked(String number, String tradeNo) {
    Optional<List<ProfitShare.Part>> parts = parts();
    if (parts.isEmpty() || !fields.has("out_request_no")) {
      return Optional.empty();
    }
    mustNotContradict("out_request_no", number);
    mustNotContradict("trade_no", tradeNo);
    return Optional.of(new ProfitShare(number, tradeNo, parts.get(), fields, evidence));
  }

  private Optional<List<ProfitShare.Part>> parts() {
    List<ProfitShare.Part> parts = new ArrayList<>();
    for (ProviderFields detail : fields.list("royalty_detail_list")) {
      Optional<Money> amount = detail.text("amount").flatMap(Yuan::of);
      String state = detail.text("state").orElse("");
      if (amount.isEmpty() || state.isEmpty()) {
        return Optional.empty();
      }
      parts.add(
          new ProfitShare.Part(
              detail.text("operation_type").orElse(""),
              account(detail, "trans_out"),
              account(detail, "trans_in"),
              detail.text("trans_in").isPresent()
                  ? detail.text("trans_in_type").orElse("userId")
                  : "openId",
              amount.get(),
              ProfitShare.Result.of(state),
              detail.text("execute_dt").flatMap(BeijingTime::parse),
              detail.text("error_code")));
    }
    return Optional.of(parts);
  }

  private static PersonalText account(ProviderFields detail, String field) {
    return PersonalText.of(detail.text(field).or(() -> detail.text(field + "_open_id")).orElse(""));
  }
}
