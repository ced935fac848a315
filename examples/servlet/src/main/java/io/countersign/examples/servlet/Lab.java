// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Attacks two shops in the same way, a naive one and this one, and tells what it cost. One run at a
 * time; its counters are sums over what the ledgers said.
 */
final class Lab {

  private static final String STORY = "lab.story";

  private final SmokeTable.Parts parts;
  private final Counters naive = new Counters();
  private final Counters ours = new Counters();

  /**
   * A lab.
   *
   * @param parts what our shop is built of; tests put faults in
   */
  Lab(SmokeTable.Parts parts) {
    this.parts = parts;
  }

  /** The attacks, the story and the counters; does not wait for a run. */
  Map<String, Object> contents() {
    List<Map<String, Object>> attacks =
        Stream.of(LabAttack.values())
            .map(
                attack -> {
                  Map<String, Object> json = new LinkedHashMap<>();
                  json.put("id", attack.id());
                  json.put("path", "/lab/" + attack.id());
                  json.put("key", key(attack));
                  json.put("title", attack.title());
                  json.put("text", attack.text());
                  return json;
                })
            .toList();
    Map<String, Object> story = new LinkedHashMap<>();
    story.put("path", "/lab/story");
    story.put("key", STORY);
    story.put("title", "The lost answer");
    story.put(
        "text", "The answer was lost after the gateway took the money: asked again, charged once.");
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("attacks", attacks);
    json.put("story", story);
    json.put("counters", counters());
    return json;
  }

  /** The same attack on both. */
  synchronized Map<String, Object> run(LabAttack attack) {
    LabEnd there = naive(attack);
    LabEnd here = ours(attack);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("attack", attack.id());
    json.put("key", key(attack));
    json.put("naive", there.json());
    json.put("ours", here.json());
    json.put("counters", counters());
    return json;
  }

  /** What happens here when an answer is lost after the gateway took the money. */
  synchronized Map<String, Object> story() {
    LabEnd end = ours(LabAttack.DROPPED_ANSWER);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", STORY);
    json.put("lanes", List.of("payer", "shop", "gateway"));
    json.put("events", end.events());
    json.put("side", end.json());
    json.put("counters", counters());
    return json;
  }

  /** The naive shop under an attack. */
  synchronized LabEnd naive(LabAttack attack) {
    return naive.counted(LabRun.of(attack, NaiveShop::new));
  }

  /** Our shop under an attack. */
  synchronized LabEnd ours(LabAttack attack) {
    return ours.counted(
        LabRun.of(attack, (sandbox, merchant, log) -> new OurSide(sandbox, merchant, log, parts)));
  }

  private Map<String, Object> counters() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("naive", naive.json());
    json.put("ours", ours.json());
    return json;
  }

  private static String key(LabAttack attack) {
    return "lab." + attack.id();
  }

  private static final class Counters {
    private long runs;
    private long chargedTwice;
    private long lost;
    private long forgedBelieved;

    synchronized LabEnd counted(LabEnd end) {
      runs++;
      chargedTwice += end.chargedTwice() ? 1 : 0;
      lost += end.lost() ? 1 : 0;
      forgedBelieved += end.shopLoses() > 0 ? 1 : 0;
      return end;
    }

    synchronized Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("runs", runs);
      json.put("chargedTwice", chargedTwice);
      json.put("lost", lost);
      json.put("forgedBelieved", forgedBelieved);
      return json;
    }
  }
}
