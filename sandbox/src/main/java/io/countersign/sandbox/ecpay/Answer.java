// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.plumbing.OutgoingAnswer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer on its way out, open to change until it is written. */
final class Answer extends OutgoingAnswer {
  static final String TEXT = "text/html; charset=utf-8";

  /** The pairs of the body, where it is made of pairs; the signature among them. */
  @Nullable Map<String, String> pairs;

  /** The data of the body, where it is an envelope. */
  @Nullable ObjectNode data;

  /** With whose keys the pairs are signed, or the data is sealed. */
  @Nullable Keys keys;

  boolean signed;

  /** Whether the call was proven with its merchant's keys. */
  boolean proven;

  boolean formEncoded;
  String code = RtnCode.OK;

  Answer() {
    super(TEXT);
  }

  static Answer html(int status, String html) {
    Answer answer = new Answer();
    answer.status = status;
    answer.body = html.getBytes(StandardCharsets.UTF_8);
    return answer;
  }

  static Answer redirect(String target) {
    Answer answer = new Answer();
    answer.status = 302;
    answer.headers.put("Location", target);
    return answer;
  }

  static Answer signedPairs(Map<String, String> fields, Keys keys) {
    Answer answer = pairs(fields);
    answer.keys = keys;
    answer.signed = true;
    return answer;
  }

  static Answer pairs(Map<String, String> fields) {
    Answer answer = new Answer();
    answer.pairs = new LinkedHashMap<>(fields);
    return answer;
  }

  static Answer json(ObjectNode json) {
    Answer answer = new Answer();
    answer.contentType = "application/json; charset=utf-8";
    answer.body = Json.text(json).getBytes(StandardCharsets.UTF_8);
    return answer;
  }

  static Answer sealed(ObjectNode data, Keys keys) {
    Answer answer = new Answer();
    answer.contentType = "application/json; charset=utf-8";
    answer.data = data;
    answer.keys = keys;
    return answer;
  }

  Answer because(Refusal refusal) {
    code = refusal.code;
    explanation = refusal.text();
    return this;
  }
}
