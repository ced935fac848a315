// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.Attack.Kind;
import java.util.List;
import java.util.function.Function;

/** The true notification once more, in every way in which WeChat Pay repeats itself. */
final class RepeatedNotices {
  private static final String TWICE = "The shop ships a second time for one payment.";

  private RepeatedNotices() {}

  static List<Attack> all(NoticeMaker maker) {
    return List.of(
        repeated(
            maker,
            "same-notice-twice",
            "The same notification comes a second time, as it does when an answer is late.",
            List.of(notice -> notice)),
        repeated(
            maker,
            "same-notice-twice-at-once",
            "The same notification comes over two links at the same moment.",
            List.of(notice -> notice, notice -> notice)),
        repeated(
            maker,
            "same-event-under-another-id",
            "The same payment is told of under another notification id.",
            List.of(notice -> notice.id(Tokens.notificationId(maker.clock().instant())))));
  }

  private static Attack repeated(
      NoticeMaker maker, String name, String what, List<Function<Notice, Notice>> changes) {
    return new Attack(
        name,
        Kind.REPEATED,
        what,
        TWICE,
        () -> changes.stream().map(change -> change.apply(maker.trueOne()).message()).toList());
  }
}
