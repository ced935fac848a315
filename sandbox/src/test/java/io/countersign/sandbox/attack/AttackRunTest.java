// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.sandbox.attack.Attack.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What an answer to an attack means")
class AttackRunTest {
  private static final String OK = "HTTP/1.1 204 No Content\r\n\r\n";

  @ParameterizedTest
  @CsvSource({
    "200 OK|, BELIEVED",
    "204 No Content|, BELIEVED",
    "201 Created|Content-Length: 2;;ok, BELIEVED",
    "200 OK|Content-Length: 15;;{\"code\":\"FAIL\"}, REFUSED",
    "200 OK|Transfer-Encoding: chunked;;f;{\"code\":\"FAIL\"};0;, REFUSED",
    "401 Unauthorized|Content-Length: 0, REFUSED",
    "302 Found|Location: http://127.0.0.1:1/, REFUSED",
    "500 Oops|Content-Length: 100;;cut, ERROR",
  })
  void theAnswerDecides(String answer, Verdict verdict) throws IOException {
    String wire = ("HTTP/1.1 " + answer.replace("|", "\r\n").replace(";", "\r\n") + "\r\n");
    wire = wire.contains("\r\n\r\n") ? wire : wire + "\r\n";
    try (Scripted endpoint = new Scripted(hostileOnly(wire))) {
      AttackReport report = patient(endpoint.address()).send(new OneAttack());

      assertThat(report.results().get(1).verdict()).as(report.table()).isEqualTo(verdict);
      assertThat(report.trueOnesAccepted()).isTrue();
    }
  }

  /** Who answers is waited for, however slow the machine is. */
  private static AttackRun patient(LoopbackEndpoint endpoint) {
    return AttackRun.against(endpoint).patience(Duration.ofMinutes(10));
  }

  @Test
  void whoHangsUpHasMadeAnError() throws IOException {
    try (Scripted endpoint = new Scripted(hostileOnly(""))) {
      AttackReport report = patient(endpoint.address()).send(new OneAttack());

      assertThat(report.results().get(1).answer()).isEqualTo("connection closed");
      assertThat(report.results().get(1).verdict()).isEqualTo(Verdict.ERROR);
      assertThat(report.exitStatus()).isZero();
    }
  }

  @Test
  void whoHangsUpOnAMessageThatEndsEarlyHasRefusedIt() throws IOException {
    try (Scripted endpoint = new Scripted(hostileOnly(""))) {
      AttackReport report =
          patient(endpoint.address()).send(new OneAttack(Kind.HOSTILE, "hostile".length()));

      assertThat(report.results().get(1).answer()).isEqualTo("connection closed");
      assertThat(report.results().get(1).verdict()).isEqualTo(Verdict.REFUSED);
    }
  }

  @Test
  void whoDoesNotAnswerInTimeHangs() throws IOException {
    try (Scripted endpoint = new Scripted(hostileOnly("hang"))) {
      AttackReport report =
          AttackRun.against(endpoint.address())
              .patience(Duration.ofSeconds(5))
              .send(new OneAttack());

      assertThat(report.results().get(1).verdict()).isEqualTo(Verdict.HUNG);
      assertThat(report.results().get(2).verdict()).isEqualTo(Verdict.ACCEPTED);
      assertThat(report.exitStatus()).isEqualTo(1);
      assertThat(report.table()).contains("hung: What is wrong. What it costs.");
    }
  }

  @Test
  void whereNobodyListensTheRunEndsAtOnce() throws IOException {
    LoopbackEndpoint nobody;
    try (Scripted closed = new Scripted(request -> OK)) {
      nobody = closed.address();
    }

    AttackReport report = patient(nobody).send(new OneAttack());

    assertThat(report.results()).hasSize(1);
    assertThat(report.table()).contains("nobody listens");
    assertThat(report.exitStatus()).isEqualTo(3);
  }

