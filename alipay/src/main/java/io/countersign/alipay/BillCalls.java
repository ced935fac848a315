// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.FundFlowRow;
import io.countersign.FundFlowTotals;
import io.countersign.InvalidRequestException;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.http.HttpDownload;
import io.countersign.spi.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Bills: ask where one lies, which is signed, and fetch it there within thirty seconds, which is
 * not. (支付宝开放平台, 查询对账单下载地址.)
 */
final class BillCalls {

  /** A link lives for thirty seconds: a refused one is asked for anew, once. */
  private static final int MOST_LINKS = 2;

  private final GatewayCalls gateway;

  BillCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  Statement<StatementTotals> trade(AlipayStatement bill, Consumer<? super StatementRow> consumer) {
    return read(
        bill,
        bill.smid().isPresent() ? "trade_zft_merchant" : "trade",
        evidence -> new TradeBillTable(gateway.merchant(), evidence, consumer));
  }

  Statement<FundFlowTotals> fundFlow(AlipayStatement bill, Consumer<? super FundFlowRow> consumer) {
    if (bill.smid().isPresent()) {
      throw new InvalidRequestException(
          "smid", "none: Alipay lists the movements of the merchant's own account only");
    }
    return read(bill, "signcustomer", evidence -> new FundFlowBillTable(consumer));
  }

  private <T> Statement<T> read(
      AlipayStatement bill, String type, Function<Evidence, BillText.Table<T>> table) {
    bill.mustBeOver(gateway.loop().now());
    for (int link = 1; ; link++) {
      Statement<Found> asked = ask(bill, type);
      if (asked instanceof Statement.NotReady<Found> notReady) {
        return new Statement.NotReady<>(bill.day(), notReady.askAgainAt());
      }
      if (!(asked instanceof Statement.Read<Found> found)) {
        return new Statement.EmptyDay<>(bill.day());
      }
      BillFile file = new BillFile(gateway, found.totals().address(), bill.within(), link);
      HttpDownload download;
      try {
        download = file.open();
      } catch (BillFile.NotOpenedException refused) {
        if (link == MOST_LINKS) {
          throw file.notGivenOut(refused);
        }
        continue;
      }
      try {
        return new Statement.Read<>(
            bill.day(),
            file.read(
                download,
                new BillText<>(gateway.merchant(), table.apply(found.totals().evidence()))));
      } finally {
        BillFile.close(download);
      }
    }
  }

  /** Where a bill lies. The link's signature says nothing about the file: it names no hash. */
  private record Found(BillAddress address, Evidence evidence) {}

  private Statement<Found> ask(AlipayStatement bill, String type) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("bill_type", type);
    content.put("bill_date", bill.billDate());
    if (bill.smid().isPresent()) {
      content.put("smid", bill.smid().get());
    }
    return gateway
        .exchange()
        .read(
            Operation.STATEMENT,
            Call.of("alipay.data.dataservice.bill.downloadurl.query", content),
            answer -> found(bill, answer),
            (code, signed) -> absent(bill, code, signed));
  }

  private Verdict<Statement<Found>> found(AlipayStatement bill, Answer answer) {
    if (answer.fields().text("bill_file_code").equals(Optional.of("EMPTY_DATA_WITH_BILL_FILE"))) {
      return Verdict.accepted(new Statement.EmptyDay<>(bill.day()));
    }
    Optional<String> address = answer.fields().text("bill_download_url");
    if (address.isEmpty()) {
      return Verdict.open("the answer lacks the file's address");
    }
    Evidence evidence = Evidence.of(Evidence.Kind.TRANSPORT_ONLY, answer.evidence().at());
    if (answer.requestId().isPresent()) {
      evidence = evidence.withRequestId(answer.requestId().get());
    }
    return Verdict.accepted(
        new Statement.Read<>(
            bill.day(),
            new Found(
                BillAddress.named(address.get(), gateway.config().endpoints.gateway()), evidence)));
  }

  /**
   * "None exists" means "not yet" until long after bills are due, and then, signed, that there was
   * nothing to list. Alipay prints these codes otherwise than it sends them, so they are known by
   * either form.
   */
  private Optional<Statement<Found>> absent(AlipayStatement bill, String code, boolean signed) {
    String bare = code.substring(code.indexOf('.') + 1).toUpperCase(Locale.ROOT).replace('-', '_');
    Instant now = gateway.loop().now();
    boolean none = bare.equals("BILL_NOT_EXIST");
    boolean early = bare.equals("INVAILID_ARGUMENTS") || bare.equals("INVALID_ARGUMENTS");
    if ((none && !bill.isLongDue(now)) || (early && !bill.isDue(now))) {
      return Optional.of(new Statement.NotReady<>(bill.day(), bill.askAgainAt(now)));
    }
    return none && signed ? Optional.of(new Statement.EmptyDay<>(bill.day())) : Optional.empty();
  }
}
