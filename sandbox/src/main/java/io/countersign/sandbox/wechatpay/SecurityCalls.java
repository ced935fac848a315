// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Certificates, echo, and the balance. */
final class SecurityCalls {
  private SecurityCalls() {}

  static Answer certificates(Call call) throws Refusal {
    Map<String, String> query = call.query(List.of("algorithm_type"));
    String algorithm = query.getOrDefault("algorithm_type", "RSA");
    if (!List.of("RSA", "SM2", "ALL").contains(algorithm)) {
      throw Refusal.field("query", "algorithm_type", null, "must be RSA, SM2 or ALL");
    }
    List<PlatformKey> certificates = call.account().keys.certificates();
    if (certificates.isEmpty() || algorithm.equals("SM2")) {
      throw Refusal.of(
          ErrorCode.RESOURCE_NOT_EXISTS, "there is no platform certificate, use the public key");
    }
    ObjectNode answer = StrictJson.object();
    for (PlatformKey key : certificates) {
      X509Certificate certificate = key.certificate();
      if (certificate != null) {
        ObjectNode entry = StrictJson.object();
        entry.put("serial_no", key.id());
        entry.put("effective_time", Tokens.time(certificate.getNotBefore().toInstant()));
        entry.put("expire_time", Tokens.time(certificate.getNotAfter().toInstant()));
        String apiV3Key = call.account().keys.apiV3Key();
        entry.set(
            "encrypt_certificate",
            SealedResource.seal(apiV3Key, "certificate", Pem.of(certificate)));
        answer.withArray("/data").add(entry);
      }
    }
    return Answer.json(200, answer);
  }

  static Answer echo(Call call) throws Refusal {
    Account account = call.account();
    ObjectNode body = call.body(OrderShapes.echo());
    NotifyUrl.check(body, account.setup.loopbackNotifyUrls());
    if (call.request().first("Wechatpay-Serial").isEmpty()) {
      throw Refusal.header("Wechatpay-Serial", "is missing, this call needs it");
    }
    Optional<String> secret = call.decrypted(body, "/encrypted_echo_message");
    ObjectNode answer = StrictJson.object();
    answer.put("echo_message", body.path("echo_message").asText());
    if (secret.isPresent()) {
      answer.put(
          "encrypted_echo_message", Rsa.encrypt(account.keys.merchantPublicKey(), secret.get()));
    }
    if (body.has("notify_url")) {
      NotificationEvent event =
          NotificationEvent.echo(body.path("echo_message").asText(), call.now());
      account.notifications.queue(
          SignedNotification.of(account, event), body.path("notify_url").asText());
    }
    return Answer.json(200, answer);
  }

  static Answer balance(Call call) throws Refusal {
    call.noQuery();
    if (!List.of("BASIC", "OPERATION", "FEES").contains(call.value("account_type"))) {
      throw Refusal.field("uri", "account_type", null, "must be BASIC, OPERATION or FEES");
    }
    ObjectNode answer = StrictJson.object();
    boolean basic = call.value("account_type").equals("BASIC");
    answer.put("available_amount", basic ? call.account().ledger.balance() : 0);
    answer.put("pending_amount", 0);
    return Answer.json(200, answer);
  }
}
