// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import java.util.Locale;
import java.util.Set;

/**
 * A path of ECPay's and what is known about it. (綠界科技 ECPay, each API's page; ECPay does not tell
 * the case of letters in paths apart.)
 *
 * @param text as given
 * @param service who serves it
 */
record RawPath(String text, Service service) {

  private static final int MOST_CHARACTERS = 200;

  /** Forms that must name their time. */
  private static final Set<String> STAMPED =
      Set.of(
          "/cashier/querytradeinfo/v5",
          "/cashier/querypaymentinfo",
          "/cashier/querycreditcardperiodinfo",
          "/cashier/creditcardperiodaction",
          "/helper/querylogisticstradeinfo/v2",
          "/helper/querylogisticstradeinfo/v5");

  /** Forms whose answers ECPay never signs: they are worth what the connection is worth. */
  private static final Set<String> NEVER_SIGNED =
      Set.of(
          "/creditdetail/doaction",
          "/creditdetail/querytrade/v2",
          "/cashier/querycreditcardperiodinfo",
          "/express/create",
          "/express/createtestdata",
          "/express/returnunimartcvs",
          "/express/returncvs",
          "/express/returnhilifecvs",
          "/express/returnhome",
          "/express/updatestoreinfo",
          "/express/cancelc2corder",
          "/helper/updateshipmentinfo",
          "/helper/getstorelist");

  /**
   * Reads a path.
   *
   * @throws InvalidRequestException if it is none of ECPay's
   */
  static RawPath of(String text) {
    // Bounded, because the expression needs stack for each segment.
    if (text.length() > MOST_CHARACTERS || !text.matches("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")) {
      throw new InvalidRequestException(
          "path", "an absolute path such as /Cashier/… of letters and digits, without a query");
    }
    return new RawPath(text, Service.ofPath(text));
  }

  boolean isStamped() {
    return STAMPED.contains(plain());
  }

  boolean isNeverSigned() {
    return NEVER_SIGNED.contains(plain());
  }

  /**
   * Whether it only asks, as its name says: questions are repeated, and a refund must not be. A
   * token is asked for by a call that begins an order.
   */
  boolean isQuestion() {
    String[] segments = text.split("/", -1);
    int last = segments.length - 1;
    String name = segments[segments[last].matches("[Vv][0-9]+") ? last - 1 : last];
    return (name.startsWith("Query") || name.startsWith("Get") || name.startsWith("Check"))
        && !name.startsWith("GetToken");
  }

  private String plain() {
    return text.toLowerCase(Locale.ROOT);
  }
}
