// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A call in an encrypted envelope, opened.
 *
 * @param sender whose keys sealed it: the merchant or its platform
 * @param account the merchant that it is about
 * @param keys the pair that sealed it, which seals the answer as well
 * @param data what was inside
 */
record Envelope(Account sender, Account account, Keys keys, ObjectNode data) {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  static Envelope open(Operation operation, byte[] body, Map<String, Account> accounts, Instant now)
      throws Refusal {
    ObjectNode outer = object(new String(body, StandardCharsets.UTF_8), "the body");
    Account sender = accounts.get(outer.path("MerchantID").asText());
    if (sender == null) {
      throw Refusal.field("MerchantID", "names no merchant of this gateway");
    }
    String stamp = outer.path("RqHeader").path("Timestamp").asText();
    if (!stamp.matches("[0-9]{1,11}")) {
      throw Refusal.field("RqHeader.Timestamp", "must be Unix seconds");
    }
    if (Duration.between(Instant.ofEpochSecond(Long.parseLong(stamp)), now).abs().compareTo(WINDOW)
        > 0) {
      throw Refusal.field("RqHeader.Timestamp", "is more than 10 minutes from the gateway's time");
    }
    if (operation.aboutInvoices()
        && !outer.path("RqHeader").path("Revision").asText().equals(InvoiceCalls.REVISION)) {
      throw Refusal.field("RqHeader.Revision", "must be " + InvoiceCalls.REVISION);
    }
    Keys keys = operation.aboutInvoices() ? sender.invoiceKeys : sender.keys;
    ObjectNode data;
    try {
      data = object(Sealed.open(outer.path("Data").asText(), keys), "Data");
    } catch (IllegalArgumentException e) {
      throw new Refusal(RtnCode.UNNAMED, "Data was not encrypted with this merchant's keys");
    }
    String platform = data.path("PlatformID").asText("");
    String merchant = data.path("MerchantID").asText("");
    if (platform.isEmpty() || merchant.equals(sender.keys.merchantId())) {
      if (!merchant.equals(sender.keys.merchantId())) {
        throw Refusal.field("Data.MerchantID", "is another than the envelope's");
      }
      return new Envelope(sender, sender, keys, data);
    }
    Account shop = sender.shops.get(merchant);
    if (!platform.equals(sender.keys.merchantId()) || shop == null) {
      throw Refusal.field("Data.MerchantID", "is not a merchant of the envelope's platform");
    }
    return new Envelope(sender, shop, keys, data);
  }

  static ObjectNode answer(Keys keys, Instant now, ObjectNode data) {
    ObjectNode envelope = Json.object();
    envelope.put("MerchantID", keys.merchantId());
    envelope.putObject("RpHeader").put("Timestamp", now.getEpochSecond());
    envelope.put("TransCode", 1);
    envelope.put("TransMsg", "Success");
    envelope.put("Data", Sealed.seal(Json.text(data), keys));
    return envelope;
  }

  /** For what could not be opened: no data. */
  static ObjectNode refusal(String text) {
    ObjectNode envelope = Json.object();
    envelope.put("MerchantID", "");
    envelope.putNull("RpHeader");
    envelope.put("TransCode", 0);
    envelope.put("TransMsg", text);
    envelope.putNull("Data");
    return envelope;
  }

  String text(String pointer) {
    return text(data.at(pointer));
  }

  static String text(JsonNode node) {
    return node.isMissingNode() || node.isNull() ? "" : node.asText();
  }

  private static ObjectNode object(String text, String name) throws Refusal {
    try {
      return Json.read(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.field(name, String.valueOf(e.getMessage()));
    }
  }
}
