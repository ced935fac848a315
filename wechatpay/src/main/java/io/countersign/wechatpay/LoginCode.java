// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.PayerAdvice;
import io.countersign.ProviderFields;
import io.countersign.Rejection;
import io.countersign.Rejection.Reason;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.spi.FieldRules;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.PercentEncoding;
import io.countersign.spi.RetryAfter;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges a visitor's code for who the visitor is. A code is good for five minutes and once, so a
 * lost answer is not asked for again. Status 200 and JSON (served as text) come with success and
 * failure alike; {@code errcode} tells which. (WeChat open platform, "小程序登录", "网页授权".)
 */
final class LoginCode {

  private static final long BUSY = -1;
  private static final long TOO_OFTEN = 45011;

  /** A limit of this many calls a minute and user. */
  private static final Duration UNTIL_LESS_OFTEN = Duration.ofMinutes(1);

  private final WeChatApp app;
  private final String code;

  LoginCode(WeChatApp app, @Nullable String code) {
    if (code == null) {
      throw new InvalidRequestException("code", "the one that WeChat gave the visitor, not none");
    }
    this.app = app;
    this.code = FieldRules.text("code", code, 1, 256);
  }

  /**
   * What the code stands for.
   *
   * @param path where
   * @param codeName what the code is called there
   * @param needed what the answer must have
   */
  ProviderFields exchange(
      String operation,
      String path,
      String codeName,
      List<String> needed,
      @Nullable Instant deadline) {
    String target =
        path
            + "?appid="
            + PercentEncoding.encode(app.appId)
            + "&secret="
            + PercentEncoding.encode(app.secretText())
            + "&"
            + codeName
            + "="
            + PercentEncoding.encode(code)
            + "&grant_type=authorization_code";
    Headers headers =
        Headers.builder()
            .add("Accept", "application/json")
            .add("User-Agent", RequestSigning.USER_AGENT)
            .build();
    return app.loop(deadline)
        .readOnce(
            operation,
            (now, timeout) ->
                HttpCall.of("GET", app.endpoint.resolve(target), headers, false, timeout),
            answer -> verdict(answer, needed));
  }

  private Verdict<ProviderFields> verdict(HttpAnswer answer, List<String> needed) {
    if (answer.status() != 200) {
      return new Verdict.Open<>(
          "HTTP " + answer.status(), RetryAfter.of(answer.headers(), app.now()));
    }
    ProviderFields fields;
    try {
      fields = JsonText.fields(answer.body());
    } catch (JsonFormatException unreadable) {
      return Verdict.open("the answer cannot be read: " + unreadable.getMessage());
    }
    if (fields.has("errcode")) {
      OptionalLong errcode = fields.number("errcode");
      if (errcode.isEmpty()) {
        return Verdict.open("the answer's errcode is not a number");
      }
      if (errcode.getAsLong() != 0) {
        return refused(errcode.getAsLong(), fields);
      }
    }
    for (String field : needed) {
      if (fields.text(field).orElse("").isBlank()) {
        return Verdict.open("the answer lacks " + field);
      }
    }
    return Verdict.accepted(fields);
  }

  private Verdict<ProviderFields> refused(long errcode, ProviderFields fields) {
    if (errcode == BUSY) {
      return new Verdict.NotNow<>("WeChat is busy (errcode -1)", Optional.empty());
    }
    if (errcode == TOO_OFTEN) {
      return new Verdict.NotNow<>(
          "this visitor logs in too often (errcode 45011)", Optional.of(UNTIL_LESS_OFTEN));
    }
    String code = Long.toString(errcode);
    Rejection.Builder rejection =
        switch (code) {
          case "40029" ->
              visitor(
                  code, "the code is not one of this app's or is too old: let the visitor log in");
          case "40163" ->
              visitor(
                  code,
                  "the code was used before, and each is good once: keep what the first call"
                      + " answered, or let the visitor log in again");
          case "40226" ->
              rejection(Reason.PAYER, code, "WeChat holds the visitor for a risk: no login for now")
                  .payerAdvice(PayerAdvice.OTHER_METHOD);
          case "40013" ->
              rejection(Reason.CONFIGURATION, code, "correct the app id, of this kind of app");
          case "40125" ->
              rejection(
                  Reason.CONFIGURATION, code, "correct the app secret; it may have been reset");
          default -> rejection(Reason.NOT_ALLOWED, code, "");
        };
    String message = fields.text("errmsg").orElse("");
    // WeChat does not repeat what it was sent; whoever else answers might.
    boolean harmless =
        !message.contains(this.code)
            && !message.contains(PercentEncoding.encode(this.code))
            && !message.contains(app.secretText());
    return new Verdict.Refused<>(rejection.message(harmless ? message : "").build());
  }

  private static Rejection.Builder visitor(String code, String remedy) {
    return rejection(Reason.PAYER, code, remedy).payerAdvice(PayerAdvice.TRY_AGAIN);
  }

  private static Rejection.Builder rejection(Reason reason, String code, String remedy) {
    return Rejection.of(WeChatPayClient.PROVIDER, reason, code).remedy(remedy).verified(false);
  }
}
