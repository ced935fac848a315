// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lets in what was said right, and says what is wrong with the rest. */
final class Entrance {
  private static final Duration TOLERANCE = Duration.ofMinutes(15);

  private static final String[] FRAME = {
    "version", "encoding", "signMethod", "txnType", "txnSubType", "bizType", "accessType", "merId"
  };

  /** Of these the time is that of another transaction. */
  private static final Set<Operation> ABOUT_OTHERS =
      Set.of(Operation.QUERY, Operation.REVERSE, Operation.OPEN_QUERY, Operation.TOKEN_APPLY);

  private static final Set<Operation> WITHOUT_MERCHANTS_DATA =
      Set.of(Operation.FILE, Operation.ENC_CERT, Operation.QUERY, Operation.OPEN_QUERY);

  private final Map<String, Account> accounts;
  private final Chains chains;
  private final String base;
  private final FieldRules rules = new FieldRules();

  Entrance(Map<String, Account> accounts, Chains chains, String base) {
    this.accounts = accounts;
    this.chains = chains;
    this.base = base;
  }

  /** What a form says in its own charset, as far as it can be read; proves nothing. */
  record Form(Map<String, String> fields, Charset charset, String flaw) {
    static Form of(byte[] body) {
      String text = new String(body, StandardCharsets.ISO_8859_1);
      Map<String, String> fields = new LinkedHashMap<>();
      Charset charset = StandardCharsets.UTF_8;
      try {
        Map<String, String> peeked = new LinkedHashMap<>();
        Pairs.read(text, StandardCharsets.ISO_8859_1, peeked);
        if (peeked.getOrDefault("encoding", "").equalsIgnoreCase("GBK")) {
          charset = Charset.forName("GBK");
        }
        Pairs.read(text, charset, fields);
        return new Form(fields, charset, "");
      } catch (IllegalArgumentException e) {
        return new Form(fields, charset, "the form is broken: " + e.getMessage());
      }
    }

    String text(String name) {
      return fields.getOrDefault(name, "");
    }
  }

  /** Whose call it says it is. */
  Optional<Account> claimed(Form form) {
    if (!form.text("accessType").equals(AccessType.ACQUIRER.code())) {
      return Optional.ofNullable(accounts.get(form.text("merId")));
    }
    return accounts.values().stream()
        .filter(account -> account.setup.accessType() == AccessType.ACQUIRER)
        .filter(
            account ->
                account.acqInsCode.equals(form.text("acqInsCode"))
                    || account.acqInsCode.equals(form.text("accInsCode")))
        .findFirst();
  }

  /** Notes in the answer what is known of the caller, as soon as it is. */
  Call open(String path, Form form, Instant now, Answer answer) throws Refusal {
    answer.charset = form.charset;
    Optional<Account> found = claimed(form);
    if (found.isPresent()) {
      answer.seal = found.get().keys.seal();
    } else if (form.text("signMethod").equals(SignMethod.RSA.code())) {
      answer.seal = Seal.of(SignMethod.RSA, Proof.NEW, chains.rsa().signing());
    }
    if (!form.flaw.isEmpty()) {
      throw new Refusal("10", form.flaw);
    }
    for (String name : FRAME) {
      if (form.text(name).isBlank()) {
        throw Refusal.missing(name);
      }
    }
    String encoding = form.text("encoding").toUpperCase(Locale.ROOT);
    if (!encoding.equals("UTF-8") && !encoding.equals("GBK")) {
      throw Refusal.format("encoding", "must be UTF-8 or GBK");
    }
    Account account =
        found.orElseThrow(() -> new Refusal("31", "merId, or acqInsCode, is not open here"));
    prove(form, account);
    Operation operation = Operation.of(path, form.fields);
    if (operation == Operation.OTHER) {
      throw new Refusal(
          "10", "there is no such txnType, txnSubType, bizType and channelType at this address");
    }
    checkContent(operation, form, account, now);
    return new Call(operation, account, Map.copyOf(form.fields), form.charset, now, base);
  }

  private static void prove(Form form, Account account) throws Refusal {
    MerchantKeys keys = account.keys;
    if (!form.text("version").equals(keys.version)) {
      throw Refusal.format("version", "of this merchant is " + keys.version);
    }
    if (!form.text("signMethod").equals(keys.method.code())) {
      throw new Refusal("11", "signMethod of this merchant is " + keys.method.code());
    }
    if (form.text(Pairs.SIGNATURE).isEmpty()) {
      throw new Refusal("11", "signature is missing");
    }
    if (keys.method.certificates()) {
      if (form.text("certId").isEmpty()) {
        throw Refusal.missing("certId");
      }
      if (!form.text("certId").equals(keys.own().certId())) {
        throw new Refusal("11", "certId is not that of this merchant's certificate");
      }
    } else if (form.fields.containsKey("certId")) {
      throw new Refusal("11", "a merchant with a shared key has no certId");
    }
    if (!keys.proves(form.fields, form.charset)) {
      throw new Refusal(
          "11",
          "the signature is not that of this merchant over what was received; the signed text has "
              + Pairs.signed(form.fields).length()
              + " characters here");
    }
  }

  private void checkContent(Operation operation, Form form, Account account, Instant now)
      throws Refusal {
    if (!form.text("accessType").equals(account.setup.accessType().code())) {
      throw new Refusal(
          "32", "accessType of this merchant is " + account.setup.accessType().code());
    }
    if (!account.actsFor(form.text("merId"))) {
      throw new Refusal("32", "merId is no merchant of this acquirer");
    }
    if (!account.setup.permits(operation)) {
      throw new Refusal("32", "this merchant has no permission for " + operation);
    }
    if (operation.encrypts() && !account.keys.method.certificates()) {
      throw new Refusal("32", operation + " is for merchants with a certificate only");
    }
    for (String name : operation.needed()) {
      if (form.text(name).isBlank()) {
        throw Refusal.missing(name);
      }
    }
    checkForOthers(operation, form, account);
    rules.check(form.fields);
    if (!ABOUT_OTHERS.contains(operation)) {
      checkTime(form.text("txnTime"), now);
    }
  }

  private static void checkForOthers(Operation operation, Form form, Account account)
      throws Refusal {
    if (WITHOUT_MERCHANTS_DATA.contains(operation)) {
      return;
    }
    String[] needed =
        switch (account.setup.accessType()) {
          case MERCHANT -> new String[0];
          case ACQUIRER -> new String[] {"merCatCode", "merName", "merAbbr"};
          case PLATFORM -> new String[] {"subMerId", "subMerName", "subMerAbbr"};
        };
    for (String name : needed) {
      if (form.text(name).isBlank()) {
        throw Refusal.missing(name);
      }
    }
  }

  private static void checkTime(String txnTime, Instant now) throws Refusal {
    Instant said =
        Numbers.instant(txnTime).orElseThrow(() -> Refusal.format("txnTime", "is no time"));
    if (Duration.between(said, now).abs().compareTo(TOLERANCE) > 0) {
      throw Refusal.format(
          "txnTime",
          "is "
              + Duration.between(now, said).toMinutes()
              + " minutes from UnionPay's clock in Beijing");
    }
  }
}
