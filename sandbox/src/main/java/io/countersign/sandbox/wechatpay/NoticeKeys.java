// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.HashMap;
import java.util.Map;

/**
 * What it takes to make a notification that one merchant's shop believes.
 *
 * @param mchid the merchant
 * @param appId the app of its orders
 * @param apiV3Key seals the content
 * @param keyId names the key that signs
 * @param gatewayKey signs
 */
record NoticeKeys(
    String mchid, String appId, String apiV3Key, String keyId, PrivateKey gatewayKey) {

  static NoticeKeys of(WeChatPayMerchant merchant) {
    PlatformKey key = merchant.account().keys.publicKey();
    return new NoticeKeys(
        merchant.mchid(), merchant.appId(), merchant.apiV3Key(), key.id(), key.pair().getPrivate());
  }

  /** From what the program wrote at its start. */
  static NoticeKeys read(Path credentials) {
    Path inner = credentials.resolve("wechatpay");
    Path folder = Files.isDirectory(inner) ? inner : credentials;
    try {
      Map<String, String> variables = new HashMap<>();
      for (String line : Files.readAllLines(folder.resolve(".env"))) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          variables.put(
              line.substring(0, equals), line.substring(equals + 1).replaceAll("^\"|\"$", ""));
        }
      }
      return new NoticeKeys(
          needed(variables, "WECHATPAY_MCHID"),
          needed(variables, "WECHATPAY_APPID"),
          needed(variables, "WECHATPAY_APIV3_KEY"),
          needed(variables, "WECHATPAY_PUBLIC_KEY_ID"),
          Pem.privateKey(Files.readString(folder.resolve(WeChatPayAttacks.GATEWAY_KEY_FILE))));
    } catch (IOException e) {
      throw new UncheckedIOException(
          folder
              + " does not hold what the sandbox writes with --credentials; start it once with that"
              + " option",
          e);
    }
  }

  NoticeKeys app(String other) {
    return new NoticeKeys(mchid, other, apiV3Key, keyId, gatewayKey);
  }

  /** Tells no secret. */
  @Override
  public String toString() {
    return "keys of merchant " + mchid;
  }

  private static String needed(Map<String, String> variables, String name) {
    String value = variables.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException("the .env file has no " + name);
    }
    return value;
  }
}
