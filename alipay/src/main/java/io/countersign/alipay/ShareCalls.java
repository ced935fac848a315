// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import io.countersign.Rejection;
import io.countersign.spi.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Profit sharing: receivers, shares, and how conflicts are settled by asking. */
final class ShareCalls {

  private static final String BIND = "alipay.trade.royalty.relation.bind";
  private static final String UNBIND = "alipay.trade.royalty.relation.unbind";
  private static final String RECEIVERS = "alipay.trade.royalty.relation.batchquery";
  private static final String RATE = "alipay.trade.royalty.rate.query";
  private static final String SETTLE = "alipay.trade.order.settle";
  private static final String FIND = "alipay.trade.order.settle.query";
  private static final String CONFIRM = "alipay.trade.settle.confirm";

  private static final int MOST_RECEIVERS = 20;
  private static final int MOST_ON_A_PAGE = 100;

  private final GatewayCalls gateway;

  ShareCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  Outcome<List<ShareAccount>> add(String number, List<ShareReceiver> receivers) {
    List<Object> list = new ArrayList<>();
    for (ShareReceiver receiver : receivers) {
      list.add(receiver.content());
    }
    return related(BIND, number, list, receivers.stream().map(ShareReceiver::account).toList());
  }

  Outcome<List<ShareAccount>> remove(String number, List<ShareAccount> accounts) {
    List<Object> list = new ArrayList<>();
    for (ShareAccount account : accounts) {
      list.add(ShareReceiver.content(account, null));
    }
    return related(UNBIND, number, list, accounts);
  }

  ShareReceivers receivers(String number, int page, int pageSize) {
    if (page < 1 || pageSize < 1 || pageSize > MOST_ON_A_PAGE) {
      throw new InvalidRequestException("page", "from 1 on, with 1 to 100 receivers on each");
    }
    Map<String, Object> content = numbered(number);
    content.put("page_num", page);
    content.put("page_size", pageSize);
    return gateway
        .exchange()
        .read(
            Operation.FIND_RECEIVERS,
            Call.of(RECEIVERS, content),
            answer -> {
              Optional<List<ShareAccount>> accounts = accounts(answer.fields());
              int pages = whole(answer, "total_page_num");
              int total = whole(answer, "total_record_num");
              return accounts.isPresent() && pages >= 0 && total >= 0 && isDone(answer)
                  ? Verdict.accepted(new ShareReceivers(accounts.get(), page, pages, total))
                  : Verdict.open("the answer lacks receivers or how many there are");
            });
  }

  int maxPercent(String number) {
    return gateway
        .exchange()
        .read(
            Operation.FIND_RECEIVERS,
            Call.of(RATE, numbered(number)),
            answer -> {
              List<String> own = gateway.merchant().sellerIds();
              if (own.size() == 1) {
                new ShareReport(answer.fields(), answer.evidence())
                    .mustNotContradict("user_id", own.get(0));
              }
              int percent = whole(answer, "max_ratio");
              return percent >= 0 && percent <= 100
                  ? Verdict.accepted(percent)
                  : Verdict.open("the answer lacks the percentage");
            });
  }

  Outcome<ProfitShare> share(ShareRequest request) {
    return gateway
        .exchange()
        .write(
            Operation.SETTLE,
            request.number(),
            Call.of(SETTLE, request.content()),
            answer ->
                answer.fields().has("trade_no")
                    ? Verdict.accepted(report(answer).taken(request))
                    : Verdict.open("the answer does not name the payment"),
            rejection -> numberUsed(request, rejection),
            gateway::askSoon);
  }

  Outcome<Answer> confirm(SettleConfirmation request) {
    return gateway
        .exchange()
        .write(
            Operation.SETTLE,
            request.number(),
            Call.of(CONFIRM, request.content()),
            answer -> {
              if (!answer.fields().has("trade_no")) {
                return Verdict.open("the answer does not name the payment");
              }
              ShareReport report = report(answer);
              report.mustNotContradict("trade_no", request.transactionId());
              report.mustNotContradict("out_request_no", request.number());
              return Verdict.accepted(answer);
            },
            rejection ->
                new Outcome.Unknown<>(
                    rejection.code() + ", and there is no question that settles it", repeatSoon()),
            this::repeatSoon);
  }

