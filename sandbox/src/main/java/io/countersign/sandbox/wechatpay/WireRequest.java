// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request as it came over the wire, header names in lower case. */
// The bytes are handed on, never compared or printed.
@SuppressWarnings("ArrayRecordComponent")
record WireRequest(
    String method,
    String rawPath,
    @Nullable String rawQuery,
    Map<String, List<String>> headers,
    byte[] body) {

  /** What the signature covers: path and query in the octets of the wire. */
  String canonicalUrl() {
    return rawQuery == null ? rawPath : rawPath + "?" + rawQuery;
  }

  List<String> all(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  Map<String, String> query() throws Refusal {
    Map<String, String> values = new LinkedHashMap<>();
    if (rawQuery == null || rawQuery.isEmpty()) {
      return values;
    }
    for (String pair : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode("query", equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode("query", pair.substring(equals + 1));
      if (values.put(name, value) != null) {
        throw Refusal.field("query", name, null, "is given twice");
      }
    }
    return values;
  }

  /** Percent-decoding for paths and queries; a plus sign is a plus sign. */
  static String decode(String location, String raw) throws Refusal {
    byte[] octets = raw.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(octets.length);
    for (int i = 0; i < octets.length; i++) {
      if (octets[i] != '%') {
        out.put(octets[i]);
        continue;
      }
      int high = i + 2 < octets.length ? Character.digit(octets[i + 1], 16) : -1;
      int low = i + 2 < octets.length ? Character.digit(octets[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw Refusal.field(location, "", null, "has a broken percent escape");
      }
      out.put((byte) (high * 16 + low));
      i += 2;
    }
    out.flip();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(out).toString();
    } catch (CharacterCodingException e) {
      throw Refusal.field(location, "", null, "is not UTF-8 after percent-decoding");
    }
  }
}
