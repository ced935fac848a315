// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.plumbing.OutgoingAnswer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer on its way out, open to change until it is written. */
final class Answer extends OutgoingAnswer {
  /** What is said; without it the body is as it stands. */
  @Nullable Map<String, String> fields;

  Charset charset = StandardCharsets.UTF_8;

  /** Whose call it answers, once that is known. */
  @Nullable MerchantKeys keys;

  /** With what it is signed; with nothing before a merchant is known. */
  @Nullable Seal seal;

  boolean signed = true;

  /** Whether it goes out as a form does. */
  boolean formEncoded;

  /** What comes behind all fields. */
  String behind = "";

  String respCode = "00";

  Answer() {
    super("text/html;charset=utf-8");
  }

  /** Makes a page of it. */
  void page(int newStatus, String html) {
    status = newStatus;
    fields = null;
    body = html.getBytes(StandardCharsets.UTF_8);
    contentType = "text/html;charset=utf-8";
  }

  /** Signs what is said. */
  void settle() {
    Map<String, String> said = fields;
    Seal with = seal;
    if (said != null && with != null) {
      Map<String, String> stamped = with.stamp(said);
      fields = signed ? with.sign(stamped, charset) : new LinkedHashMap<>(stamped);
    }
  }

  /** Makes the body. */
  void compose() {
    Map<String, String> said = fields;
    if (said != null) {
      String text = formEncoded ? Pairs.encoded(said, charset) : Pairs.raw(said);
      body = (text + behind).getBytes(charset);
      contentType = "text/html;charset=" + charset.name();
    }
  }
}
