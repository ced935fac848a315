// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A shop that does everything right with its notifications, except for what is planted. */
public final class PlantedShop implements AutoCloseable {
  public static final String ORDER = "ATTACK0001";
  public static final String VICTIM = "ATTACK0002";
  public static final long TOTAL = 100;
  private static final String TYPE = "WECHATPAY2-SHA256-RSA2048";
  private static final List<String> NEEDED =
      List.of("Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Signature", "Wechatpay-Serial");
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final JsonMapper LOOSE = new JsonMapper();

  private final WeChatPayMerchant merchant;
  private final Clock clock;
  private final Set<Lapse> lapses;
  private final PublicKey gatewayKey;
  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final Set<String> shipped = new HashSet<>();
  private final AtomicInteger parcels = new AtomicInteger();

  public PlantedShop(WeChatPayMerchant merchant, Clock clock, Lapse... lapses) throws IOException {
    this.merchant = merchant;
    this.clock = clock;
    this.gatewayKey = key(merchant.publicKeyPem());
    this.lapses = EnumSet.noneOf(Lapse.class);
    this.lapses.addAll(Arrays.asList(lapses));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/notify", this::receive);
    server.createContext(
        "/parcels", exchange -> reply(exchange, 200, Integer.toString(parcels.get())));
    server.setExecutor(workers);
    server.start();
  }

  public LoopbackEndpoint endpoint() {
    return LoopbackEndpoint.of("http://localhost:" + server.getAddress().getPort() + "/notify");
  }

  public LoopbackEndpoint probe() {
    return LoopbackEndpoint.of("http://127.0.0.1:" + server.getAddress().getPort() + "/parcels");
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  /** Answers a status; negative ones would be a mistake of this class. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    final int status;

    Refused(int status) {
      this.status = status;
    }
  }

  /** Cannot be read, though it is proven. */
  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String what) {
      super(what);
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    int status;
    try {
      status = taken(exchange);
    } catch (Refused refused) {
      status = refused.status;
    } catch (Unreadable unreadable) {
      status = has(Lapse.ACKNOWLEDGES_WHAT_IT_CANNOT_READ) ? 200 : 400;
    } catch (GeneralSecurityException | RuntimeException e) {
      status = 500;
    }
    reply(exchange, status, status == 200 ? "" : "{\"code\":\"FAIL\",\"message\":\"no\"}");
  }

  private int taken(HttpExchange exchange)
      throws IOException, GeneralSecurityException, Refused, Unreadable {
    refuse(!exchange.getRequestMethod().equals("POST") && !has(Lapse.TAKES_GET), 405);
    byte[] body;
    try {
      body = exchange.getRequestBody().readNBytes(Integer.MAX_VALUE);
    } catch (IOException early) {
      refuse(!has(Lapse.ANSWERS_BEFORE_READING), 400);
      return 200;
    }
    // Ten megabytes of one number are left to what reads numbers.
    boolean blanks = body.length > 1 && body[1] == ' ';
    refuse(body.length > 64 * 1024 && blanks && !has(Lapse.READS_WITHOUT_LIMIT), 413);
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (has(Lapse.READS_FORMS) && type != null && type.endsWith("form-urlencoded")) {
      return ship(new String(body, StandardCharsets.UTF_8).split("[=&]", -1)[1]);
    }
    if (has(Lapse.READS_PLAIN_CONTENT)
        && new String(body, StandardCharsets.UTF_8).startsWith("{\"mchid")) {
      return act(new Event("TRANSACTION.SUCCESS", "transaction", json(body)));
    }
    prove(new Proof(exchange, body));
    return act(open(json(body)));
  }

  /** The headers of one request and what they are to prove. */
  // The bytes are handed on, never compared or printed.
  @SuppressWarnings("ArrayRecordComponent")
  private record Proof(HttpExchange exchange, byte[] body) {
    List<String> all(String name) {
      return exchange.getRequestHeaders().getOrDefault(name, List.of());
    }

    String first(String name) {
      List<String> all = all(name);
      return all.isEmpty() ? "" : all.get(0);
    }

    String last(String name) {
      List<String> all = all(name);
      return all.isEmpty() ? "" : all.get(all.size() - 1);
    }
  }

