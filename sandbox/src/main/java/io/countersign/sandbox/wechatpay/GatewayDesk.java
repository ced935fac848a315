// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes one API call from its first byte to its last: fault, proof, headers, work, answer, journal.
 */
final class GatewayDesk implements HttpHandler {
  private static final int LARGEST_BODY = 2 * 1024 * 1024;

  private final Clock clock;
  private final Map<String, Account> accounts;
  private final Reception reception;
  private final Routes routes;
  private final FaultPlan faults;
  private final Journal journal;
  private final AnswerWriter writer;

  GatewayDesk(
      Clock clock,
      Map<String, Account> accounts,
      Reception reception,
      Routes routes,
      FaultPlan faults,
      Journal journal,
      AnswerWriter writer) {
    this.clock = clock;
    this.accounts = accounts;
    this.reception = reception;
    this.routes = routes;
    this.faults = faults;
    this.journal = journal;
    this.writer = writer;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    WireRequest request = read(exchange, body);
    Instant now = clock.instant();
    Routes.Found found = routes.find(request);
    Optional<Fault> fault = fault(request, found.operation());
    Work work = new Work();
    if (fault.isPresent() && !fault.get().processed()) {
      work.account = Authorization.claimedMchid(request).map(accounts::get).orElse(null);
      work.answer = Answer.empty();
      work.answer.status = 0;
    } else {
      work.run(request, found, now);
    }
    fault.ifPresent(met -> met.apply(work.answer));
    String requestId = Tokens.requestId() + "-" + work.answer.number;
    journal.add(entry(request, found.operation(), work, requestId, now, fault));
    writer.write(
        exchange, work.answer, work.account, request.first("Wechatpay-Serial"), requestId, now);
  }

  /** What is known and decided about one call so far. */
  private final class Work {
    @Nullable Account account;
    boolean proven;
    Answer answer = Answer.empty();

    void run(WireRequest request, Routes.Found found, Instant now) {
      try {
        if (request.body().length > LARGEST_BODY) {
          throw Refusal.field("body", "", null, "is longer than 2 MiB");
        }
        Account caller = reception.prove(request, now);
        account = caller;
        proven = true;
        Reception.checkHeaders(request, caller, found.operation());
        answer = found.handler().answer(new Call(caller, request, found.values(), now));
      } catch (Refusal refusal) {
        answer = Answer.of(refusal);
        if (account == null || !account.signsRefusals) {
          answer.signing = Answer.Signing.NONE;
        }
      } catch (RuntimeException bug) {
        answer =
            Answer.error(
                500, ErrorCode.SYSTEM_ERROR.name(), "the sandbox itself failed: " + bug, null);
      }
    }
  }

  private Optional<Fault> fault(WireRequest request, Operation operation) {
    return Authorization.claimedMchid(request)
        .map(accounts::get)
        .flatMap(account -> account.faults.take(operation))
        .or(() -> faults.take(operation));
  }

  private static WireRequest read(HttpExchange exchange, byte[] body) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    URI uri = exchange.getRequestURI();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return new WireRequest(exchange.getRequestMethod(), path, uri.getRawQuery(), headers, body);
  }

  private static JournalEntry entry(
      WireRequest request,
      Operation operation,
      Work work,
      String requestId,
      Instant now,
      Optional<Fault> fault) {
    Account account = work.account;
    return new JournalEntry(
        now,
        operation,
        account != null && work.proven ? Optional.of(account.mchid) : Optional.empty(),
        request.method(),
        request.rawPath(),
        work.answer.status,
        work.answer.code,
        work.answer.explanation,
        requestId,
        fault.map(Fault::toString));
  }
}
