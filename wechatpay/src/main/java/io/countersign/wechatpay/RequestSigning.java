// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Signer;
import io.countersign.http.Headers;
import io.countersign.http.HttpCall;
import io.countersign.spi.Endpoint;
import io.countersign.spi.RsaSha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests, {@code WECHATPAY2-SHA256-RSA2048}: method, path with query, time, nonce and body,
 * a line each. (WeChat Pay API v3, "如何生成请求签名".)
 */
final class RequestSigning {

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  static final String USER_AGENT = "Countersign/0.1 (Java " + Runtime.version().feature() + ")";

  private final String mchid;
  private final String merchantSerial;
  private final Signer signer;
  private final Endpoint endpoint;
  private final RandomGenerator random;

  RequestSigning(WeChatPayConfig config, RandomGenerator random) {
    this.mchid = config.mchid;
    this.merchantSerial = config.merchantSerial;
    this.signer = config.signer == null ? localSigner(config) : config.signer;
    this.endpoint = config.endpoint;
    this.random = random;
  }

  private static Signer localSigner(WeChatPayConfig config) {
    if (config.merchantKey == null) {
      throw new IllegalStateException("a configuration has a signer or a key");
    }
    return new RsaSha256(config.securityProvider).signer(config.merchantKey);
  }

  /**
   * A signed request.
   *
   * @param keyId the key of WeChat Pay's that the answer should be signed by, and that sensitive
   *     fields are encrypted with
   */
  HttpCall sign(
      String method,
      String pathAndQuery,
      byte @Nullable [] body,
      @Nullable String keyId,
      boolean write,
      Instant now,
      Duration timeout) {
    return sign(endpoint, method, pathAndQuery, body, keyId, write, now, timeout);
  }

  /** A signed request for a file, at the host where it lies. */
  HttpCall signDownload(BillAddress address, Instant now, Duration timeout) {
    return sign(address.host(), "GET", address.pathAndQuery(), null, null, false, now, timeout);
  }

  private HttpCall sign(
      Endpoint host,
      String method,
      String pathAndQuery,
      byte @Nullable [] body,
      @Nullable String keyId,
      boolean write,
      Instant now,
      Duration timeout) {
    String timestamp = Long.toString(now.getEpochSecond());
    String nonce = nonce();
    byte[] bytes = body == null ? new byte[0] : body;
    String signature =
        base64Signature(
            method
                + "\n"
                + pathAndQuery
                + "\n"
                + timestamp
                + "\n"
                + nonce
                + "\n"
                + new String(bytes, StandardCharsets.UTF_8)
                + "\n");
    Headers.Builder headers =
        Headers.builder()
            .add(
                "Authorization",
                Proof.ALGORITHM
                    + " mchid=\""
                    + mchid
                    + "\",nonce_str=\""
                    + nonce
                    + "\",timestamp=\""
                    + timestamp
                    + "\",serial_no=\""
                    + merchantSerial
                    + "\",signature=\""
                    + signature
                    + "\"")
            .add("Accept", "application/json")
            .add("User-Agent", USER_AGENT);
    if (keyId != null) {
      headers.add(Proof.SERIAL, keyId);
    }
    if (!method.equals("GET")) {
      headers.add("Content-Type", "application/json");
    }
    HttpCall call =
        HttpCall.of(method, host.resolve(pathAndQuery), headers.build(), write, timeout);
    return body == null ? call : call.withBody(body);
  }

  /** The signature of lines that a wallet checks, as Base64. */
  String base64Signature(String message) {
    return Base64.getEncoder()
        .encodeToString(signer.sign(message.getBytes(StandardCharsets.UTF_8)));
  }

  /** 32 letters and digits. */
  String nonce() {
    char[] nonce = new char[32];
    for (int i = 0; i < nonce.length; i++) {
      nonce[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }
    return new String(nonce);
  }
}