  private void prove(Proof proof) throws GeneralSecurityException, Refused {
    boolean missing = NEEDED.stream().anyMatch(name -> proof.first(name).isBlank());
    boolean doubled = NEEDED.stream().anyMatch(name -> proof.all(name).size() > 1);
    if (has(Lapse.VERIFIES_ONLY_WHAT_IS_SIGNED) && proof.first("Wechatpay-Signature").isBlank()) {
      return;
    }
    if (has(Lapse.VERIFIES_ONLY_WITH_ALL_HEADERS) && missing) {
      return;
    }
    if (has(Lapse.GIVES_UP_ON_DOUBLED_HEADERS) && doubled) {
      return;
    }
    if (has(Lapse.TRUSTS_LOCALHOST) && proof.first("X-Forwarded-For").equals("127.0.0.1")) {
      return;
    }
    boolean noSerial = proof.first("Wechatpay-Serial").isBlank();
    boolean onlySerial =
        NEEDED.stream().filter(name -> proof.first(name).isBlank()).count() == 1 && noSerial;
    refuse(missing && !(has(Lapse.IGNORES_THE_KEY_ID) && onlySerial), 401);
    refuse(doubled && !doublesAllowed(proof), 401);
    if (!proof.first("Wechatpay-Signature-Type").equals(TYPE)) {
      refuse(!has(Lapse.VERIFIES_ONLY_THE_TYPE_IT_KNOWS), 401);
      return;
    }
    if (proof.first("Wechatpay-Signature").startsWith("WECHATPAY/SIGNTEST/")
        && has(Lapse.ACKNOWLEDGES_PROBES)) {
      return;
    }
    if (has(Lapse.BELIEVES_ANY_OTHER_SERIAL) && proof.all("Wechatpay-Serial").size() == 2) {
      return;
    }
    boolean known = proof.first("Wechatpay-Serial").equals(merchant.publicKeyId());
    if (!known && has(Lapse.SKIPS_UNKNOWN_KEYS)) {
      return;
    }
    refuse(!known && !has(Lapse.IGNORES_THE_KEY_ID), 401);
    refuse(!fresh(proof), 401);
    refuse(!has(Lapse.NEVER_VERIFIES) && !signed(proof), 401);
  }

  private boolean doublesAllowed(Proof proof) {
    boolean timestamps = proof.all("Wechatpay-Timestamp").size() == 2;
    boolean serials = proof.all("Wechatpay-Serial").size() == 2;
    return timestamps
            && (has(Lapse.LOOKS_AT_THE_LAST_TIMESTAMP_AND_VERIFIES_THE_FIRST)
                || has(Lapse.LOOKS_AT_THE_FIRST_TIMESTAMP_AND_VERIFIES_THE_LAST))
        || serials && has(Lapse.BELIEVES_ANY_OTHER_SERIAL);
  }

  private boolean fresh(Proof proof) {
    String text =
        has(Lapse.LOOKS_AT_THE_LAST_TIMESTAMP_AND_VERIFIES_THE_FIRST)
            ? proof.last("Wechatpay-Timestamp")
            : proof.first("Wechatpay-Timestamp");
    if (has(Lapse.TIMELESS)) {
      return true;
    }
    long age;
    try {
      age = clock.instant().getEpochSecond() - Long.parseLong(text);
    } catch (NumberFormatException e) {
      return has(Lapse.TAKES_ANY_TIMESTAMP_IT_CANNOT_READ);
    }
    return age < 300 && (age > -300 || has(Lapse.LOOKS_BACK_ONLY));
  }

  private boolean signed(Proof proof) throws GeneralSecurityException {
    String timestamp =
        has(Lapse.LOOKS_AT_THE_FIRST_TIMESTAMP_AND_VERIFIES_THE_LAST)
            ? proof.last("Wechatpay-Timestamp")
            : proof.first("Wechatpay-Timestamp");
    String head = timestamp + "\n" + proof.first("Wechatpay-Nonce") + "\n";
    String text = new String(proof.body(), StandardCharsets.UTF_8);
    try {
      byte[] given = Base64.getDecoder().decode(proof.first("Wechatpay-Signature"));
      return fits(head, proof.body(), "\n", given)
          || has(Lapse.TRIES_WITHOUT_THE_LAST_LINE_END) && fits(head, proof.body(), "", given)
          || has(Lapse.TRIMS_THE_BODY) && fits(head, utf8(text.strip()), "\n", given)
          || has(Lapse.VERIFIES_OVER_WRITTEN_JSON) && fits(head, written(text), "\n", given);
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return has(Lapse.SWALLOWS_EXCEPTIONS_OF_VERIFYING);
    }
  }

