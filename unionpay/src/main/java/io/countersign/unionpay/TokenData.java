// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import io.countersign.spi.FieldRules;
import io.countersign.spi.FormFields;
import java.util.Map;
import java.util.Optional;

/** The group {@code tokenPayData}. (全渠道, Token 支付, tokenPayData.) */
final class TokenData {

  private static final String TOKENS = "01";

  private final String trId;

  /**
   * For one requestor.
   *
   * @param trId the number that UnionPay gave the merchant as one who asks for tokens
   */
  TokenData(String trId) {
    this.trId = FieldRules.token("trId", trId, 1, 32, "");
  }

  /** To ask for a token. */
  String asking() {
    return "{trId=" + trId + "&tokenType=" + TOKENS + "}";
  }

  /**
   * To name one.
   *
   * @throws InvalidRequestException if it cannot be one; it does not show it
   */
  String naming(PersonalText token) {
    return "{token=" + checked(token) + "&trId=" + trId + "}";
  }

  /** To ask for the follower of one. */
  String renewing(PersonalText token) {
    return "{token=" + checked(token) + "&trId=" + trId + "&tokenType=" + TOKENS + "}";
  }

  /** What an answer holds; nothing if it holds none that can be read. */
  static ProviderFields read(String group) {
    boolean braced = group.startsWith("{") && group.endsWith("}") && group.length() > 2;
    Optional<FormFields> parts =
        braced ? AnswerText.fields(group.substring(1, group.length() - 1)) : Optional.empty();
    return ProviderFields.of("", parts.isPresent() ? parts.get().asMap() : Map.of());
  }

  private static String checked(PersonalText token) {
    String text = token.reveal();
    if (text.length() < 6 || text.length() > 40 || !UnionPayPayerReturn.isNumber(text)) {
      throw new InvalidRequestException("token", "6 to 40 letters and digits, as UnionPay gave it");
    }
    return text;
  }
}
