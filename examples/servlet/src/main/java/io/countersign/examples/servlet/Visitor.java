// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.StringJoiner;

/** A customer, or with a key a member of the staff, who talks to the shop by HTTP. */
final class Visitor {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** From the range for documentation: an address that is nobody's. */
  private static final String PUBLIC_ADDRESS = "203.0.113.7";

  private final HttpClient http;
  private final URI shop;
  private final String staffKey;

  Visitor(URI shop, String staffKey) {
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    this.shop = shop;
    this.staffKey = staffKey;
  }

  /**
   * An answer of the shop.
   *
   * @param status the HTTP status
   * @param json its content
   */
  record Answer(int status, JsonNode json) {
    String text(String name) {
      return json.path(name).asText();
    }

    @Override
    public String toString() {
      return status + " " + json;
    }
  }

  Answer get(String path) {
    return json(HttpRequest.newBuilder(shop.resolve(path)).GET());
  }

  /** Sends a form: names and values in turn. */
  Answer post(String path, String... fields) {
    StringJoiner form = new StringJoiner("&");
    for (int i = 0; i < fields.length; i += 2) {
      form.add(fields[i] + "=" + URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return json(
        HttpRequest.newBuilder(shop.resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.toString())));
  }

  /** The text of a page anywhere, not only of the shop. */
  HttpResponse<String> page(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  private Answer json(HttpRequest.Builder request) {
    HttpResponse<String> answer =
        page(
            request
                .header("Authorization", "Bearer " + staffKey)
                .header("X-Forwarded-For", PUBLIC_ADDRESS)
                .header("Accept-Language", "en")
                .timeout(PATIENCE)
                .build());
    try {
      return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }
}
