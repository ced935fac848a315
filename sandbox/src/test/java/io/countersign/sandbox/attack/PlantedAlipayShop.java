// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.sandbox.alipay.AlipayMerchant;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A shop that takes Alipay's notifications with all care, but for one planted lapse. */
final class PlantedAlipayShop implements AutoCloseable {
  static final String ORDER = "PLANTED1";
  static final String VICTIM = "PLANTED2";
  private static final BigDecimal PRICE = new BigDecimal("1.00");

  private static final int LONGEST = 64 * 1024;

  private final AlipayMerchant merchant;
  private final AlipayLapse lapse;
  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final Set<String> shipped = new TreeSet<>();
  private int parcels;

  PlantedAlipayShop(AlipayMerchant merchant, AlipayLapse lapse) throws IOException {
    this.merchant = merchant;
    this.lapse = lapse;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(workers);
    server.createContext("/notify", exchange -> send(exchange, answer(exchange)));
    server.createContext("/parcels", exchange -> send(exchange, effects()));
    server.start();
  }

  LoopbackEndpoint at(String path) {
    return LoopbackEndpoint.of("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private synchronized String effects() {
    return parcels + " parcels for " + shipped;
  }

  private boolean has(AlipayLapse one) {
    return lapse == one;
  }

  private String answer(HttpExchange exchange) throws IOException {
    try {
      return taken(read(exchange)) ? "success" : "fail";
    } catch (IllegalArgumentException | IOException | GeneralSecurityException e) {
      return has(AlipayLapse.ACKNOWLEDGES_WHAT_IT_CANNOT_READ) ? "success" : "fail";
    }
  }

  private static String read(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LONGEST);
    String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    if (!exchange.getRequestMethod().equals("POST")
        || !type.startsWith("application/x-www")
        || body.length == 0
        || body.length == LONGEST) {
      throw new IllegalArgumentException("not a form");
    }
    return new String(body, StandardCharsets.US_ASCII);
  }

  private boolean taken(String form) throws GeneralSecurityException {
    Charset charset = Charset.forName(form.contains("charset=GBK") ? "GBK" : "UTF-8");
    Map<String, String> acted = new HashMap<>();
    TreeMap<String, String> signed = new TreeMap<>();
    parse(form, charset, acted, signed);
    boolean proven = proven(signed, charset);
    if (!proven && has(AlipayLapse.TRIES_ANOTHER_CHARSET)) {
      acted.clear();
      signed.clear();
      parse(form, Charset.forName("GBK"), acted, signed);
      signed.put("charset", "GBK");
      proven = proven(signed, Charset.forName("GBK"));
    }
    return proven && mine(acted) && acted(acted);
  }

  private void parse(
      String form, Charset charset, Map<String, String> first, Map<String, String> last) {
    for (String pair : form.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      if (sides.length < 2) {
        throw new IllegalArgumentException("not a pair");
      }
      String value = URLDecoder.decode(sides[1], charset);
      boolean again = first.putIfAbsent(sides[0], value) != null;
      if (again && !has(AlipayLapse.TAKES_THE_FIRST_OF_TWO)) {
        throw new IllegalArgumentException("a field twice");
      }
      last.put(sides[0], value);
    }
    boolean cut = last.containsKey("zz");
    if (!last.containsKey("charset") || (cut && !has(AlipayLapse.LETS_TEXTS_HOLD_FIELDS))) {
      throw new IllegalArgumentException("not the fields of a notice");
    }
  }

  private boolean proven(TreeMap<String, String> fields, Charset charset)
      throws GeneralSecurityException {
    String sign = fields.getOrDefault("sign", "");
    String type = fields.getOrDefault("sign_type", "");
    boolean skips =
        has(AlipayLapse.VERIFIES_NOTHING)
            || (has(AlipayLapse.VERIFIES_ONLY_WHAT_IS_SIGNED) && sign.isEmpty())
            || (has(AlipayLapse.LETS_AN_UNKNOWN_CERTIFICATE_PASS)
                && fields.containsKey("alipay_cert_sn"));
    if (skips) {
      return true;
    }
    if (!type.equals("RSA2") && !has(AlipayLapse.TAKES_ANY_SIGN_TYPE)) {
      return false;
    }
    return proven(fields, charset, sign, Set.of("sign", "sign_type"))
        || (has(AlipayLapse.TAKES_THE_SECOND_WAY) && proven(fields, charset, sign, Set.of("sign")));
  }