  Optional<ProfitShare> find(String number, String tradeNo) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("out_request_no", FundRules.number("out_request_no", number, 64));
    content.put("trade_no", FundRules.alipayNumber("trade_no", tradeNo));
    return gateway
        .exchange()
        .read(
            Operation.FIND_SETTLE,
            Call.of(FIND, content),
            answer -> {
              Optional<ProfitShare> share = report(answer).asked(number, tradeNo);
              return share.isPresent()
                  ? Verdict.accepted(share)
                  : Verdict.open("the answer lacks number, amount or state");
            },
            (code, signed) ->
                code.endsWith("TRADE_NOT_EXIST")
                    ? Optional.of(Optional.empty())
                    : Optional.empty());
  }

  private Outcome<List<ShareAccount>> related(
      String method, String number, List<Object> list, List<ShareAccount> accounts) {
    if (list.isEmpty() || list.size() > MOST_RECEIVERS) {
      throw new InvalidRequestException("receivers", "1 to 20, not " + list.size());
    }
    Map<String, Object> content = numbered(number);
    content.put("receiver_list", list);
    return gateway
        .exchange()
        .write(
            Operation.RECEIVERS,
            number,
            Call.of(method, content),
            answer ->
                isDone(answer)
                    ? Verdict.accepted(List.copyOf(accounts))
                    : Verdict.open("the answer does not say that it was done"),
            rejection -> new Outcome.Unknown<>(rejection.code() + ", as a conflict", repeatSoon()),
            this::repeatSoon);
  }

  /** The number may be in use by this very request, whose first answer was lost. */
  private Outcome<ProfitShare> numberUsed(ShareRequest request, Rejection rejection) {
    Optional<ProfitShare> found = find(request.number(), request.transactionId());
    Optional<Boolean> asAsked = found.flatMap(share -> isAsAsked(share, request));
    if (asAsked.isEmpty()) {
      return new Outcome.Unknown<>(
          rejection.code() + ", and asking does not settle it", gateway.askSoon());
    }
    return asAsked.get()
        ? new Outcome.Accepted<>(found.orElseThrow(), Optional.empty())
        : new Outcome.Rejected<>(rejection.ofTakenNumber());
  }

  /** Empty if what is listed cannot be compared with what was asked for. */
  private static Optional<Boolean> isAsAsked(ProfitShare share, ShareRequest request) {
    List<ProfitShare.Part> out = share.parts().stream().filter(ProfitShare.Part::isShare).toList();
    List<ShareLine> missing = new ArrayList<>(request.lines());
    if (out.isEmpty() || missing.isEmpty()) {
      return Optional.empty();
    }
    for (ShareLine line : request.lines()) {
      boolean comparable =
          line.amount().isPresent()
              && out.stream().anyMatch(part -> part.toType().equals(line.receiver().type()));
      if (!comparable) {
        return Optional.empty();
      }
    }
    for (ProfitShare.Part part : out) {
      boolean asked =
          missing.stream()
              .filter(line -> isFor(line, part))
              .findFirst()
              .map(missing::remove)
              .orElse(false);
      if (!asked) {
        return Optional.of(false);
      }
    }
    return Optional.of(missing.isEmpty());
  }

  private static boolean isFor(ShareLine line, ProfitShare.Part part) {
    return part.toType().equals(line.receiver().type())
        && part.to().equals(line.receiver().account())
        && line.amount().equals(Optional.of(part.amount()));
  }

  private static Optional<List<ShareAccount>> accounts(ProviderFields fields) {
    List<ShareAccount> accounts = new ArrayList<>();
    for (ProviderFields receiver : fields.list("receiver_list")) {
      Optional<ShareAccount> account = account(receiver);
      if (account.isEmpty()) {
        return Optional.empty();
      }
      accounts.add(account.get());
    }
    return Optional.of(accounts);
  }

  private static Optional<ShareAccount> account(ProviderFields receiver) {
    String type = receiver.text("type").orElse("");
    Function<PersonalText, ShareAccount> form =
        switch (type) {
          case "userId" -> ShareAccount::userId;
          case "openId" -> ShareAccount::openId;
          default -> ShareAccount::loginName;
        };
    Optional<String> name =
        receiver
            .text("account")
            .or(() -> receiver.text(type.equals("openId") ? "account_open_id" : "login_name"));
    try {
      return name.map(PersonalText::of).map(form);
    } catch (InvalidRequestException odd) {
      return Optional.empty();
    }
  }

  private static boolean isDone(Answer answer) {
    return FundRules.agrees(answer.fields().text("result_code"), "SUCCESS")
        && answer.fields().has("result_code");
  }

  /** A whole number, as JSON number or text; -1 if it is none. */
  private static int whole(Answer answer, String field) {
    String text = answer.fields().text(field).orElse("");
    boolean digits =
        !text.isEmpty() && text.length() < 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Integer.parseInt(text) : -1;
  }

  private static Map<String, Object> numbered(String number) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("out_request_no", FundRules.number("out_request_no", number, 32));
    return content;
  }

  private static ShareReport report(Answer answer) {
    return new ShareReport(answer.fields(), answer.evidence());
  }

  private FollowUp repeatSoon() {
    return new FollowUp.RepeatSame(gateway.soon());
  }
}
