// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes one call from its first byte to its last: fault, proof, work, answer, journal. */
final class GatewayDesk implements HttpHandler {
  static final String GATEWAY = "/gateway.do";

  private static final int LARGEST_BODY = 1024 * 1024;
  private static final int KEPT = 10_000;
  private static final Pattern CLAIMED = Pattern.compile("app_id=([0-9]{1,32})");
  private static final Pattern METHOD = Pattern.compile("(?:^|&)method=([a-z.]{1,128})");

  private final Clock clock;
  private final Map<String, Account> accounts;
  private final FaultPlan faults;
  private final CountDownLatch closed;
  private final BillDesk bills = new BillDesk();
  private final Calls calls = new Calls(bills);
  private final ClassicDoor classic;
  private final RestDoor rest;
  private final ConcurrentLinkedDeque<JournalEntry> journal = new ConcurrentLinkedDeque<>();

  GatewayDesk(
      Clock clock,
      Map<String, Account> accounts,
      String base,
      FaultPlan faults,
      CountDownLatch closed) {
    this.clock = clock;
    this.accounts = accounts;
    this.faults = faults;
    this.closed = closed;
    this.classic = new ClassicDoor(accounts, base);
    this.rest = new RestDoor(accounts, base);
  }

  List<JournalEntry> journal() {
    return List.copyOf(journal);
  }

  /** One call on its way through. */
  private static final class Visit {
    final HttpExchange exchange;
    final byte[] body;
    final String query;
    final Operation operation;
    final boolean v3;
    final Instant now;
    final Answer answer = new Answer();
    String subCode = "";
    @Nullable Call call;

    Visit(HttpExchange exchange, Instant now) throws IOException {
      this.exchange = exchange;
      this.now = now;
      this.body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
      String raw = exchange.getRequestURI().getRawQuery();
      this.query = raw == null ? "" : raw;
      String path = exchange.getRequestURI().getPath();
      this.v3 = path.startsWith("/v3/");
      this.operation = path.equals(GATEWAY) ? named() : Operation.at(path);
    }

    private Operation named() {
      Matcher method = METHOD.matcher(query + "&" + new String(body, StandardCharsets.UTF_8));
      return method.find() ? Operation.named(method.group(1)) : Operation.OTHER;
    }
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Visit visit = new Visit(exchange, clock.instant());
    Optional<Fault> fault =
        claimed(visit)
            .flatMap(account -> account.faults.take(visit.operation))
            .or(() -> faults.take(visit.operation));
    Answer answer = visit.answer;
    if (fault.isEmpty() || fault.get().processed()) {
      work(visit);
    } else {
      claimed(visit).ifPresent(account -> answer.keys = account.keys);
      answer.status = 0;
      answer.code = "";
    }
    fault.ifPresent(one -> one.apply(answer, visit.operation, visit.v3));
    answer.settle(visit.now.toEpochMilli());
    fault.ifPresent(one -> one.applyAtLast(answer));
    answer.compose();
    note(visit, fault);
    answer.headers.put("trace_id", Numbers.hex(32));
    answer.headers.put("alipay-trace-id", Numbers.hex(32));
    answer.send(exchange, closed);
  }

  private void work(Visit visit) {
    try {
      if (visit.body.length > LARGEST_BODY) {
        plain(visit.answer, 413, "the body is longer than 1 MiB");
      } else if (visit.operation == Operation.BILL_DOWNLOAD) {
        download(visit);
      } else if (visit.v3) {
        answer(visit, rest(visit));
      } else if (visit.exchange.getRequestURI().getPath().equals(GATEWAY)) {
        classic(visit);
      } else {
        plain(visit.answer, 404, "there is no such path here");
      }
    } catch (Refusal refusal) {
      refuse(visit, refusal);
    } catch (RuntimeException bug) {
      plain(visit.answer, 500, "the sandbox itself failed: " + bug);
    }
  }

  private ObjectNode rest(Visit visit) throws Refusal {
    boolean get = visit.exchange.getRequestMethod().equals("GET");
    if (visit.operation == Operation.OTHER || get != (visit.operation.way == Operation.Way.GET)) {
      throw Refusal.invalid("isv.invalid-method", "there is no such call with this verb");
    }
    Call call = rest.open(visit.exchange, visit.operation, visit.body, visit.now, visit.answer);
    visit.call = call;
    return calls.answer(call);
  }

  private void classic(Visit visit) throws Refusal {
    Call call = classic.open(visit.query, visit.body, visit.now, visit.answer);
    visit.call = call;
    switch (call.operation().way) {
      case PAGE -> {
        String ticket = calls.begin(call);
        Answer answer = visit.answer;
        answer.signed = false;
        answer.status = 302;
        answer.headers.put("Location", ticket);
      }
      case ORDER_STRING ->
          throw Refusal.invalid(
              "isv.invalid-method", "this is opened by an app as an order string, not called");
      default -> answer(visit, calls.answer(call));
    }
  }

