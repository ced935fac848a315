// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.sandbox.alipay.AlipayMerchant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A shop that takes Alipay's notifications with all care, but for one planted lapse. */
final class PlantedAlipayShop implements AutoCloseable {
  static final String ORDER = "PLANTED1";
  static final String VICTIM = "PLANTED2";

  private final AlipayMerchant merchant;
  private final String lapse;
  private final HttpServer server;
  private final Set<String> shipped = ConcurrentHashMap.newKeySet();
  private final AtomicInteger parcels = new AtomicInteger();

  PlantedAlipayShop(AlipayMerchant merchant, String lapse) throws IOException {
    this.merchant = merchant;
    this.lapse = lapse;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work);
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/notify", exchange -> send(exchange, answer(exchange)));
    server.createContext("/parcels", exchange -> send(exchange, "parcels: " + parcels));
    server.start();
  }

  LoopbackEndpoint at(String path) {
    return LoopbackEndpoint.of("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private boolean lacks(String care) {
    return lapse.equals(care);
  }

  private String answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(64 * 1024);
    String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    if (!exchange.getRequestMethod().equals("POST") || !type.startsWith("application/x-www")) {
      return "fail";
    }
    try {
      return taken(new String(body, StandardCharsets.US_ASCII)) ? "success" : "fail";
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return "fail";
    }
  }

  private boolean taken(String form) throws GeneralSecurityException {
    Charset charset = Charset.forName(form.contains("charset=GBK") ? "GBK" : "UTF-8");
    TreeMap<String, String> fields = new TreeMap<>();
    for (String pair : form.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      String value = URLDecoder.decode(sides[sides.length - 1], charset);
      boolean again = fields.containsKey(sides[0]);
      if (again && !lacks("twice")) {
        return false;
      }
      fields.put(sides[0], value);
    }
    boolean cut = fields.values().stream().anyMatch(value -> value.contains("&zz=&"));
    boolean hidden = fields.containsKey("zz");
    if ((cut || hidden) && !lacks("cut") || !proven(fields, charset)) {
      return false;
    }
    if (lacks("twice") && form.startsWith("total_amount=")) {
      fields.put("total_amount", form.substring("total_amount=".length(), form.indexOf('&')));
    }
    return mine(fields) && acted(fields);
  }

  private boolean proven(TreeMap<String, String> fields, Charset charset)
      throws GeneralSecurityException {
    if (lacks("signature")) {
      return true;
    }
    String type = fields.getOrDefault("sign_type", "");
    if (!type.equals("RSA2") && !lacks("type")) {
      return false;
    }
    String text =
        fields.entrySet().stream()
            .filter(field -> !Set.of("sign", "sign_type").contains(field.getKey()))
            .filter(field -> !field.getValue().isBlank())
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("&"));
    Signature signature =
        Signature.getInstance(type.equals("RSA") ? "SHA1withRSA" : "SHA256withRSA");
    PublicKey key =
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new X509EncodedKeySpec(Base64.getDecoder().decode(merchant.alipayPublicKey())));
    signature.initVerify(key);
    signature.update(text.getBytes(charset));
    return signature.verify(Base64.getDecoder().decode(fields.getOrDefault("sign", "")));
  }

  private boolean mine(Map<String, String> fields) {
    return (lacks("app") || merchant.appId().equals(fields.get("app_id")))
        && (lacks("merchant") || merchant.sellerId().equals(fields.get("seller_id")))
        && Set.of(ORDER, VICTIM).contains(fields.getOrDefault("out_trade_no", ""));
  }

  private boolean acted(Map<String, String> fields) {
    String status = fields.getOrDefault("trade_status", "");
    boolean payment = "trade_status_sync".equals(fields.get("notify_type"));
    if (!payment && !lacks("kind")) {
      return fields.containsKey("notify_type");
    }
    boolean refund = fields.containsKey("gmt_refund") && !lacks("refund");
    boolean paid = Set.of("TRADE_SUCCESS", "TRADE_FINISHED").contains(status);
    boolean known = paid || Set.of("TRADE_CLOSED", "WAIT_BUYER_PAY").contains(status);
    if (payment && !known) {
      return false;
    }
    if (refund || !paid && payment && !lacks("status")) {
      return true;
    }
    if (!"1.00".equals(fields.get("total_amount")) && !lacks("amount")) {
      return false;
    }
    boolean first = shipped.add(fields.getOrDefault("out_trade_no", ""));
    if (first || lacks("repeat")) {
      parcels.incrementAndGet();
    }
    return true;
  }

  private static void send(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
