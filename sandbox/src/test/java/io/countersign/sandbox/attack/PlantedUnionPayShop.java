// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/** A shop that takes UnionPay's notifications with all care, but for one planted lapse. */
final class PlantedUnionPayShop implements AutoCloseable {
  static final String ORDER = "PLANTED1";
  static final String VICTIM = "PLANTED2";
  static final String TIME = "20260301100000";

  private static final int LONGEST = 64 * 1024;

  private final UnionPayMerchant merchant;
  private final Clock clock;
  private final UnionPayLapse lapse;
  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final Set<String> shipped = new TreeSet<>();
  private int parcels;

  PlantedUnionPayShop(UnionPayMerchant merchant, Clock clock, UnionPayLapse lapse)
      throws IOException {
    this.merchant = merchant;
    this.clock = clock;
    this.lapse = lapse;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(workers);
    server.createContext("/notify", exchange -> send(exchange, answer(exchange), "ok"));
    server.createContext("/parcels", exchange -> send(exchange, 200, effects()));
    server.start();
  }

  LoopbackEndpoint at(String path) {
    return LoopbackEndpoint.of("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private synchronized String effects() {
    return parcels + " parcels for " + shipped;
  }

  private boolean has(UnionPayLapse one) {
    return lapse == one;
  }

  private int answer(HttpExchange exchange) throws IOException {
    try {
      return taken(read(exchange)) ? 200 : 400;
    } catch (IllegalArgumentException | IOException | GeneralSecurityException e) {
      return has(UnionPayLapse.ACKNOWLEDGES_WHAT_IT_CANNOT_READ) ? 200 : 400;
    }
  }

  private static String read(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LONGEST);
    String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    boolean form =
        exchange.getRequestMethod().equals("POST") && type.startsWith("application/x-www");
    if (!form || body.length == 0 || body.length == LONGEST) {
      throw new IllegalArgumentException("not a form");
    }
    return new String(body, StandardCharsets.US_ASCII);
  }

  private boolean taken(String form) throws GeneralSecurityException {
    Charset gbk = Charset.forName("GBK");
    Charset said = form.contains("encoding=GBK") ? gbk : StandardCharsets.UTF_8;
    return taken(form, said) || (has(UnionPayLapse.TRIES_ANOTHER_CHARSET) && taken(form, gbk));
  }

  private boolean taken(String form, Charset charset) throws GeneralSecurityException {
    Map<String, String> acted = new HashMap<>();
    TreeMap<String, String> signed = new TreeMap<>();
    for (String pair : form.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      if (sides.length < 2) {
        throw new IllegalArgumentException("not a pair");
      }
      String value = URLDecoder.decode(sides[1], charset);
      boolean again = acted.putIfAbsent(sides[0], value) != null;
      if (again && !has(UnionPayLapse.TAKES_THE_FIRST_OF_TWO)) {
        throw new IllegalArgumentException("a field twice");
      }
      signed.put(sides[0], value);
    }
    String encoding = signed.getOrDefault("encoding", "").toUpperCase(Locale.ROOT);
    boolean cut = signed.containsKey("zz") && !has(UnionPayLapse.LETS_TEXTS_HOLD_FIELDS);
    if (cut || !Set.of("UTF-8", "GBK").contains(encoding)) {
      throw new IllegalArgumentException("not the fields of a notice");
    }
    return proven(signed, charset) && mine(acted) && acted(acted);
  }

