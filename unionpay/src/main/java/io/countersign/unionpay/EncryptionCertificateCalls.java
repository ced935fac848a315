// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.InvalidRequestException;
import io.countersign.PaymentId;
import io.countersign.Pem;
import io.countersign.spi.Verdict;
import java.time.Instant;
import java.util.Optional;

/** Asks for the certificate to encrypt by. (全渠道, 银联加密公钥更新查询.) */
final class EncryptionCertificateCalls {

  private final GatewayCalls gateway;
  private final KeysInUse keys;

  EncryptionCertificateCalls(GatewayCalls gateway, KeysInUse keys) {
    this.gateway = gateway;
    this.keys = keys;
  }

  UnionPayEncryptionCertificate current() {
    if (gateway.config().signMethod != SignMethod.RSA) {
      throw new InvalidRequestException(
          "encryption certificate", "a merchant of signMethod 01 (RSA): UnionPay tells no other");
    }
    TimedNumber number =
        TimedNumber.of(PaymentId.next(gateway.config().terms.clock(), gateway.random()));
    Call call =
        Call.of(Call.Path.BACK, "95", "00", "000000")
            .with("channelType", "07")
            .with(number)
            .with("certType", "01");
    // Once: the same orderId sent again would be refused as a duplicate.
    return gateway.exchange().readOnce(Operation.ENCRYPTION_CERTIFICATE, call, this::told);
  }

  private Verdict<UnionPayEncryptionCertificate> told(Answer answer) {
    String pem = answer.fields().text("encryptPubKeyCert").orElse("");
    Optional<PublicCertificate> named = named(pem);
    if (named.isEmpty()) {
      return new Verdict.Open<>(
          "UnionPay named no certificate of its own that is valid now", Optional.empty());
    }
    PublicCertificate certificate = named.get();
    keys.encryptBy(certificate);
    return Verdict.accepted(
        new UnionPayEncryptionCertificate(certificate.number(), certificate.notAfter(), pem));
  }

  private Optional<PublicCertificate> named(String pem) {
    Instant now = gateway.loop().now();
    try {
      return gateway
          .config()
          .keys
          .certificate(
              Pem.text(pem).der("encryptPubKeyCert", "a certificate", "CERTIFICATE").get(0))
          // Not whether it may sign: one to encrypt by need not.
          .filter(read -> read.namesUnionPay() && !read.isAuthority() && read.isValidAt(now));
    } catch (InvalidRequestException noCertificate) {
      return Optional.empty();
    }
  }
}
