// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.plumbing.OutgoingAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Calls the gateway as a shop or a payer's browser does. */
final class FormClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final EcpayGateway gateway;
  private final EcpayMerchant merchant;

  FormClient(EcpayGateway gateway, EcpayMerchant merchant) {
    this.gateway = gateway;
    this.merchant = merchant;
  }

  /** A right order, for a test to change. */
  Map<String, String> order(String number, String method, String returnUrl) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("MerchantID", merchant.merchantId());
    fields.put("MerchantTradeNo", number);
    fields.put("MerchantTradeDate", Numbers.time(gateway.clock().instant()));
    fields.put("PaymentType", "aio");
    fields.put("TotalAmount", "1733");
    fields.put("TradeDesc", "促銷方案");
    fields.put("ItemName", "Tom's (big) tea~ 100%+1");
    fields.put("ReturnURL", returnUrl);
    fields.put("ChoosePayment", method);
    fields.put("EncryptType", "1");
    return fields;
  }

  Map<String, String> place(String number, String method) throws Exception {
    Map<String, String> fields = order(number, method, "https://shop.example/return");
    place(fields);
    return fields;
  }

  URI place(Map<String, String> fields) throws Exception {
    HttpResponse<String> answer = post(Operation.ORDER, fields);
    if (answer.statusCode() != 302) {
      throw new IllegalStateException(answer.body());
    }
    return URI.create(answer.headers().firstValue("Location").orElseThrow());
  }

  HttpResponse<String> post(Operation operation, Map<String, String> fields) throws Exception {
    return raw(operation.path, merchant.form(fields).fields());
  }

  HttpResponse<String> raw(String path, Map<String, String> fields)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(gateway.baseUri().resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(FormText.write(fields)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(Operation operation, Map<String, String> fields) throws Exception {
    return http.send(
        HttpRequest.newBuilder(gateway.baseUri().resolve(operation.path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofByteArray(merchant.form(fields).body()))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  String refusal(Map<String, String> fields) throws Exception {
    HttpResponse<String> answer = post(Operation.ORDER, fields);
    return answer.statusCode() == 200
        ? answer.headers().firstValue(OutgoingAnswer.EXPLANATION).orElse("")
        : "taken";
  }

  Map<String, String> stamped(String number) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("MerchantID", merchant.merchantId());
    fields.put("MerchantTradeNo", number);
    fields.put("TimeStamp", Long.toString(gateway.clock().instant().getEpochSecond()));
    return fields;
  }

  /** An answer's pairs, each split at its first equals sign. */
  static Map<String, String> pairs(HttpResponse<String> answer) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : answer.body().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      pairs.put(parts[0], parts[1]);
    }
    return pairs;
  }

  Map<String, String> query(String number) throws Exception {
    return pairs(post(Operation.QUERY, stamped(number)));
  }

  Map<String, String> act(String number, String action, long amount) throws Exception {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("MerchantID", merchant.merchantId());
    fields.put("MerchantTradeNo", number);
    fields.put("TradeNo", merchant.order(number).orElseThrow().tradeNo());
    fields.put("Action", action);
    fields.put("TotalAmount", Long.toString(amount));
    return pairs(post(Operation.CARD_ACTION, fields));
  }

  boolean proves(Map<String, String> pairs) {
    return CheckMac.proves(pairs, merchant.account().keys);
  }

  HttpResponse<String> press(URI page, String form) throws Exception {
    return press(page, form, "Accept", "application/json");
  }

  HttpResponse<String> press(URI page, String form, String... headers) throws Exception {
    return http.send(
        HttpRequest.newBuilder(page)
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> look(URI page) throws Exception {
    return http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
  }

  JsonNode outer(Operation operation, ObjectNode data) throws Exception {
    return outer(operation, envelope(operation, data));
  }

  /** Of a call that is answered by a file. */
  String csv(Operation operation, ObjectNode data) throws Exception {
    HttpResponse<String> answer = postJson(operation, envelope(operation, data));
    if (!answer.headers().firstValue("Content-Type").orElse("").startsWith("text/csv")) {
      throw new IllegalStateException(answer.body());
    }
    return answer.body();
  }

  private String envelope(Operation operation, ObjectNode data) {
    ObjectNode envelope = Json.object().put("MerchantID", merchant.merchantId());
    ObjectNode header =
        envelope.putObject("RqHeader").put("Timestamp", gateway.clock().instant().getEpochSecond());
    if (operation.aboutInvoices()) {
      header.put("Revision", "3.0.0");
    }
    envelope.put("Data", Sealed.seal(Json.text(data), keys(operation)));
    return envelope.toString();
  }

  JsonNode outer(Operation operation, String body) throws Exception {
    return JSON.readTree(postJson(operation, body).body());
  }

  private HttpResponse<String> postJson(Operation operation, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(gateway.baseUri().resolve(operation.path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  JsonNode sealed(Operation operation, ObjectNode data) throws Exception {
    JsonNode outer = outer(operation, data);
    return JSON.readTree(Sealed.open(outer.path("Data").asText(), keys(operation)));
  }

  private Keys keys(Operation operation) {
    Account account = merchant.account();
    return operation.aboutInvoices() ? account.invoiceKeys : account.keys;
  }

  JsonNode opened(JsonNode outer) throws Exception {
    return JSON.readTree(Sealed.open(outer.path("Data").asText(), merchant.account().keys));
  }
}
