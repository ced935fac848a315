// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What every request must bring before anyone looks at what it asks: a proven merchant and proper
 * headers.
 */
final class Reception {
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final Map<String, Account> accounts;
  private volatile boolean reusedNonces;

  Reception(Map<String, Account> accounts) {
    this.accounts = accounts;
  }

  void acceptReusedNonces(boolean accept) {
    reusedNonces = accept;
  }

  Account prove(WireRequest request, Instant now) throws Refusal {
    Authorization given = Authorization.of(request);
    Account account = accounts.get(given.mchid());
    if (account == null) {
      throw Authorization.wrong("there is no merchant with this mchid");
    }
    if (!given.serial().equals(account.keys.merchantSerial())) {
      String letterCase =
          given.serial().equalsIgnoreCase(account.keys.merchantSerial())
              ? " (wrong letter case)"
              : "";
      throw Authorization.wrong(
          "serial_no is not the serial of this merchant's certificate" + letterCase);
    }
    checkTime(given.timestamp(), now);
    if (given.nonce().length() > 32) {
      throw Authorization.wrong(
          "nonce_str has " + given.nonce().length() + " characters, at most 32");
    }
    byte[] signature;
    try {
      signature = Base64.getDecoder().decode(given.signature());
    } catch (IllegalArgumentException e) {
      throw Authorization.wrong("signature is not Base64");
    }
    SignedMessage message =
        new SignedMessage(
            request.method(),
            request.canonicalUrl(),
            given.timestamp(),
            given.nonce(),
            request.body());
    if (!Rsa.verify(account.keys.merchantPublicKey(), message.bytes(), signature)) {
      String host = request.first("Host").orElse("");
      throw message.refusal(account.keys.merchantPublicKey(), signature, host);
    }
    // Only proven nonces are kept, or anybody could use up a merchant's.
    if (!account.useNonce(given.nonce(), now, SKEW) && !reusedNonces) {
      throw Authorization.wrong("nonce_str was used before; sign every request afresh");
    }
    return account;
  }

  static void checkHeaders(WireRequest request, Account account, Operation operation)
      throws Refusal {
    if (request.first("User-Agent").orElse("").isBlank()) {
      throw Refusal.header("User-Agent", "is missing");
    }
    List<String> accepted = request.all("Accept");
    boolean json =
        accepted.stream().flatMap(a -> Arrays.stream(a.split(",", -1))).anyMatch(Reception::isJson);
    // Certificates and files are fetched by the official SDK accepting anything, and that is
    // answered.
    boolean anything =
        (operation == Operation.CERTIFICATES || operation == Operation.BILL_DOWNLOAD)
            && accepted.stream().anyMatch("*/*"::equals);
    if (!json && !anything) {
      String issue =
          accepted.isEmpty()
              ? "is missing, it must be application/json"
              : "must name application/json";
      throw Refusal.header("Accept", issue);
    }
    if (request.method().equals("GET") && request.body().length > 0) {
      throw Refusal.field("body", "", null, "a GET has no body");
    }
    if (request.body().length > 0) {
      checkContentType(request.all("Content-Type"));
    }
    List<String> serials = request.all("Wechatpay-Serial");
    if (serials.size() > 1) {
      throw Refusal.header("Wechatpay-Serial", "is given twice");
    }
    // A merchant whose certificate has gone must still be able to fetch the new one.
    if (serials.size() == 1
        && operation != Operation.CERTIFICATES
        && !account.keys.known(serials.get(0))) {
      throw Refusal.header(
          "Wechatpay-Serial", "names neither this merchant's public key nor a valid certificate");
    }
  }

  private static void checkTime(String timestamp, Instant now) throws Refusal {
    if (!timestamp.matches("[0-9]{1,15}")) {
      throw Authorization.wrong("timestamp must be Unix seconds in decimal digits");
    }
    long off = Long.parseLong(timestamp) - now.getEpochSecond();
    if (Math.abs(off) > SKEW.toSeconds()) {
      String unit = timestamp.length() > 11 ? " (milliseconds instead of seconds?)" : "";
      String side = off > 0 ? "in the future" : "old";
      throw Authorization.wrong(
          "timestamp is " + Math.abs(off) + " s " + side + ", at most 300 s" + unit);
    }
  }

  private static boolean isJson(String mediaRange) {
    String type = mediaRange.split(";", 2)[0].strip();
    return type.equalsIgnoreCase("application/json");
  }

  private static void checkContentType(List<String> given) throws Refusal {
    if (given.size() != 1) {
      String issue = given.isEmpty() ? "is missing, it must be application/json" : "is given twice";
      throw Refusal.header("Content-Type", issue);
    }
    String[] parts = given.get(0).split(";", -1);
    Optional<String> charset =
        Arrays.stream(parts)
            .skip(1)
            .map(p -> p.strip().toLowerCase(Locale.ROOT))
            .filter(p -> p.startsWith("charset="))
            .findFirst();
    boolean utf8 = charset.isEmpty() || charset.get().matches("charset=\"?utf-?8\"?");
    if (!isJson(given.get(0)) || !utf8) {
      throw Refusal.header("Content-Type", "must be application/json in UTF-8");
    }
  }
}
