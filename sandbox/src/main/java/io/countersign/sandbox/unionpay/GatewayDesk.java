// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.countersign.sandbox.unionpay.Entrance.Form;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;

/** Takes one call from its first byte to its last: fault, proof, work, answer, journal. */
final class GatewayDesk implements HttpHandler {
  private static final int LARGEST_BODY = 1024 * 1024;
  private static final int KEPT = 10_000;

  private final Clock clock;
  private final FaultPlan faults;
  private final CountDownLatch closed;
  private final Entrance entrance;
  private final ConcurrentLinkedDeque<JournalEntry> journal = new ConcurrentLinkedDeque<>();

  GatewayDesk(Clock clock, Entrance entrance, FaultPlan faults, CountDownLatch closed) {
    this.clock = clock;
    this.entrance = entrance;
    this.faults = faults;
    this.closed = closed;
  }

  List<JournalEntry> journal() {
    return List.copyOf(journal);
  }

  /** One call on its way through. */
  private record Visit(
      String verb, String path, int length, Form form, Operation operation, Instant now) {}

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    String path = exchange.getRequestURI().getPath();
    Form form = Form.of(body);
    Visit visit =
        new Visit(
            exchange.getRequestMethod(),
            path,
            body.length,
            form,
            Operation.of(path, form.fields()),
            clock.instant());
    answer(visit).send(exchange, closed);
  }

  private Answer answer(Visit visit) {
    Answer answer = new Answer();
    Optional<Account> account = entrance.claimed(visit.form);
    account.ifPresent(one -> answer.keys = one.keys);
    Optional<Fault> fault =
        account
            .flatMap(one -> one.faults.take(visit.operation))
            .or(() -> faults.take(visit.operation));
    if (fault.isEmpty() || fault.get().processed()) {
      work(visit, answer);
    } else {
      account.ifPresent(one -> answer.seal = one.keys.seal());
      answer.charset = visit.form.charset();
      answer.status = 0;
      answer.respCode = "";
    }
    fault.ifPresent(one -> one.apply(answer, visit.form.fields()));
    answer.settle();
    fault.ifPresent(one -> one.applyAtLast(answer));
    answer.compose();
    note(visit, answer, fault);
    return answer;
  }

  private void work(Visit visit, Answer answer) {
    try {
      if (visit.length > LARGEST_BODY) {
        plain(answer, 413, "the body is longer than 1 MiB");
      } else if (!Operation.knows(visit.path)) {
        plain(answer, 404, "there is no such address here");
      } else if (!visit.verb.equals("POST")) {
        plain(answer, 405, "calls are made by POST");
      } else {
        Call call = entrance.open(visit.path, visit.form, visit.now, answer);
        if (call.operation().front()) {
          Transaction begun = Calls.begin(call);
          answer.page(302, "");
          answer.headers.put("Location", Cashier.PAY + begun.ticket);
        } else {
          answer.fields = Calls.answer(call);
          answer.respCode = answer.fields.getOrDefault("respCode", "");
        }
      }
    } catch (Refusal refusal) {
      refuse(visit, answer, refusal);
    } catch (RuntimeException bug) {
      plain(answer, 500, "the sandbox itself failed: " + bug);
    }
  }

  private static void refuse(Visit visit, Answer answer, Refusal refusal) {
    answer.explanation = refusal.explanation();
    answer.respCode = refusal.respCode;
    if (visit.path.equals(Operation.Door.FRONT.path)) {
      // What a payer sees; the shop hears nothing.
      String message = Refusal.message(refusal.respCode);
      answer.page(200, Cashier.error(refusal.respCode, message + " " + refusal.explanation()));
    } else {
      answer.fields = refused(visit.form.fields(), refusal.respCode);
    }
  }

  /** What every refusal says to a server. */
  static Map<String, String> refused(Map<String, String> asked, String respCode) {
    Map<String, String> fields = new LinkedHashMap<>();
    Call.echo(asked, fields);
    fields.put("respCode", respCode);
    fields.put("respMsg", Refusal.message(respCode));
    return fields;
  }

  private static void plain(Answer answer, int status, String text) {
    answer.respCode = Integer.toString(status);
    answer.explanation = text;
    answer.page(status, Cashier.error(answer.respCode, text));
  }

  private void note(Visit visit, Answer answer, Optional<Fault> fault) {
    String merId = visit.form.text("merId");
    String sub = visit.form.text("subMerId");
    boolean acquirer = visit.form.text("accessType").equals(AccessType.ACQUIRER.code());
    journal.addLast(
        new JournalEntry(
            visit.now,
            visit.operation,
            merId.isEmpty() ? Optional.empty() : Optional.of(merId),
            acquirer ? Optional.of(merId) : sub.isEmpty() ? Optional.empty() : Optional.of(sub),
            answer.status,
            answer.respCode,
            answer.explanation,
            fault.map(Fault::toString)));
    if (journal.size() > KEPT) {
      journal.pollFirst();
    }
  }

  /** What becomes of a form that the payer's browser posts: the address of what comes next. */
  String openPage(Map<String, String> fields) throws Refusal {
    Form form = Form.of(encoded(fields));
    Call call = entrance.open(Operation.Door.FRONT.path, form, clock.instant(), new Answer());
    return Cashier.PAY + Calls.begin(call).ticket;
  }

  private static byte[] encoded(Map<String, String> fields) {
    boolean gbk = "GBK".equalsIgnoreCase(fields.get("encoding"));
    Charset charset = gbk ? Charset.forName("GBK") : StandardCharsets.UTF_8;
    return Pairs.encoded(fields, charset).getBytes(StandardCharsets.US_ASCII);
  }
}
