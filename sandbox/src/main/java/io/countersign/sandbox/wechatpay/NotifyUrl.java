// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.plumbing.LoopbackClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Rules for the addresses that notifications go to. */
final class NotifyUrl {
  private static final Pattern PRIVATE =
      Pattern.compile(
          "(10\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|169\\.254\\.|127\\.|0\\.)[0-9.]+");

  private NotifyUrl() {}

  static void check(JsonNode body, boolean loopbackAllowed) throws Refusal {
    JsonNode node = body.get("notify_url");
    if (node == null) {
      return;
    }
    String issue = issue(node.textValue(), loopbackAllowed);
    if (!issue.isEmpty()) {
      throw Refusal.field("body", "/notify_url", node, issue);
    }
  }

  static boolean isLoopback(URI uri) {
    return LoopbackClient.isLoopback(uri);
  }

  private static String issue(String text, boolean loopbackAllowed) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return "is not a URL";
    }
    String scheme = uri.getScheme();
    if (uri.getHost() == null || scheme == null) {
      return "must be an absolute URL with a host";
    }
    if (uri.getRawQuery() != null) {
      return "must have no query string";
    }
    if (uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
      return "must have neither fragment nor user name";
    }
    if (uri.getRawPath() == null || uri.getRawPath().isEmpty()) {
      return "must have a path";
    }
    if (isLoopback(uri)) {
      boolean web = scheme.equals("http") || scheme.equals("https");
      return loopbackAllowed && web ? "" : "must be public, loopback cannot be reached";
    }
    if (!scheme.equals("https")) {
      return "must begin with https://";
    }
    boolean local = PRIVATE.matcher(uri.getHost()).matches() || !uri.getHost().contains(".");
    return local ? "must be public, this host cannot be reached" : "";
  }
}
