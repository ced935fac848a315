// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.spring.KeyWatch.Standing;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether payments can be signed and proven, as far as that can be known without asking a provider.
 *
 * @param status {@code UP}; {@code DOWN} if a watched merchant cannot be opened, or they cannot be
 *     listed; {@code OUT_OF_SERVICE} if a merchant has no good key of some kind left
 * @param details how many merchants there are, whose keys end first, and what is wrong
 */
record MerchantHealth(String status, Map<String, Object> details) {

  static MerchantHealth of(KeyWatch keys) {
    KeyWatch.Look look = keys.look();
    List<Standing> all = look.merchants();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("merchants", all.size());
    Optional<Standing> first =
        all.stream()
            .filter(each -> each.endsAt().isPresent())
            .min(Comparator.comparing(each -> each.endsAt().orElseThrow()));
    first.ifPresent(
        soonest -> {
          details.put("firstKeyEnds", soonest.endsAt().orElseThrow().toString());
          details.put("firstKeyEndsInDays", days(keys, soonest));
          details.put("firstKeyIsOf", soonest.merchantId());
        });
    Map<String, String> problems = new LinkedHashMap<>();
    for (Standing each : all) {
      each.problem().ifPresent(problem -> problems.put(each.merchantId(), problem));
    }
    boolean ended = first.isPresent() && days(keys, first.get()) < 0;
    look.problem().ifPresent(problem -> details.put("problem", problem));
    if (!problems.isEmpty()) {
      details.put("problems", problems);
    }
    return new MerchantHealth(
        !problems.isEmpty() || look.problem().isPresent()
            ? "DOWN"
            : ended ? "OUT_OF_SERVICE" : "UP",
        details);
  }

  private static long days(KeyWatch keys, Standing standing) {
    return (long) Math.floor(keys.daysUntil(standing.endsAt().orElseThrow()));
  }
}
