// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request from a proven merchant, with the values out of its path. */
record Call(Account account, WireRequest request, Map<String, String> path, Instant now) {

  /** What answers a call. */
  interface Handler {
    Answer answer(Call call) throws Refusal;
  }

  String value(String name) {
    return path.getOrDefault(name, "");
  }

  ObjectNode body(ObjectShape shape) throws Refusal {
    noQuery();
    ObjectNode body = StrictJson.requestBody(request.body());
    shape.check("", body);
    return body;
  }

  void noQuery() throws Refusal {
    query(List.of());
  }

  Map<String, String> query(List<String> allowed) throws Refusal {
    Map<String, String> given = request.query();
    for (String name : given.keySet()) {
      if (!allowed.contains(name)) {
        String issue = "illegal extra parameter, this call does not list it";
        throw Refusal.field(ErrorCode.EXTRA_PARAMETER, "query", name, null, issue);
      }
    }
    return given;
  }

  void sameMchid(JsonNode body) throws Refusal {
    if (!body.path("mchid").asText().equals(account.mchid)) {
      throw Refusal.field("body", "/mchid", body.get("mchid"), "is not the mchid of Authorization");
    }
  }

  void queryMchid() throws Refusal {
    String given = query(List.of("mchid")).get("mchid");
    if (given == null) {
      throw Refusal.field("query", "mchid", null, "is missing, it is required");
    }
    if (!given.equals(account.mchid)) {
      String message = "query parameter 'mchid' is not the mchid of Authorization";
      throw Refusal.of(ErrorCode.INVALID_REQUEST, ErrorCode.MCHID_OF_ANOTHER_ORDER, message);
    }
  }

  /** The plain text of an {@code ENC} field; empty when the field is not there. */
  Optional<String> decrypted(JsonNode body, String pointer) throws Refusal {
    JsonNode field = body.at(pointer);
    if (field.isMissingNode()) {
      return Optional.empty();
    }
    String serial =
        request
            .first("Wechatpay-Serial")
            .orElseThrow(
                () ->
                    Refusal.header(
                        "Wechatpay-Serial",
                        "is missing, the encrypted field " + pointer + " needs it"));
    PlatformKey key =
        account
            .keys
            .named(serial)
            .orElseThrow(
                () ->
                    Refusal.header(
                        "Wechatpay-Serial", "names a key that is not in use for this merchant"));
    Optional<String> plain = Rsa.decrypt(key.pair().getPrivate(), field.asText());
    if (plain.isEmpty()) {
      String issue =
          "cannot be decrypted with the key that Wechatpay-Serial names (RSA-OAEP, SHA-1, Base64)";
      throw Refusal.field("body", pointer, null, issue);
    }
    return plain;
  }
}