  private boolean proven(TreeMap<String, String> all, Charset charset)
      throws GeneralSecurityException {
    TreeMap<String, String> fields = new TreeMap<>(all);
    String signature = fields.getOrDefault("signature", "");
    fields.remove("signature");
    if (has(UnionPayLapse.VERIFIES_NOTHING)
        || (has(UnionPayLapse.VERIFIES_ONLY_WHAT_IS_SIGNED) && signature.isEmpty())) {
      return true;
    }
    String method = fields.get("signMethod");
    if (method == null && has(UnionPayLapse.TAKES_A_MISSING_METHOD_FOR_ITS_OWN)) {
      method = "01";
    }
    String key = has(UnionPayLapse.HAS_AN_EMPTY_KEY) ? "" : "88888888";
    boolean chooses = has(UnionPayLapse.LETS_THE_MESSAGE_CHOOSE);
    if (chooses || has(UnionPayLapse.HAS_AN_EMPTY_KEY)) {
      String algorithm = "12".equals(method) ? "SM3" : "SHA-256";
      String text = text(fields) + "&" + digest(algorithm, key.getBytes(charset));
      if (!"01".equals(method)) {
        return digest(algorithm, text.getBytes(charset)).equals(signature);
      }
    }
    boolean old = "5.0.0".equals(fields.get("version")) && chooses;
    if (!"01".equals(method) || (!old && !"5.1.0".equals(fields.get("version")))) {
      return false;
    }
    if (has(UnionPayLapse.MENDS_LINE_ENDS)) {
      fields.computeIfPresent("signPubKeyCert", (name, pem) -> pem.replaceAll("\r?\n", "\r\n"));
    }
    PublicKey signer = signer(fields.get("signPubKeyCert"));
    String named = text(fields);
    fields.values().removeIf(String::isBlank);
    return verifies(signer, old, named, charset, signature)
        || verifies(signer, old, text(fields), charset, signature);
  }

