// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Pem;
import io.countersign.ReceivedRequest;
import io.countersign.spi.FormFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A notification of Alipay's own, with the key that proves it, from the tests of its SDK for
 * Node.js.
 *
 * @param publicKey Alipay's key for that application
 * @param sentAt its {@code notify_time}
 * @param fields all of them, signature and its type as well
 */
record PublishedNotice(Pem publicKey, Instant sentAt, FormFields fields) {

  /** A payment; signed in the first way. */
  static PublishedNotice ofPayment() {
    return read("published-payment-notice.txt");
  }

  /** A message to an application; signed in the second way. */
  static PublishedNotice ofMessage() {
    return read("published-message.txt");
  }

  /** The key in the first line, then one field a line. */
  private static PublishedNotice read(String name) {
    List<String> lines;
    try (InputStream in = PublishedNotice.class.getResourceAsStream(name)) {
      lines =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    FormFields fields = new FormFields();
    for (String line : lines.subList(1, lines.size())) {
      int equals = line.indexOf('=');
      fields.put(line.substring(0, equals), line.substring(equals + 1));
    }
    Instant sentAt = BeijingTime.parse(fields.text("notify_time")).orElseThrow();
    return new PublishedNotice(Pem.text(lines.get(0)), sentAt, fields);
  }

  /** The same with another value under the old signature. */
  PublishedNotice tampered(String name, String value) {
    FormFields changed = copy().put(name, value);
    return new PublishedNotice(publicKey, sentAt, changed);
  }

  /** The same without a field under the old signature. */
  PublishedNotice without(String name) {
    return new PublishedNotice(publicKey, sentAt, copy().without(name));
  }

  private FormFields copy() {
    FormFields copy = new FormFields();
    fields.asMap().forEach(copy::put);
    return copy;
  }

  /** As it came, a minute after it was sent. */
  ReceivedRequest received() {
    return received(sentAt.plusSeconds(60));
  }

  ReceivedRequest received(Instant at) {
    return ReceivedRequest.of(Map.of(), fields.encoded(), at);
  }
}