  private boolean proven(
      TreeMap<String, String> fields, Charset charset, String sign, Set<String> unsigned)
      throws GeneralSecurityException {
    String text =
        fields.entrySet().stream()
            .filter(field -> !unsigned.contains(field.getKey()) && !field.getValue().isBlank())
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("&"));
    boolean weak = fields.getOrDefault("sign_type", "").equals("RSA");
    Signature signature = Signature.getInstance(weak ? "SHA1withRSA" : "SHA256withRSA");
    PublicKey key =
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new X509EncodedKeySpec(Base64.getDecoder().decode(merchant.alipayPublicKey())));
    signature.initVerify(key);
    signature.update(text.getBytes(charset));
    return signature.verify(Base64.getDecoder().decode(sign));
  }

  private boolean mine(Map<String, String> fields) {
    return is(fields, "app_id", merchant.appId(), AlipayLapse.TAKES_ANY_APPLICATION)
        && is(fields, "seller_id", merchant.sellerId(), AlipayLapse.TAKES_ANY_MERCHANT);
  }

  private boolean is(Map<String, String> fields, String name, String value, AlipayLapse careless) {
    String told = fields.get(name);
    boolean absent = told == null && has(AlipayLapse.COMPARES_WHAT_IS_THERE);
    // A message names no merchant.
    boolean message = name.equals("seller_id") && fields.containsKey("msg_method");
    return value.equals(told) || has(careless) || absent || message;
  }

  private boolean acted(Map<String, String> fields) {
    if (fields.containsKey("msg_method")) {
      if (has(AlipayLapse.TAKES_MESSAGES_FOR_PAYMENTS)) {
        ship(VICTIM);
      }
      return true;
    }
    String number = number(fields.getOrDefault("out_trade_no", ""));
    if (number.isEmpty() || !known(fields)) {
      return false;
    }
    if (!payment(fields)) {
      stepBack(number, fields);
      return true;
    }
    if (!priced(fields.get("total_amount"))) {
      return false;
    }
    ship(
        has(AlipayLapse.KNOWS_NOTICES_ONLY) && number.equals(ORDER)
            ? fields.getOrDefault("notify_id", "")
            : has(AlipayLapse.KNOWS_PAYMENTS_ONLY) && number.equals(ORDER)
                ? fields.getOrDefault("trade_no", "")
                : number);
    return true;
  }

  private String number(String told) {
    boolean loose = has(AlipayLapse.COMPARES_NUMBERS_LOOSELY);
    String number = loose ? told.strip().toUpperCase(Locale.ROOT) : told;
    boolean ours = number.equals(ORDER) || number.equals(VICTIM);
    return ours || has(AlipayLapse.SHIPS_UNKNOWN_ORDERS) ? number : "";
  }

  /** Whether it is an event that this shop has heard of. */
  private boolean known(Map<String, String> fields) {
    String type = fields.getOrDefault("notify_type", "");
    String status = fields.getOrDefault("trade_status", "");
    return switch (type) {
      case "fund_auth_freeze", "dut_user_sign" -> true;
      case "trade_status_sync" ->
          Set.of("WAIT_BUYER_PAY", "TRADE_SUCCESS", "TRADE_FINISHED", "TRADE_CLOSED")
                  .contains(status)
              || has(AlipayLapse.TAKES_ANY_STATUS)
              || (has(AlipayLapse.READS_HALF_THE_STATUS) && status.startsWith("TRADE_SUCCESS"));
      default -> has(AlipayLapse.TAKES_A_RETURN_FOR_MONEY);
    };
  }

  private boolean payment(Map<String, String> fields) {
    String type = fields.getOrDefault("notify_type", "");
    String status = fields.getOrDefault("trade_status", "");
    if (!type.equals("trade_status_sync")) {
      return type.isEmpty() || has(AlipayLapse.SHIPS_WHATEVER_IS_TOLD);
    }
    if (fields.containsKey("gmt_refund")) {
      return has(AlipayLapse.SHIPS_REFUNDS);
    }
    return status.startsWith("TRADE_SUCCESS")
        || status.equals("TRADE_FINISHED")
        || has(AlipayLapse.TAKES_ANY_STATUS);
  }

  private boolean priced(@Nullable String told) {
    if (has(AlipayLapse.IGNORES_THE_AMOUNT)
        || (told == null && has(AlipayLapse.COMPARES_WHAT_IS_THERE))) {
      return true;
    }
    BigDecimal amount = new BigDecimal(String.valueOf(told));
    return switch (lapse) {
      case KEEPS_FEN_IN_AN_INT -> amount.movePointRight(2).intValue() == 100;
      case LEAVES_SIGNS_OUT -> amount.abs().equals(PRICE);
      case CUTS_DECIMALS -> amount.setScale(2, RoundingMode.DOWN).equals(PRICE);
      case TAKES_MORE_THAN_THE_PRICE -> amount.compareTo(PRICE) >= 0;
      default -> amount.equals(PRICE);
    };
  }

  private synchronized void stepBack(String number, Map<String, String> fields) {
    String status = fields.getOrDefault("trade_status", "");
    if ((has(AlipayLapse.STEPS_BACK) && status.equals("WAIT_BUYER_PAY"))
        || (has(AlipayLapse.CLOSES_WHAT_IS_PAID) && status.equals("TRADE_CLOSED"))) {
      shipped.remove(number);
    }
  }

  /** Nobody has paid the victim, so each parcel for it is one too many. */
  private synchronized void ship(String key) {
    boolean first = shipped.add(key);
    if (first || key.equals(VICTIM) || has(AlipayLapse.SHIPS_AGAIN)) {
      parcels++;
    }
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
    workers.shutdownNow();
  }
}