  private static boolean verifies(
      PublicKey key, boolean old, String text, Charset charset, String base64)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(old ? "SHA1withRSA" : "SHA256withRSA");
    signature.initVerify(key);
    String hex = digest(old ? "SHA-1" : "SHA-256", text.getBytes(charset));
    signature.update(hex.getBytes(StandardCharsets.US_ASCII));
    return signature.verify(Base64.getDecoder().decode(base64));
  }

  private static String text(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + field.getValue())
        .collect(Collectors.joining("&"));
  }

  private static String digest(String algorithm, byte[] message) throws GeneralSecurityException {
    MessageDigest digest =
        algorithm.equals("SM3")
            ? MessageDigest.getInstance(algorithm, new BouncyCastleProvider())
            : MessageDigest.getInstance(algorithm);
    return HexFormat.of().formatHex(digest.digest(message));
  }

  private PublicKey signer(@Nullable String pem) throws GeneralSecurityException {
    if (pem == null && has(UnionPayLapse.NEEDS_NO_CERTIFICATE)) {
      return certificates(merchant.verifyCertificatePem()).get(0).getPublicKey();
    }
    List<X509Certificate> all = certificates(String.valueOf(pem));
    boolean several =
        has(UnionPayLapse.TRUSTS_BY_THE_SECOND) || has(UnionPayLapse.VERIFIES_BY_THE_SECOND);
    if (all.isEmpty() || (all.size() > 1 && !several)) {
      throw new GeneralSecurityException("not one certificate");
    }
    X509Certificate first = all.get(0);
    X509Certificate last = all.get(all.size() - 1);
    check(has(UnionPayLapse.TRUSTS_BY_THE_SECOND) ? last : first);
    return (has(UnionPayLapse.VERIFIES_BY_THE_SECOND) ? last : first).getPublicKey();
  }

  private static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    List<X509Certificate> all = new ArrayList<>();
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    ByteArrayInputStream bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    factory.generateCertificates(bytes).forEach(one -> all.add((X509Certificate) one));
    return all;
  }

  private void check(X509Certificate certificate) throws GeneralSecurityException {
    if (!has(UnionPayLapse.FOLLOWS_NO_CHAIN)) {
      certificate.verify(certificates(merchant.middleCertificatePem()).get(0).getPublicKey());
    }
    if (!has(UnionPayLapse.READS_NO_DATES)) {
      certificate.checkValidity(Date.from(clock.instant()));
    }
    String name = certificate.getSubjectX500Principal().getName();
    boolean named = name.contains("@中国银联股份有限公司@") || has(UnionPayLapse.READS_NO_NAME);
    boolean leaf = certificate.getBasicConstraints() < 0;
    if (!named || !(leaf || has(UnionPayLapse.TAKES_AN_AUTHORITY))) {
      throw new GeneralSecurityException("not UnionPay's");
    }
  }

  private boolean mine(Map<String, String> fields) {
    return is(fields, "merId", merchant.merId(), UnionPayLapse.TAKES_ANY_MERCHANT)
        && is(fields, "txnTime", TIME, UnionPayLapse.TAKES_ANY_TIME);
  }

  private boolean is(
      Map<String, String> fields, String name, String value, UnionPayLapse careless) {
    String told = fields.get(name);
    boolean absent = told == null && has(UnionPayLapse.COMPARES_WHAT_IS_THERE);
    return value.equals(told) || has(careless) || absent;
  }

  private boolean acted(Map<String, String> fields) {
    boolean lenient = has(UnionPayLapse.COMPARES_WHAT_IS_THERE);
    String type = fields.getOrDefault("txnType", lenient ? "01" : "");
    String code = fields.getOrDefault("respCode", lenient ? "00" : "");
    String number = number(fields.getOrDefault("orderId", ""));
    boolean whatever = has(UnionPayLapse.SHIPS_WHATEVER_IS_TOLD);
    boolean anyCode = has(UnionPayLapse.SHIPS_WHATEVER_THE_CODE);
    if (number.isEmpty() || (type.isEmpty() && !whatever) || (code.isEmpty() && !anyCode)) {
      return false;
    }
    if (!type.equals("01")) {
      if (whatever) {
        ship(number);
      }
      return true;
    }
    if (!success(code)) {
      stepBack(number, code);
      return true;
    }
    boolean currency = is(fields, "currencyCode", "156", UnionPayLapse.TAKES_ANY_CURRENCY);
    if (!currency || !priced(fields.get("txnAmt"))) {
      return false;
    }
    ship(key(number, fields));
    return true;
  }

  private boolean success(String code) {
    boolean number = has(UnionPayLapse.READS_CODES_AS_NUMBERS) && code.matches("0+");
    return code.equals("00")
        || code.equals("A6")
        || number
        || has(UnionPayLapse.SHIPS_WHATEVER_THE_CODE);
  }

  private String number(String told) {
    boolean loose = has(UnionPayLapse.COMPARES_NUMBERS_LOOSELY);
    String number = loose ? told.strip().toUpperCase(Locale.ROOT) : told;
    boolean ours = number.equals(ORDER) || number.equals(VICTIM);
    return ours || has(UnionPayLapse.SHIPS_UNKNOWN_ORDERS) ? number : "";
  }

  private boolean priced(@Nullable String told) {
    if (has(UnionPayLapse.IGNORES_THE_AMOUNT)
        || (told == null && has(UnionPayLapse.COMPARES_WHAT_IS_THERE))) {
      return true;
    }
    String amount = String.valueOf(told);
    return switch (lapse) {
      case KEEPS_FEN_IN_AN_INT -> (int) Long.parseLong(amount) == 100;
      case LEAVES_SIGNS_OUT -> Math.abs(Long.parseLong(amount)) == 100;
      case CUTS_DECIMALS -> new BigDecimal(amount).longValue() == 100;
      case TAKES_MORE_THAN_THE_PRICE ->
          new BigDecimal(amount).compareTo(BigDecimal.valueOf(100)) >= 0;
      default -> amount.equals("100");
    };
  }

  /** By what a payment is known again. */
  private String key(String number, Map<String, String> fields) {
    if (!number.equals(ORDER)) {
      return number;
    }
    return switch (lapse) {
      case KNOWS_NOTICES_ONLY -> fields.getOrDefault("signature", "");
      case KNOWS_PAYMENTS_ONLY -> fields.getOrDefault("queryId", "");
      default -> number;
    };
  }

  private synchronized void stepBack(String number, String code) {
    if ((has(UnionPayLapse.STEPS_BACK) && code.equals("05"))
        || (has(UnionPayLapse.OPENS_WHAT_IS_PAID) && code.equals("01"))) {
      shipped.remove(number);
    }
  }

  /** Nobody has paid the victim, so each parcel for it is one too many. */
  private synchronized void ship(String key) {
    boolean first = shipped.add(key);
    if (first || key.equals(VICTIM) || has(UnionPayLapse.SHIPS_AGAIN)) {
      parcels++;
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
