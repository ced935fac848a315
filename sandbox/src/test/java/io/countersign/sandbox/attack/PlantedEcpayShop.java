// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A shop that does everything right with ECPay's notifications, except for what is planted. */
final class PlantedEcpayShop implements AutoCloseable {
  static final String ORDER = "ATTACK0001";
  static final String VICTIM = "ATTACK0002";

  private final EcpayMerchant merchant;
  private final EcpayLapse lapse;
  private final HttpServer server;
  private final Set<String> shipped = new HashSet<>();
  private final AtomicInteger parcels = new AtomicInteger();

  PlantedEcpayShop(EcpayMerchant merchant, EcpayLapse lapse) throws IOException {
    this.merchant = merchant;
    this.lapse = lapse;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/return", this::receive);
    server.createContext("/parcels", exchange -> reply(exchange, Integer.toString(parcels.get())));
    server.start();
  }

  LoopbackEndpoint at(String path) {
    return LoopbackEndpoint.of("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void receive(HttpExchange exchange) throws IOException {
    String answer;
    try {
      answer = taken(read(exchange)) ? "1|OK" : "0|no";
    } catch (IllegalArgumentException | IOException unreadable) {
      answer = lapse == EcpayLapse.ACKNOWLEDGES_WHAT_IT_CANNOT_READ ? "1|OK" : "0|unreadable";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    reply(exchange, answer);
  }

  private Map<String, String> read(HttpExchange exchange) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (!exchange.getRequestMethod().equals("POST")
        || !"application/x-www-form-urlencoded".equals(type)
        || body.length == 0
        || body.length > 20_000) {
      throw new IllegalArgumentException("not a form");
    }
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      if (parts.length < 2) {
        throw new IllegalArgumentException("not a pair");
      }
      String value = URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
      if (fields.containsKey(parts[0]) && lapse != EcpayLapse.TAKES_THE_FIRST_OF_TWO) {
        throw new IllegalArgumentException("a field twice");
      }
      if (fields.putIfAbsent(parts[0], value) != null) {
        // Signed was the second one.
        fields.put("signed " + parts[0], value);
      }
    }
    return fields;
  }

  private boolean taken(Map<String, String> fields) throws GeneralSecurityException {
    if (!proven(fields)) {
      return false;
    }
    boolean ours =
        merchant.merchantId().equals(fields.get("MerchantID"))
            || (lapse == EcpayLapse.SERVES_THE_TEST_MERCHANT_TOO && ofTestMerchant(fields));
    if (!ours && lapse != EcpayLapse.TAKES_ANY_MERCHANT) {
      return false;
    }
    String number = fields.getOrDefault("MerchantTradeNo", "");
    if (!number.equals(ORDER) && !number.equals(VICTIM)) {
      return false;
    }
    if (!"100".equals(fields.get("TradeAmt")) && lapse != EcpayLapse.IGNORES_THE_AMOUNT) {
      return false;
    }
    String code = fields.get("RtnCode");
    boolean anyCode = lapse == EcpayLapse.SHIPS_WHATEVER_THE_CODE;
    if (code == null && !anyCode) {
      return false;
    }
    String simulated = fields.get("SimulatePaid");
    boolean real =
        "0".equals(simulated)
            || lapse == EcpayLapse.SHIPS_SIMULATED
            || (simulated == null
                && (lapse == EcpayLapse.LETS_TEXTS_HOLD_FIELDS
                    || lapse == EcpayLapse.TAKES_ANY_SPELLING));
    if (real && ("1".equals(code) || anyCode)) {
      synchronized (shipped) {
        if (shipped.add(number) || lapse != EcpayLapse.NONE && again(number)) {
          parcels.incrementAndGet();
        }
      }
    }
    return true;
  }

  /** Where a lapse is found, the victim's next parcel must show as well. */
  private boolean again(String number) {
    return lapse == EcpayLapse.SHIPS_AGAIN || number.equals(VICTIM);
  }

  private boolean proven(Map<String, String> fields) throws GeneralSecurityException {
    if (lapse == EcpayLapse.VERIFIES_NOTHING) {
      return fields.containsKey("RtnCode") && fields.get("MerchantTradeNo") != null;
    }
    if (lapse != EcpayLapse.LETS_TEXTS_HOLD_FIELDS
        && fields.values().stream().anyMatch(value -> value.matches("(?s).*&\\w+=.*"))) {
      return false;
    }
    if (lapse != EcpayLapse.TAKES_ANY_SPELLING
        && fields.keySet().stream()
            .anyMatch(
                name -> name.equalsIgnoreCase("SimulatePaid") && !name.equals("SimulatePaid"))) {
      return false;
    }
    String given = fields.get("CheckMacValue");
    if (given == null) {
      return lapse == EcpayLapse.VERIFIES_ONLY_WHAT_IS_SIGNED;
    }
    if (lapse == EcpayLapse.SERVES_THE_TEST_MERCHANT_TOO && ofTestMerchant(fields)) {
      return given.equals(hash(fields, "pwFHCqoQZGmho4w6", "EkRm7iFT261dpevs", "SHA-256"));
    }
    if (lapse == EcpayLapse.LETS_ANY_PLATFORM_SIGN
        && fields.getOrDefault("PlatformID", "").equals("3002599")) {
      return given.equals(hash(fields, "spPjZn66i0OhqJsQ", "hT5OJckN45isQTTs", "SHA-256"));
    }
    if (given.equals(hash(fields, merchant.hashKey(), merchant.hashIv(), "SHA-256"))) {
      return true;
    }
    if (lapse == EcpayLapse.TAKES_MD5) {
      return given.equals(hash(fields, merchant.hashKey(), merchant.hashIv(), "MD5"));
    }
    return lapse == EcpayLapse.HAS_THE_PUBLISHED_KEYS_TOO
        && given.equals(hash(fields, "pwFHCqoQZGmho4w6", "EkRm7iFT261dpevs", "SHA-256"));
  }

  private static boolean ofTestMerchant(Map<String, String> fields) {
    return fields.getOrDefault("MerchantID", "").equals("3002607");
  }

  private static String hash(Map<String, String> fields, String key, String iv, String algorithm)
      throws GeneralSecurityException {
    List<String> names = new ArrayList<>(fields.keySet());
    names.removeIf(name -> name.equals("CheckMacValue") || name.startsWith("signed "));
    names.sort(String.CASE_INSENSITIVE_ORDER);
    StringBuilder text = new StringBuilder("HashKey=" + key);
    for (String name : names) {
      String value = fields.getOrDefault("signed " + name, fields.getOrDefault(name, ""));
      text.append('&').append(name).append('=').append(value);
    }
    String encoded =
        URLEncoder.encode(text + "&HashIV=" + iv, StandardCharsets.UTF_8)
            .toLowerCase(Locale.ROOT)
            .replace("%21", "!")
            .replace("%28", "(")
            .replace("%29", ")");
    byte[] digest =
        MessageDigest.getInstance(algorithm).digest(encoded.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().withUpperCase().formatHex(digest);
  }

  private static void reply(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
