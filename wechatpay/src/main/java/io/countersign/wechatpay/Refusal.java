// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.ProviderFields;
import io.countersign.Rejection;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the body of an answer other than 2xx: code, message, field, and the sign-error detail. */
final class Refusal {

  private final String code;
  private final ProviderFields fields;

  private Refusal(String code, ProviderFields fields) {
    this.code = code;
    this.fields = fields;
  }

  /** Empty if the body is not WeChat Pay's error form: HTML of a proxy, an empty body, no code. */
  static Optional<Refusal> of(HttpAnswer answer) {
    try {
      ProviderFields fields = JsonText.fields(answer.body());
      Optional<String> code = fields.text("code");
      return code.isEmpty() || code.get().isBlank() || code.get().length() > 64
          ? Optional.empty()
          : Optional.of(new Refusal(code.get(), fields));
    } catch (JsonFormatException notOurs) {
      return Optional.empty();
    }
  }

  String code() {
    return code;
  }

  /** The refusal in our words. */
  Rejection rejection(
      Operation operation,
      @Nullable ErrorCode known,
      boolean verified,
      HttpAnswer answer,
      @Nullable HttpCall sent) {
    Rejection.Builder rejection =
        Rejection.of(
                WeChatPayClient.PROVIDER,
                known == null ? Rejection.Reason.NOT_ALLOWED : known.reasonOn(operation),
                code)
            .message(fields.text("message").orElse(""))
            .verified(verified);
    String remedy = known == null ? "" : known.remedyOn(operation);
    if (known != null) {
      rejection.payerAdvice(known.advice());
    }
    Optional<String> field = detail("field");
    if (field.isPresent() && field.get().length() <= 256) {
      rejection.field(field.get());
    }
    Optional<String> requestId = answer.headers().first("Request-ID");
    if (requestId.isPresent() && requestId.get().length() <= 128) {
      rejection.requestId(requestId.get());
      Optional<String> meaning = InternalNumber.meaning(requestId.get());
      remedy = meaning.isPresent() ? remedy + " (" + meaning.get() + ")" : remedy;
    }
    if (known == ErrorCode.SIGN_ERROR && sent != null) {
      remedy = remedy + comparison(sent);
    }
    return rejection.remedy(remedy).build();
  }

  private Optional<String> detail(String name) {
    Optional<String> direct = fields.text("detail/" + name);
    return direct.isPresent() ? direct : fields.text("detail/detail/" + name);
  }

  /** What the gateway signed over, against what was sent; no address, it may name a person. */
  private String comparison(HttpCall sent) {
    String at = fields.has("detail/sign_information") ? "detail/" : "detail/detail/";
    Optional<String> method = fields.text(at + "sign_information/method");
    Optional<String> url = fields.text(at + "sign_information/url");
    Optional<String> length = fields.text(at + "sign_information/sign_message_length");
    if (method.isEmpty() || url.isEmpty()) {
      return "";
    }
    String path = sent.uri().getRawPath();
    String query = sent.uri().getRawQuery();
    String target = query == null ? path : path + "?" + query;
    boolean same = method.get().equals(sent.method()) && url.get().equals(target);
    return same
        ? "; WeChat Pay saw the same method and path, so key, serial number or clock are wrong"
            + (length.isPresent() ? " (it signed over " + bounded(length.get()) + " bytes)" : "")
        : "; WeChat Pay saw another method, path or query than was signed (it saw "
            + bounded(method.get())
            + " and "
            + url.get().length()
            + " characters, signed were "
            + sent.method()
            + " and "
            + target.length()
            + "): something on the way changes requests";
  }

  private static String bounded(String text) {
    return text.length() > 20 ? text.substring(0, 20) : text;
  }
}
