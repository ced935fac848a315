// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.FundFlowRow;
import io.countersign.FundFlowTotals;
import io.countersign.InvalidRequestException;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.http.HttpDownload;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Bills: apply for one, which answers its hash and where it lies; fetch and prove the file. (WeChat
 * Pay, 申请交易账单, 申请资金账单.)
 */
final class BillCalls {

  /** A link lives for minutes, older ones for seconds: a refused one is asked for anew, once. */
  private static final int MOST_LINKS = 2;

  private final GatewayCalls gateway;

  BillCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  Statement<StatementTotals> trade(
      WeChatPayTradeBill bill, Consumer<? super StatementRow> consumer) {
    return read(
        bill.day,
        "/v3/bill/tradebill?bill_date="
            + bill.day
            + gateway.merchant().billQuery()
            + "&bill_type="
            + bill.kind.name(),
        bill.compressed,
        bill.within,
        evidence -> new TradeBillTable(gateway.merchant(), evidence, consumer));
  }

  Statement<FundFlowTotals> fundFlow(
      WeChatPayFundFlowBill bill, Consumer<? super FundFlowRow> consumer) {
    if (gateway.merchant().subMchid().isPresent()) {
      throw new InvalidRequestException(
          "client",
          "the service provider's own client: WeChat Pay gives this bill for the account of who"
              + " signs, not for a sub-merchant's");
    }
    return read(
        bill.day,
        "/v3/bill/fundflowbill?bill_date=" + bill.day + "&account_type=" + bill.account.name(),
        bill.compressed,
        bill.within,
        evidence -> new FundFlowBillTable(consumer));
  }

  private <T> Statement<T> read(
      LocalDate day,
      String path,
      boolean compressed,
      Duration within,
      Function<Evidence, BillText.Table<T>> table) {
    BillDay.mustHaveBill(day, gateway.loop().now());
    for (int link = 1; ; link++) {
      Statement<Bill> applied = apply(day, compressed ? path + "&tar_type=GZIP" : path);
      if (applied instanceof Statement.NotReady<Bill> notReady) {
        return new Statement.NotReady<>(day, notReady.askAgainAt());
      }
      if (!(applied instanceof Statement.Read<Bill> found)) {
        return new Statement.EmptyDay<>(day);
      }
      BillFile file = new BillFile(gateway, found.totals(), within, link);
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
            day, file.read(download, table.apply(found.totals().evidence())));
      } finally {
        BillFile.close(download);
      }
    }
  }

  private Statement<Bill> apply(LocalDate day, String path) {
    return gateway
        .exchange()
        .read(
            Operation.STATEMENT,
            path,
            gateway.preferredKeyId(),
            answer -> found(day, Bill.answered(answer, gateway.config().endpoint)),
            (code, signed) -> absent(day, code, signed));
  }

  private static Verdict<Statement<Bill>> found(LocalDate day, Verdict<Bill> verdict) {
    return verdict instanceof Verdict.Accepted<Bill> accepted
        ? Verdict.accepted(new Statement.Read<>(day, accepted.value()))
        : Verdict.open(((Verdict.Open<Bill>) verdict).why());
  }

  /** Before bills are due, "none exists" means "not yet". Only a signed one empties a day. */
  private Optional<Statement<Bill>> absent(LocalDate day, ErrorCode code, boolean signed) {
    boolean none = code == ErrorCode.NO_STATEMENT_EXIST;
    boolean due = BillDay.isDue(day, gateway.loop().now());
    if (code == ErrorCode.STATEMENT_CREATING || (none && !due)) {
      return Optional.of(
          new Statement.NotReady<>(day, BillDay.askAgainAt(day, gateway.loop().now())));
    }
    return none && signed ? Optional.of(new Statement.EmptyDay<>(day)) : Optional.empty();
  }
}
