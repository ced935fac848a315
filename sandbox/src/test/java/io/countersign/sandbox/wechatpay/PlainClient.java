// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A merchant's client written from the protocol with nothing but the JDK, every step open to
 * mistakes on purpose.
 */
final class PlainClient {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final WeChatPayGateway gateway;
  private final WeChatPayMerchant merchant;

  PlainClient(WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    this.gateway = gateway;
    this.merchant = merchant;
  }

  /** An answer, its JSON read if there is any. */
  @SuppressWarnings("ArrayRecordComponent")
  record Reply(int status, Map<String, List<String>> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    JsonNode json() {
      return read(text());
    }

    String code() {
      return json().path("code").asText();
    }

    String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().get(0))
          .findFirst()
          .orElse("");
    }
  }

  /** One request in the making. */
  final class Draft {
    final String method;
    String url;
    byte[] body;
    String scheme = "WECHATPAY2-SHA256-RSA2048";
    final Map<String, String> authorization = new LinkedHashMap<>();
    final List<String[]> headers = new ArrayList<>();
    String signedUrl;
    String signedBody;
    String lastLine = "\n";
    boolean withAuthorization = true;
    String fixedAuthorization = "";

    Draft(String method, String url, String body) {
      this.method = method;
      this.url = url;
      this.signedUrl = url;
      this.body = body.getBytes(StandardCharsets.UTF_8);
      this.signedBody = body;
      authorization.put("mchid", merchant.mchid());
      authorization.put("nonce_str", UUID.randomUUID().toString().replace("-", ""));
      authorization.put("timestamp", Long.toString(gateway.clock().instant().getEpochSecond()));
      authorization.put("serial_no", merchant.merchantSerial());
      header("Accept", "application/json");
      header("User-Agent", "plain");
      header("Wechatpay-Serial", merchant.publicKeyId());
      if (!method.equals("GET")) {
        header("Content-Type", "application/json");
      }
    }

    Draft header(String name, String value) {
      headers.removeIf(header -> header[0].equalsIgnoreCase(name));
      headers.add(new String[] {name, value});
      return this;
    }

    Draft twice(String name, String value) {
      header(name, value);
      headers.add(new String[] {name, value});
      return this;
    }

    Draft without(String name) {
      headers.removeIf(header -> header[0].equalsIgnoreCase(name));
      return this;
    }

    Draft with(String name, String value) {
      authorization.put(name, value);
      return this;
    }

    String authorization() {
      String message =
          String.join(
                  "\n",
                  method,
                  signedUrl,
                  authorization.get("timestamp"),
                  authorization.get("nonce_str"))
              + "\n"
              + signedBody
              + lastLine;
      authorization.putIfAbsent("signature", sign(message));
      StringBuilder pairs = new StringBuilder();
      authorization.forEach(
          (name, value) -> pairs.append(',').append(name).append("=\"").append(value).append('"'));
      return scheme + " " + pairs.substring(1);
    }

    Reply send() {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.baseUri() + url));
      if (withAuthorization) {
        request.header(
            "Authorization", fixedAuthorization.isEmpty() ? authorization() : fixedAuthorization);
      }
      headers.forEach(header -> request.header(header[0], header[1]));
      request.method(
          method,
          body.length == 0
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofByteArray(body));
      try {
        HttpResponse<byte[]> answer =
            HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Reply(answer.statusCode(), answer.headers().map(), answer.body());
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  Draft get(String url) {
    return new Draft("GET", url, "");
  }

  Draft post(String url, String body) {
    return new Draft("POST", url, body);
  }

  String sign(String message) {
    try {
      byte[] der = der(merchant.merchantPrivateKeyPem());
      PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(message.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean verifies(Reply reply) {
    return verifies(reply.headers(), reply.body());
  }

  boolean verifies(Map<String, List<String>> headers, byte[] body) {
    Reply h = new Reply(0, headers, body);
    String serial = h.header("Wechatpay-Serial");
    PublicKey key = null;
    if (serial.equals(merchant.publicKeyId())) {
      key = publicKey(merchant.publicKeyPem());
    }
    int at = merchant.platformCertificateSerials().indexOf(serial);
    if (at >= 0) {
      key = certificateKey(merchant.platformCertificatePems().get(at));
    }
    if (key == null) {
      return false;
    }
    String head = h.header("Wechatpay-Timestamp") + "\n" + h.header("Wechatpay-Nonce") + "\n";
    return verify(
        key,
        head + new String(body, StandardCharsets.UTF_8) + "\n",
        h.header("Wechatpay-Signature"));
  }

  static boolean verify(PublicKey key, String message, String signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(key);
      verifier.update(message.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  static PublicKey publicKey(String pem) {
    try {
      return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der(pem)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static PublicKey certificateKey(String pem) {
    try {
      byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(bytes))
          .getPublicKey();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String encrypt(PublicKey key, String plain) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return Base64.getEncoder()
          .encodeToString(cipher.doFinal(plain.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String decrypt(String encrypted) {
    try {
      byte[] der = der(merchant.merchantPrivateKeyPem());
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
      return new String(
          cipher.doFinal(Base64.getDecoder().decode(encrypted)), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens the resource of a notification or of a certificate. */
  String open(JsonNode resource) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      byte[] nonce = resource.path("nonce").asText().getBytes(StandardCharsets.US_ASCII);
      byte[] key = merchant.apiV3Key().getBytes(StandardCharsets.US_ASCII);
      cipher.init(
          Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
      cipher.updateAAD(resource.path("associated_data").asText().getBytes(StandardCharsets.UTF_8));
      byte[] sealed = Base64.getDecoder().decode(resource.path("ciphertext").asText());
      return new String(cipher.doFinal(sealed), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  // What an ordinary shop sends.

  String order(String number) {
    return """
        {"appid":"%s","mchid":"%s","description":"深圳腾大-QQ公仔","out_trade_no":"%s","notify_url":"https://shop.example/notify","amount":{"total":100,"currency":"CNY"}}"""
        .formatted(merchant.appId(), merchant.mchid(), number);
  }

  String orderWith(String number, String field, String json) {
    return order(number).replace("\"appid\"", "\"%s\":%s,\"appid\"".formatted(field, json));
  }

  String jsapi(String number) {
    return orderWith(number, "payer", "{\"openid\":\"" + merchant.openId() + "\"}");
  }

  String h5(String number) {
    return orderWith(
        number,
        "scene_info",
        "{\"payer_client_ip\":\"203.0.113.7\",\"h5_info\":{\"type\":\"Wap\"}}");
  }

  String app(String number) {
    return order(number).replace(merchant.appId(), merchant.mobileAppId());
  }

  String codePay(String number, String authCode) {
    return """
        {"appid":"%s","mchid":"%s","description":"coffee","out_trade_no":"%s","payer":{"auth_code":"%s"},"amount":{"total":100,"currency":"CNY"},"scene_info":{"store_info":{"id":"S1"}}}"""
        .formatted(merchant.appId(), merchant.mchid(), number, authCode);
  }

  String refund(String number, String outRefundNo, long fen) {
    return """
        {"out_trade_no":"%s","out_refund_no":"%s","amount":{"refund":%d,"total":100,"currency":"CNY"}}"""
        .formatted(number, outRefundNo, fen);
  }

  Reply placeNative(String number) {
    return post("/v3/pay/transactions/native", order(number)).send();
  }

  Reply chargeCode(String number, String authCode) {
    return post("/v3/pay/transactions/codepay", codePay(number, authCode)).send();
  }

  Reply query(String number) {
    return get("/v3/pay/transactions/out-trade-no/" + number + "?mchid=" + merchant.mchid()).send();
  }

  Reply close(String number) {
    return post(
            "/v3/pay/transactions/out-trade-no/" + number + "/close",
            "{\"mchid\":\"" + merchant.mchid() + "\"}")
        .send();
  }

  Reply reverse(String number) {
    String body = "{\"appid\":\"" + merchant.appId() + "\",\"mchid\":\"" + merchant.mchid() + "\"}";
    return post("/v3/pay/transactions/out-trade-no/" + number + "/reverse", body).send();
  }

  Reply refundOf(String number, String outRefundNo, long fen) {
    return post("/v3/refund/domestic/refunds", refund(number, outRefundNo, fen)).send();
  }

  Reply queryRefund(String outRefundNo) {
    return get("/v3/refund/domestic/refunds/" + outRefundNo).send();
  }

  Reply echo(String body) {
    return post("/v3/security/echo", body).send();
  }

  Reply certificates() {
    return get("/v3/certificates").send();
  }
}
