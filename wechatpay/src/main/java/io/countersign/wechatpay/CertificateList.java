// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.ProviderFields;
import io.countersign.Rejection;
import io.countersign.Secret;
import io.countersign.http.HttpAnswer;
import io.countersign.spi.AesGcm;
import io.countersign.spi.CallLoop;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.RsaSha256;
import io.countersign.spi.Verdict;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fetches the platform certificates. No key is known at first contact, so each is decrypted first,
 * which proves knowledge of the APIv3 key, and then the whole answer is verified by one of them.
 * (WeChat Pay API v3, "获取平台证书".)
 */
final class CertificateList implements PlatformKeys.Source {

  private static final String PATH = "/v3/certificates";

  /** A notification must be answered within five seconds, its certificate fetched before that. */
  private static final Duration MOST_TIME = Duration.ofSeconds(4);

  private final CallLoop loop;
  private final RequestSigning signing;
  private final RsaSha256 rsa;
  private final AesGcm gcm;
  private final List<Secret> apiV3Keys;

  CertificateList(
      CallLoop loop, RequestSigning signing, RsaSha256 rsa, AesGcm gcm, List<Secret> apiV3Keys) {
    this.loop = loop;
    this.signing = signing;
    this.rsa = rsa;
    this.gcm = gcm;
    this.apiV3Keys = apiV3Keys;
  }

  @Override
  public List<X509Certificate> fetch() {
    return loop.before(loop.now().plus(MOST_TIME))
        .read(
            Operation.CERTIFICATES.signalName(),
            (now, timeout) -> signing.sign("GET", PATH, null, null, false, now, timeout),
            this::read);
  }

  private Verdict<List<X509Certificate>> read(HttpAnswer answer) {
    if (answer.status() != 200) {
      Optional<Refusal> refusal = Refusal.of(answer);
      Optional<ErrorCode> known = refusal.flatMap(r -> ErrorCode.of(r.code()));
      if (answer.status() == 404
          && known.isPresent()
          && known.get().reasonOn(Operation.CERTIFICATES) == Rejection.Reason.NOT_FOUND) {
        // A merchant whose keys are public keys has no certificates.
        return Verdict.accepted(List.of());
      }
      return known.isPresent()
              && known.get().effectOn(Operation.CERTIFICATES) == ErrorCode.Effect.BEFORE_PROCESSING
          ? new Verdict.Refused<>(
              refusal.get().rejection(Operation.CERTIFICATES, known.get(), false, answer, null))
          : Verdict.open("HTTP " + answer.status());
    }
    List<X509Certificate> certificates;
    try {
      certificates = decrypted(JsonText.fields(answer.body()));
    } catch (JsonFormatException unreadable) {
      return Verdict.open("the certificate list cannot be read: " + unreadable.getMessage());
    }
    try {
      new Proof(rsa, new Listed(certificates))
          .of(Evidence.Kind.SIGNED_ANSWER, answer.headers(), answer.body(), loop.now());
    } catch (InvalidNotificationException unproven) {
      return Verdict.open("the certificate list is not proven: " + unproven.getMessage());
    }
    return Verdict.accepted(certificates);
  }

  private List<X509Certificate> decrypted(ProviderFields list) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (ProviderFields entry : list.list("data")) {
      Optional<byte[]> pem = Optional.empty();
      String associatedData = entry.text("encrypt_certificate/associated_data").orElse("");
      for (Secret key : apiV3Keys) {
        // Other content under the same key, such as a notification's, is never a certificate.
        if (pem.isEmpty() && associatedData.equals("certificate")) {
          pem =
              gcm.open(
                  key,
                  entry.text("encrypt_certificate/nonce").orElse(""),
                  associatedData,
                  entry.text("encrypt_certificate/ciphertext").orElse(""));
        }
      }
      if (pem.isPresent()) {
        try {
          certificates.add(Pem.bytes(pem.get()).certificate("platform certificate"));
        } catch (InvalidRequestException unreadable) {
          // One damaged certificate does not spoil the others.
        }
      }
    }
    return certificates;
  }

  /** The keys of the list itself. */
  private static final class Listed implements Proof.KeyById {
    private final List<X509Certificate> certificates;

    Listed(List<X509Certificate> certificates) {
      this.certificates = certificates;
    }

    @Override
    public Optional<PlatformKey> find(String id) {
      for (X509Certificate certificate : certificates) {
        Optional<PlatformKey> key = PlatformKey.ofCertificate(certificate);
        if (key.isPresent()
            && PlatformKey.normalized(key.get().id()).equals(PlatformKey.normalized(id))) {
          return key;
        }
      }
      return Optional.empty();
    }
  }
}