  private static void answer(Visit visit, ObjectNode content) {
    Answer answer = visit.answer;
    String code = content.path("code").asText("10000");
    answer.code = code;
    if (visit.v3) {
      content.remove(List.of("code", "msg"));
      answer.content = content;
      answer.status = code.equals("10000") ? 200 : 202;
      return;
    }
    answer.node = visit.operation.node();
    if (visit.operation.plain() || content.has("code")) {
      answer.content = content;
    } else {
      ObjectNode whole = JsonText.object().put("code", code).put("msg", Refusal.message(code));
      answer.content = whole.setAll(content);
    }
  }

  private static void refuse(Visit visit, Refusal refusal) {
    visit.subCode = refusal.subCode;
    Answer answer = visit.answer;
    answer.code = refusal.code;
    answer.explanation = refusal.text();
    refuse(
        answer,
        visit.operation,
        visit.v3,
        new Problem(refusal.code, refusal.subCode, refusal.text()));
  }

  /** What a failure says. */
  record Problem(String code, String subCode, String text) {}

  /** Makes a failure of the answer, signed if the answer is. */
  static void refuse(Answer answer, Operation operation, boolean v3, Problem problem) {
    ObjectNode content = JsonText.object();
    if (v3) {
      answer.status = Refusal.status(problem.code, problem.subCode);
      content.put("code", Refusal.plain(problem.subCode)).put("message", problem.text);
      content
          .putArray("links")
          .addObject()
          .put("link", "https://open.alipay.com/api/errCheck?traceId=sandbox&source=openapi")
          .put("desc", "解决方案");
      answer.node = "";
    } else if (operation.way == Operation.Way.PAGE) {
      answer.signed = false;
      answer.body = Cashier.error(problem.subCode, problem.text).getBytes(StandardCharsets.UTF_8);
      return;
    } else {
      content
          .put("code", problem.code)
          .put("msg", Refusal.message(problem.code))
          .put("sub_code", problem.subCode)
          .put("sub_msg", problem.text);
      boolean named =
          answer.signed && operation != Operation.OTHER && operation != Operation.OAUTH_TOKEN;
      answer.node = named ? operation.node() : "error_response";
      if (!named) {
        answer.cipher = null;
      }
    }
    answer.content = content;
  }

  private void download(Visit visit) {
    Answer answer = visit.answer;
    Optional<byte[]> zip = bills.file(visit.exchange.getRequestURI().getPath(), visit.now);
    if (zip.isEmpty()) {
      plain(answer, 404, "this address of a bill has ended, ask for another");
    } else {
      answer.contentType = "application/zip";
      answer.body = zip.get();
    }
  }

  private static void plain(Answer answer, int status, String text) {
    answer.status = status;
    answer.content = null;
    answer.code = Integer.toString(status);
    answer.explanation = text;
    answer.body = Cashier.error(answer.code, text).getBytes(StandardCharsets.UTF_8);
  }

  /** Nothing is proven by it. */
  private Optional<Account> claimed(Visit visit) {
    String said = visit.exchange.getRequestHeaders().getFirst("Authorization");
    String all = visit.query + "&" + new String(visit.body, StandardCharsets.ISO_8859_1);
    Matcher found = CLAIMED.matcher(visit.v3 ? String.valueOf(said) : all);
    return found.find() ? Optional.ofNullable(accounts.get(found.group(1))) : Optional.empty();
  }

  private void note(Visit visit, Optional<Fault> fault) {
    Call call = visit.call;
    boolean other = call != null && call.owner() != call.app();
    // The gateway's signing string holds what the shop sent.
    String said =
        visit.subCode.equals("isv.invalid-signature")
            ? "the signature does not match, see sub_msg"
            : visit.answer.explanation;
    visit.answer.explanation = said;
    journal.addLast(
        new JournalEntry(
            visit.now,
            visit.operation,
            call == null ? Optional.empty() : Optional.of(call.app().appId),
            call != null && other ? Optional.of(call.owner().appId) : Optional.empty(),
            visit.v3,
            visit.answer.status,
            visit.answer.code,
            visit.subCode,
            said,
            fault.map(Fault::toString)));
    if (journal.size() > KEPT) {
      journal.pollFirst();
    }
  }

  /** Opens an order string as an app does; gives the address of what comes next. */
  String openInApp(String orderString) throws Refusal {
    Call call = classic.open(orderString, new byte[0], clock.instant(), new Answer());
    if (call.operation().way != Operation.Way.ORDER_STRING) {
      throw Refusal.invalid("isv.invalid-method", "this method is not opened by an app");
    }
    return calls.begin(call);
  }
}