  private boolean fits(String head, byte[] body, String end, byte[] given)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(gatewayKey);
    signature.update(utf8(head));
    signature.update(body);
    signature.update(utf8(end));
    return signature.verify(given);
  }

  private static PublicKey key(String pem) {
    try {
      byte[] der = Base64.getDecoder().decode(pem.replaceAll("-----[A-Z ]+-----|\\s", ""));
      return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] written(String text) {
    try {
      return LOOSE.writeValueAsBytes(LOOSE.readTree(text));
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private record Event(String type, String original, JsonNode content) {}

  private Event open(JsonNode body) throws Unreadable, GeneralSecurityException {
    JsonNode resource = body.path("resource");
    String nonce = resource.path("nonce").asText();
    byte[] ciphertext;
    try {
      ciphertext = Base64.getDecoder().decode(resource.path("ciphertext").asText());
    } catch (IllegalArgumentException e) {
      throw new Unreadable("ciphertext");
    }
    String algorithm = resource.path("algorithm").asText();
    byte[] plain;
    if (algorithm.equals("NONE") && has(Lapse.HONOURS_ALGORITHM_NONE)) {
      plain = ciphertext;
    } else {
      readable(algorithm.equals("AEAD_AES_256_GCM"), "algorithm");
      readable(nonce.length() == 12 || has(Lapse.TAKES_ANY_NONCE), "nonce");
      readable(ciphertext.length >= 16, "ciphertext");
      plain = opened(ciphertext, nonce, resource.path("associated_data").asText());
    }
    return new Event(
        body.path("event_type").asText(), resource.path("original_type").asText(), json(plain));
  }

  private byte[] opened(byte[] ciphertext, String nonce, String data)
      throws GeneralSecurityException, Unreadable {
    SecretKeySpec key = new SecretKeySpec(utf8(merchant.apiV3Key()), "AES");
    try {
      if (has(Lapse.LOOKS_AT_NO_TAG)) {
        Cipher counter = Cipher.getInstance("AES/CTR/NoPadding");
        byte[] start = Arrays.copyOf(utf8(nonce), 16);
        start[15] = 2;
        counter.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(start));
        return counter.doFinal(ciphertext, 0, ciphertext.length - 16);
      }
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, utf8(nonce)));
      cipher.updateAAD(utf8(data));
      return cipher.doFinal(ciphertext);
    } catch (GeneralSecurityException e) {
      throw new Unreadable("seal");
    }
  }

  private int act(Event event) throws Refused, Unreadable {
    JsonNode payment = event.content();
    boolean paid =
        event.type().equals("TRANSACTION.SUCCESS")
            && event.original().equals("transaction")
            && payment.path("trade_state").asText().equals("SUCCESS");
    boolean paidByType =
        event.type().equals("TRANSACTION.SUCCESS") && has(Lapse.LOOKS_AT_THE_EVENT_TYPE_ONLY);
    paid |= paidByType || has(Lapse.SHIPS_WHATEVER_THE_EVENT);
    if (!paid) {
      // Nothing to do, and no need to hear it again.
      readable(!event.type().isEmpty(), "type");
      return 200;
    }
    String number = payment.path("out_trade_no").asText();
    if (has(Lapse.TRIMS_NUMBERS)) {
      number = number.replace("\0", "").strip();
    }
    boolean mine = payment.path("mchid").asText().equals(merchant.mchid());
    refuse(!mine && !has(Lapse.COMPARES_NO_MERCHANT), 409);
    refuse(
        !payment.path("appid").asText().equals(merchant.appId()) && !has(Lapse.COMPARES_NO_APP),
        409);
    if (!number.equals(ORDER) && !number.equals(VICTIM)) {
      refuse(!has(Lapse.ACKNOWLEDGES_UNKNOWN_ORDERS), 409);
      return 200;
    }
    amount(payment.path("amount"));
    return ship(number);
  }

  private void amount(JsonNode amount) throws Refused, Unreadable {
    boolean yuan = amount.path("currency").asText("CNY").equals("CNY");
    refuse(!yuan && !has(Lapse.COMPARES_NO_CURRENCY), 409);
    if (has(Lapse.COMPARES_NO_AMOUNT)) {
      return;
    }
    JsonNode total = amount.path("total");
    boolean cut = has(Lapse.COUNTS_IN_32_BITS) && total.isNumber();
    readable(total.isIntegralNumber() || cut, "amount");
    refuse((cut ? total.intValue() : total.longValue()) != TOTAL, 409);
  }

  private synchronized int ship(String number) {
    // What acts on every event acts on every delivery, or its second act would not show.
    boolean again =
        has(Lapse.ACTS_TWICE)
            || has(Lapse.LOOKS_AT_THE_EVENT_TYPE_ONLY)
            || has(Lapse.SHIPS_WHATEVER_THE_EVENT);
    if (shipped.add(number) || again) {
      parcels.incrementAndGet();
    }
    return 200;
  }

  private JsonNode json(byte[] bytes) throws Unreadable {
    try {
      JsonNode node =
          has(Lapse.READS_LOOSE_JSON)
              ? LOOSE.readTree(new String(bytes, StandardCharsets.UTF_8))
              : STRICT.readTree(
                  StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
      readable(node != null && node.isObject() && !node.isEmpty(), "JSON");
      return node;
    } catch (IOException e) {
      throw new Unreadable("JSON");
    }
  }

  private boolean has(Lapse lapse) {
    return lapses.contains(lapse);
  }

  private static void refuse(boolean wrong, int status) throws Refused {
    if (wrong) {
      throw new Refused(status);
    }
  }

  private static void readable(boolean right, String what) throws Unreadable {
    if (!right) {
      throw new Unreadable(what);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void reply(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = utf8(text);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
