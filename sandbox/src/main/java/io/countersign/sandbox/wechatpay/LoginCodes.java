// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The apps that WeChat knows, and the codes it gave to their users' phones. */
final class LoginCodes {
  /** A user in one app. */
  record User(String appid, String openid, Optional<String> unionid) {}

  /** What a request must be refused with. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    final int errcode;

    Refused(int errcode, String errmsg) {
      super(errmsg, null, false, false);
      this.errcode = errcode;
    }
  }

  private static final class Code {
    final Operation operation;
    final User user;
    final Instant until;
    boolean used;

    Code(Operation operation, User user, Instant until) {
      this.operation = operation;
      this.user = user;
      this.until = until;
    }
  }

  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final int MOST_A_MINUTE = 100;

  private final Map<String, String> secrets = new HashMap<>();
  private final Map<String, Code> codes = new HashMap<>();
  private final Map<String, ArrayDeque<Instant>> logins = new HashMap<>();

  synchronized String secret(String appid) {
    return secrets.computeIfAbsent(appid, unknown -> Tokens.hex(32));
  }

  synchronized String issue(Operation operation, User user, Instant now) {
    secret(user.appid());
    String code = (operation == Operation.CODE_TO_SESSION ? "0" : "1") + Tokens.alphanumeric(31);
    codes.put(code, new Code(operation, user, now.plus(LIFE)));
    return code;
  }

  /** Only a good request uses a code up. */
  synchronized User use(Operation operation, String appid, String secret, String given, Instant now)
      throws Refused {
    String known = secrets.get(appid);
    if (known == null) {
      throw new Refused(40013, "invalid appid");
    }
    if (!known.equals(secret)) {
      throw new Refused(40125, "invalid appsecret");
    }
    Code code = codes.get(given);
    if (code == null || code.operation != operation || !code.user.appid().equals(appid)) {
      throw new Refused(40029, "invalid code");
    }
    if (code.used) {
      throw new Refused(40163, "code been used");
    }
    if (now.isAfter(code.until)) {
      throw new Refused(40029, "invalid code, it has expired");
    }
    ArrayDeque<Instant> before =
        logins.computeIfAbsent(appid + "/" + code.user.openid(), user -> new ArrayDeque<>());
    before.removeIf(at -> !at.isAfter(now.minusSeconds(60)));
    if (before.size() >= MOST_A_MINUTE) {
      throw new Refused(45011, "api minute-quota reach limit, must slower, retry next minute");
    }
    before.add(now);
    code.used = true;
    return code.user;
  }
}
