// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes one call from its first byte to its last: fault, work, answer, journal. */
final class ServiceDesk implements HttpHandler {

  private static final int LARGEST_BODY = 1024 * 1024;
  private static final int KEPT = 10_000;
  private static final Pattern CLAIMED =
      Pattern.compile("MerchantID(?:=|\"\\s*:\\s*\")([0-9]{1,10})");

  private final Clock clock;
  private final Map<String, Account> accounts;
  private final FormCalls forms;
  private final SealedCalls envelopes;
  private final FaultPlan faults;
  private final CountDownLatch closed;
  private final ArrayDeque<JournalEntry> journal = new ArrayDeque<>();

  ServiceDesk(
      Clock clock,
      Map<String, Account> accounts,
      String base,
      FaultPlan faults,
      CountDownLatch closed) {
    this.clock = clock;
    this.accounts = accounts;
    this.forms = new FormCalls(accounts, base);
    this.envelopes = new SealedCalls(accounts, base);
    this.faults = faults;
    this.closed = closed;
  }

  List<JournalEntry> journal() {
    synchronized (journal) {
      return List.copyOf(journal);
    }
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    String path = exchange.getRequestURI().getPath();
    Operation operation = Operation.at(path);
    Instant now = clock.instant();
    Optional<Account> claimed = claimed(body);
    Optional<Fault> fault =
        claimed.flatMap(account -> account.faults.take(operation)).or(() -> faults.take(operation));
    Answer answer = new Answer();
    if (fault.isEmpty() || fault.get().processed()) {
      answer = work(exchange, operation, body, now);
    } else {
      answer.status = 0;
    }
    if (fault.isPresent()) {
      fault.get().apply(answer);
      settle(answer);
      fault.get().applyAtLast(answer);
    } else {
      settle(answer);
    }
    encode(answer, now);
    boolean proven = answer.proven;
    note(
        new JournalEntry(
            now,
            operation,
            claimed.filter(account -> proven).map(account -> account.keys.merchantId()),
            path,
            answer.status,
            answer.code,
            answer.explanation,
            fault.map(Fault::toString)));
    answer.headers.putIfAbsent("Cache-Control", "no-store");
    answer.send(exchange, closed);
  }

  private Answer work(HttpExchange exchange, Operation operation, byte[] body, Instant now) {
    try {
      if (operation == Operation.OTHER) {
        return refused(404, "there is no such path here");
      }
      if (!exchange.getRequestMethod().equals("POST")) {
        return refused(405, "this call is a POST");
      }
      if (body.length > LARGEST_BODY) {
        return refused(413, "the body is longer than 1 MiB");
      }
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      String contentType = type == null ? "" : type;
      return operation.sealed
          ? envelopes.answer(operation, contentType, body, now)
          : forms.answer(operation, contentType, new String(body, StandardCharsets.UTF_8), now);
    } catch (RuntimeException bug) {
      return refused(500, "the sandbox itself failed: " + bug);
    }
  }

  private static Answer refused(int status, String text) {
    Answer answer = Answer.html(status, CashierPage.error(Integer.toString(status), text));
    answer.code = Integer.toString(status);
    answer.explanation = text;
    return answer;
  }

  /** Of the keys nothing is known before they are looked up, so this is no proof. */
  private Optional<Account> claimed(byte[] body) {
    Matcher found = CLAIMED.matcher(new String(body, StandardCharsets.UTF_8));
    return found.find() ? Optional.ofNullable(accounts.get(found.group(1))) : Optional.empty();
  }

  private static void settle(Answer answer) {
    Map<String, String> pairs = answer.pairs;
    Keys keys = answer.keys;
    if (pairs != null && keys != null && answer.signed) {
      pairs.put(CheckMac.FIELD, CheckMac.of(pairs, keys));
    }
  }

  private static void encode(Answer answer, Instant now) {
    Map<String, String> pairs = answer.pairs;
    Keys keys = answer.keys;
    String text = null;
    if (pairs != null) {
      text = answer.formEncoded ? FormText.write(pairs) : FormText.raw(pairs);
    } else if (answer.data != null && keys != null) {
      text = Json.text(Envelope.answer(keys, now, answer.data));
    }
    if (text != null) {
      answer.body = text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private void note(JournalEntry entry) {
    synchronized (journal) {
      if (journal.size() == KEPT) {
        journal.removeFirst();
      }
      journal.addLast(entry);
    }
  }
}
