// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import io.countersign.sandbox.attack.Attack.Kind;
import io.countersign.sandbox.attack.Exchange.Answer;
import io.countersign.sandbox.attack.Exchange.End;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Sends a catalogue at an endpoint on loopback, a true notification first and last. Sends one
 * attack after the other; not for use by several threads at once.
 */
public final class AttackRun {
  private final LoopbackEndpoint endpoint;
  private final Duration patience;
  private final Optional<LoopbackEndpoint> probe;
  private boolean victimTouched;
  private boolean probeAnswers;
  private String seen = "";
  private Optional<String> lastSeen = Optional.empty();

  private AttackRun(
      LoopbackEndpoint endpoint, Duration patience, Optional<LoopbackEndpoint> probe) {
    this.endpoint = endpoint;
    this.patience = patience;
    this.probe = probe;
  }

  /**
   * Against an endpoint, with five seconds for each attack, which is as long as gateways wait.
   *
   * @param endpoint where notifications are received
   * @return a run without a probe
   */
  public static AttackRun against(LoopbackEndpoint endpoint) {
    return new AttackRun(endpoint, Duration.ofSeconds(5), Optional.empty());
  }

  /**
   * With another time for each attack.
   *
   * @param longest after it an attack counts as hung
   * @return a new run
   */
  public AttackRun patience(Duration longest) {
    return new AttackRun(endpoint, longest, probe);
  }

  /**
   * With an address that tells what the shop has done: its text must change when goods are shipped,
   * and at no other time. What ships later than it answers is laid to the next line's charge.
   *
   * @param address answered by GET with 200
   * @return a new run
   */
  public AttackRun probe(LoopbackEndpoint address) {
    return new AttackRun(endpoint, patience, Optional.of(address));
  }

  /**
   * Sends everything.
   *
   * @param attacks the catalogue
   * @return what became of it; it ends after the first line if nobody listens or answers
   * @throws IllegalArgumentException if the probe does not answer with 200
   */
  public AttackReport send(Attacks attacks) {
    victimTouched = false;
    lastSeen = Optional.empty();
    List<AttackResult> results = new ArrayList<>();
    seen = effects();
    AttackResult first = result(attacks, attacks.control());
    results.add(first);
    if (!first.answer().equals(Answer.without(End.NOBODY).toString())
        && !first.answer().equals(Answer.without(End.NO_ANSWER).toString())) {
      for (Attack attack : attacks.catalogue()) {
        results.add(result(attacks, attack));
      }
      results.add(result(attacks, attacks.control()));
    }
    return new AttackReport(attacks.provider(), endpoint.toString(), results);
  }

  private AttackResult result(Attacks attacks, Attack attack) {
    List<HostileMessage> messages = attack.messages().get();
    List<Answer> answers = Exchange.send(endpoint, messages, patience);
    // Compared with the look after the line before: an effect that came late is still found.
    String now = effects();
    boolean effect = attack.kind() != Kind.TRUE && !now.equals(seen);
    seen = now;
    boolean acknowledged =
        answers.stream().anyMatch(a -> attacks.acknowledges(a.status(), a.body()));
    boolean cutShort = messages.stream().anyMatch(message -> message.missingBytes() > 0);
    Verdict verdict = verdict(attacks, attack.kind(), cutShort, answers, acknowledged, effect);
    victimTouched |= verdict == Verdict.BELIEVED && attack.kind() != Kind.REPEATED;
    String answer = answers.stream().map(Answer::toString).collect(Collectors.joining(" + "));
    return new AttackResult(
        attack, answer, verdict, note(attacks, verdict, effect, acknowledged, answers));
  }

  private Verdict verdict(
      Attacks attacks,
      Kind kind,
      boolean cutShort,
      List<Answer> answers,
      boolean acknowledged,
      boolean effect) {
    if (effect) {
      return Verdict.BELIEVED;
    }
    if (kind == Kind.TRUE) {
      return acknowledged ? Verdict.ACCEPTED : Verdict.TRUE_ONE_REFUSED;
    }
    if (answers.stream().anyMatch(answer -> answer.end() == End.NO_ANSWER)) {
      return Verdict.HUNG;
    }
    if (acknowledged) {
      return switch (kind) {
        case HOSTILE -> Verdict.BELIEVED;
        case REPEATED -> probeAnswers ? Verdict.REFUSED : Verdict.NOT_SHOWN;
        case OTHER_EVENT ->
            probeAnswers && attacks.victimIsOpen() && !victimTouched
                ? Verdict.REFUSED
                : Verdict.NOT_SHOWN;
        case TRUE -> Verdict.ACCEPTED;
      };
    }
    // To hang up on a message that itself ends early is a refusal; many servers know no other.
    boolean broken =
        answers.stream()
            .anyMatch(
                answer ->
                    (answer.end() != End.ANSWERED && !(cutShort && answer.end() == End.BROKEN))
                        || answer.status() >= 500);
    return broken ? Verdict.ERROR : Verdict.REFUSED;
  }

  private String note(
      Attacks attacks,
      Verdict verdict,
      boolean effect,
      boolean acknowledged,
      List<Answer> answers) {
    if (verdict == Verdict.TRUE_ONE_REFUSED) {
      return switch (answers.get(0).end()) {
        case NOBODY -> "nobody listens at this address; start the endpoint first";
        case NO_ANSWER -> "no answer in time; the gateway would send it again";
        case BROKEN -> "the connection ended without an answer";
        case ANSWERED ->
            "it must be acknowledged. Is the endpoint configured with these credentials, and is its"
                + " clock right? "
                + attacks.needs();
      };
    }
    if (verdict == Verdict.BELIEVED && effect && !acknowledged) {
      return "it was not acknowledged, but the probe shows an effect";
    }
    if (verdict == Verdict.NOT_SHOWN && probe.isPresent() && !probeAnswers) {
      return "the probe did not answer";
    }
    return verdict == Verdict.REFUSED && acknowledged
        ? "acknowledged, and the probe shows no effect"
        : "";
  }

  /** What the probe says now; empty text without one. */
  private String effects() {
    if (probe.isEmpty()) {
      return "";
    }
    HostileMessage question = new HostileMessage("GET", List.of(), new byte[0], 0);
    Answer answer = Exchange.send(probe.get(), List.of(question), patience).get(0);
    probeAnswers = answer.status() == 200;
    if (probeAnswers) {
      lastSeen = Optional.of(new String(answer.body(), StandardCharsets.ISO_8859_1));
    }
    // A shop that an attack has brought down must not take the report with it.
    return lastSeen.orElseThrow(
        () ->
            new IllegalArgumentException(
                "the probe " + probe.get() + " must answer with 200, not: " + answer));
  }
}
