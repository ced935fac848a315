// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * What an endpoint did with a catalogue.
 *
 * @param provider whose catalogue
 * @param endpoint where it went
 * @param results in the order of sending, the true ones included
 */
public record AttackReport(String provider, String endpoint, List<AttackResult> results) {

  /** Unmodifiable. */
  public AttackReport {
    results = List.copyOf(results);
  }

  /** The attacks that succeeded. */
  public List<AttackResult> believed() {
    return with(Verdict.BELIEVED);
  }

  /** The results with one verdict. */
  public List<AttackResult> with(Verdict verdict) {
    return results.stream().filter(result -> result.verdict() == verdict).toList();
  }

  /** Whether every true notification was acknowledged; otherwise the refusals prove nothing. */
  public boolean trueOnesAccepted() {
    return with(Verdict.TRUE_ONE_REFUSED).isEmpty();
  }

  /**
   * The exit status of the program.
   *
   * @return 1 if anything was believed or hung, else 3 if a true notification was not acknowledged,
   *     else 0
   */
  public int exitStatus() {
    if (!believed().isEmpty() || !with(Verdict.HUNG).isEmpty()) {
      return 1;
    }
    return trueOnesAccepted() ? 0 : 3;
  }

  /** For people: one line for each attack, then what a believed one costs, then the sum. */
  public String table() {
    int widest =
        results.stream().mapToInt(result -> result.attack().name().length()).max().orElse(1);
    StringBuilder text = new StringBuilder();
    for (AttackResult result : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-" + widest + "s  %-17s  %s",
              result.attack().name(),
              result.answer(),
              result.verdict()));
      if (result.verdict() == Verdict.BELIEVED || result.verdict() == Verdict.HUNG) {
        text.append(": ").append(result.attack().what()).append(' ').append(result.attack().cost());
      }
      if (!result.note().isEmpty()) {
        text.append(": ").append(result.note());
      }
      text.append('\n');
    }
    return text.append('\n').append(summary()).append('\n').toString();
  }

  /** For machines: one JSON object. */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("provider", provider);
    root.put("endpoint", endpoint);
    ArrayNode lines = root.putArray("results");
    for (AttackResult result : results) {
      ObjectNode line = lines.addObject();
      line.put("attack", result.attack().name());
      line.put("answer", result.answer());
      line.put("verdict", result.verdict().name());
      line.put("what", result.attack().what());
      line.put("cost", result.attack().cost());
      line.put("note", result.note());
    }
    ObjectNode sums = root.putObject("sums");
    for (Verdict verdict : Verdict.values()) {
      sums.put(verdict.name(), with(verdict).size());
    }
    root.put("exitStatus", exitStatus());
    return root.toString();
  }

  private String summary() {
    StringBuilder text = new StringBuilder();
    text.append(believed().size()).append(" believed, ");
    text.append(with(Verdict.REFUSED).size()).append(" refused, ");
    text.append(with(Verdict.ERROR).size()).append(" ended in an error, ");
    text.append(with(Verdict.HUNG).size()).append(" hung, ");
    text.append(with(Verdict.NOT_SHOWN).size()).append(" not shown.");
    if (!with(Verdict.NOT_SHOWN).isEmpty()) {
      text.append(" Give --probe-url and --victim to see whether those had an effect.");
    }
    if (!trueOnesAccepted()) {
      text.append(
          " The endpoint does not believe even a true one, so what it refused proves nothing.");
    }
    return text.toString();
  }
}
