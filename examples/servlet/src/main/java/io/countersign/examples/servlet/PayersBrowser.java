// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static io.countersign.examples.servlet.SmokeTable.expect;
import static io.countersign.examples.servlet.SmokeTable.expectSame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a payer's browser does between the shop's page and the provider's: it reads the form that
 * stands in the page and posts it, and on the way back posts the other one or follows a link.
 */
final class PayersBrowser {

  private static final Pattern ACTION = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
  private static final Pattern INPUT =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI shop;
  private final Visitor payer;

  PayersBrowser(URI shop) {
    this.shop = shop;
    this.payer = new Visitor(shop, "");
  }

  /** Opens the shop's page, which posts its form; gives the cashier's page. */
  URI opens(URI page) {
    HttpResponse<String> shown = payer.page(HttpRequest.newBuilder(page).build());
    expectSame("answer of the shop's page", 200, shown.statusCode());
    URI target = action(shown.body());
    String policy = shown.headers().firstValue("Content-Security-Policy").orElse("");
    expect(
        policy.contains("form-action https: " + target.getScheme() + "://" + target.getAuthority())
            && !policy.contains("unsafe"),
        "the page's policy is " + policy);
    expectSame("Cache-Control", "no-store", shown.headers().firstValue("Cache-Control").orElse(""));
    return submits(shown.body());
  }

  private static URI action(String html) {
    Matcher action = ACTION.matcher(html);
    expect(action.find(), "the shop's page has no form");
    return URI.create(unescaped(action.group(1)));
  }

  /** Posts the form of a page; gives the cashier's page. */
  URI submits(String html) {
    URI target = action(html);
    List<String> fields = new ArrayList<>();
    Matcher input = INPUT.matcher(html);
    while (input.find()) {
      fields.add(field(unescaped(input.group(1)), unescaped(input.group(2))));
    }
    HttpResponse<String> taken = posts(target, String.join("&", fields));
    expectSame("answer of the provider's order page", 302, taken.statusCode());
    return target.resolve(taken.headers().firstValue("Location").orElseThrow());
  }

  /** Posts a form as the cashier's page does. */
  HttpResponse<String> posts(URI address, String form) {
    return payer.page(
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build());
  }

  /** Presses the cashier's way back to the shop; gives the address to which the shop leads on. */
  URI comesBack(URI cashier) {
    JsonNode page = read(cashier);
    JsonNode back = page.path("back");
    if (!back.isTextual()) {
      return ledOn(posts(back.path("action").asText(), back.path("fields")));
    }
    return ledOn(
        page.has("fields") ? posts(back.asText(), page.path("fields")) : follows(back.asText()));
  }

  /** Leaves the cashier's page by its link without having paid; gives the same address. */
  URI leaves(URI cashier) {
    return ledOn(follows(read(cashier).path("leave").asText()));
  }

  private JsonNode read(URI cashier) {
    HttpResponse<String> shown =
        payer.page(HttpRequest.newBuilder(cashier).header("Accept", "application/json").build());
    try {
      return JSON.readTree(shown.body());
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }

  private URI ledOn(HttpResponse<String> answer) {
    expectSame("answer to the browser that comes back", 303, answer.statusCode());
    return shop.resolve(answer.headers().firstValue("Location").orElse(""));
  }

  private HttpResponse<String> follows(String link) {
    return payer.page(HttpRequest.newBuilder(URI.create(link)).build());
  }

  private HttpResponse<String> posts(String action, JsonNode form) {
    List<String> fields = new ArrayList<>();
    form.properties()
        .forEach(field -> fields.add(field(field.getKey(), field.getValue().asText())));
    return posts(URI.create(action), String.join("&", fields));
  }

  private static String field(String name, String value) {
    return FormText.encoded(name) + "=" + FormText.encoded(value);
  }

  private static String unescaped(String html) {
    return html.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }
}