  @Test
  void whereTheTrueOneHangsTheRunEndsToo() throws IOException {
    try (Scripted endpoint = new Scripted(request -> "hang")) {
      AttackReport report =
          AttackRun.against(endpoint.address())
              .patience(Duration.ofMillis(300))
              .send(new OneAttack());

      assertThat(report.results()).hasSize(1);
      assertThat(report.exitStatus()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource({"200 OK, REFUSED", "503 Down, NOT_SHOWN"})
  void aProbeThatFallsSilentShowsNothing(String later, Verdict verdict) throws IOException {
    List<String> looks = new ArrayList<>();
    Function<String, String> shop =
        request -> {
          if (!request.startsWith("GET")) {
            return OK;
          }
          looks.add(request);
          String status = looks.size() <= 2 ? "200 OK" : later;
          return "HTTP/1.1 " + status + "\r\nContent-Length: 1\r\n\r\n0";
        };
    try (Scripted endpoint = new Scripted(shop)) {
      AttackReport report =
          patient(endpoint.address()).probe(endpoint.address()).send(new OneAttack(Kind.REPEATED));

      assertThat(report.results().get(1).verdict()).as(report.table()).isEqualTo(verdict);
      assertThat(report.results().get(1).note()).contains("the probe");
    }
  }

  @Test
  void anEffectThatTheProbeShowsIsBeliefWhateverWasAnswered() throws IOException {
    List<String> effects = new ArrayList<>(List.of("0"));
    Function<String, String> shop =
        request -> {
          if (request.startsWith("GET")) {
            return "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + effects.get(effects.size() - 1);
          }
          if (request.contains("hostile")) {
            effects.add("1");
            return "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n";
          }
          return OK;
        };
    try (Scripted endpoint = new Scripted(shop)) {
      AttackReport report =
          patient(endpoint.address()).probe(endpoint.address()).send(new OneAttack());

      assertThat(report.believed())
          .singleElement()
          .satisfies(result -> assertThat(result.note()).contains("the probe shows an effect"));
    }
  }

  @Test
  void aProbeThatDoesNotAnswerIsSaidAtOnce() throws IOException {
    try (Scripted endpoint = new Scripted(request -> "HTTP/1.1 404 No\r\n\r\n")) {
      AttackRun run = patient(endpoint.address()).probe(endpoint.address());

      assertThatIllegalArgumentException()
          .isThrownBy(() -> run.send(new OneAttack()))
          .withMessageContaining("must answer with 200, not: 404");
      assertThat(endpoint.requests).hasSize(1);
    }
  }

  @Test
  void theReportReadsAsJson() throws IOException {
    try (Scripted endpoint = new Scripted(request -> OK)) {
      String json = patient(endpoint.address()).send(new OneAttack()).json();

      assertThat(json)
          .contains("\"attack\":\"one\"", "\"verdict\":\"BELIEVED\"", "\"BELIEVED\":1")
          .contains("\"exitStatus\":1")
          .doesNotContain("\n");
    }
  }

  private static Function<String, String> hostileOnly(String answer) {
    return request -> request.contains("hostile") ? answer : OK;
  }

  private record OneAttack(Kind kind, int missingBytes) implements Attacks {
    OneAttack() {
      this(Kind.HOSTILE);
    }

    OneAttack(Kind kind) {
      this(kind, 0);
    }

    @Override
    public String provider() {
      return "test";
    }

    @Override
    public String needs() {
      return "Nothing.";
    }

    @Override
    public boolean victimIsOpen() {
      return true;
    }

    @Override
    public Attack control() {
      return attack("true", Kind.TRUE, 0);
    }

    @Override
    public List<Attack> catalogue() {
      return List.of(attack("one", kind, missingBytes));
    }

    @Override
    public boolean acknowledges(int status, byte[] body) {
      boolean says = new String(body, StandardCharsets.UTF_8).contains("FAIL");
      return status >= 200 && status < 300 && !says;
    }

    private static Attack attack(String name, Kind kind, int missingBytes) {
      byte[] body = (kind == Kind.TRUE ? "true" : "hostile").getBytes(StandardCharsets.UTF_8);
      return new Attack(
          name,
          kind,
          "What is wrong.",
          "What it costs.",
          () -> List.of(new HostileMessage("POST", List.of(), body, missingBytes)));
    }
  }

  /** Answers each request with scripted bytes: none hangs up, "hang" never answers. */
  private static final class Scripted implements AutoCloseable {
    final List<String> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final Function<String, String> script;

    Scripted(Function<String, String> script) throws IOException {
      this.script = script;
      socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(this::serve, "scripted");
      thread.setDaemon(true);
      thread.start();
    }

    LoopbackEndpoint address() {
      return LoopbackEndpoint.of("http://127.0.0.1:" + socket.getLocalPort() + "/notify");
    }

    @Override
    public void close() throws IOException {
      socket.close();
      for (Socket one : open) {
        one.close();
      }
    }

    private void serve() {
      while (!socket.isClosed()) {
        try {
          Socket one = socket.accept();
          open.add(one);
          answer(one);
        } catch (IOException closed) {
          return;
        } catch (UncheckedIOException gone) {
          // The next one, then.
        }
      }
    }

    private void answer(Socket one) throws IOException {
      String request = read(one.getInputStream());
      requests.add(request);
      String answer = script.apply(request);
      if (!answer.equals("hang")) {
        one.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        one.close();
      }
    }

    private static String read(InputStream in) throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.indexOf("\r\n\r\n") < 0) {
        text.append((char) in.read());
      }
      int at = text.indexOf("Content-Length: ");
      int length = at < 0 ? 0 : Integer.parseInt(text.substring(at + 16, text.indexOf("\r\n", at)));
      return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
  }
}
