// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import java.math.BigInteger;
import java.time.Instant;

/**
 * Finds the files that people mix up, when a client is built: the merchant's and UnionPay's, those
 * for signing and those for encrypting, the test environment's and production's. Mixed up they
 * otherwise show as 9100004 at the first payment. (全渠道, 证书.)
 */
final class CertificateRules {

  private static final String SIGNING = "signing certificate";
  private static final String ENCRYPTION = "encryption certificate";
  private static final String APP = "app verifying certificate";
  private static final String TEST_AUTHORITY = "CFCA TEST ";
  private static final String AUTHORITY = "CFCA ";

  private final MessageKeys keys;
  private final UnionPayEndpoints endpoints;

  CertificateRules(MessageKeys keys, UnionPayEndpoints endpoints) {
    this.keys = keys;
    this.endpoints = endpoints;
  }

  /**
   * The merchant's own.
   *
   * @throws InvalidRequestException if UnionPay would refuse what it signs
   */
  void checkOwn(Instant now) {
    PublicCertificate own = keys.own().orElse(null);
    if (own == null) {
      return;
    }
    if (own.namesUnionPay()) {
      throw new InvalidRequestException(
          SIGNING, "the merchant's own (商户私钥证书); this one is UnionPay's");
    }
    if (own.isAuthority()) {
      throw new InvalidRequestException(
          SIGNING, "the merchant's own (商户私钥证书); this one is an authority's");
    }
    if (now.isAfter(own.notAfter())) {
      throw new InvalidRequestException(
          SIGNING,
          "one that is valid; this one ended at "
              + own.notAfter()
              + ": fetch a new one from CFCA and upload it in UnionPay's merchant portal");
    }
    if (now.isBefore(own.notBefore())) {
      throw new InvalidRequestException(
          SIGNING,
          "one that is valid; this one begins at "
              + own.notBefore()
              + ", or the clock of this machine is wrong");
    }
    requirePlace(SIGNING, own);
  }

  /**
   * UnionPay's, to encrypt by; it may have ended, as a running client asks for the next one.
   *
   * @throws InvalidRequestException if it is anything else; it says what it is
   */
  PublicCertificate encryption(Pem file) {
    if (keys.certId().isEmpty()) {
      throw new InvalidRequestException(
          ENCRYPTION,
          "none where a key is shared (signMethod 11, 12): UnionPay takes encrypted fields from"
              + " merchants with a certificate only");
    }
    PublicCertificate read = unionPays(ENCRYPTION, "敏感信息加密证书, acp_…_enc.cer", file);
    requirePlace(ENCRYPTION, read);
    return read;
  }

  /**
   * UnionPay's, by which the result in an app is verified.
   *
   * @throws InvalidRequestException if it is anything else
   */
  RsaCertificate app(Pem file) {
    return RsaCertificate.read(der(APP, file), null)
        .filter(read -> !isOwn(read))
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    APP,
                    "UnionPay's for apps (acp_…_app_verify_sign.cer); this one is of another kind"
                        + " of key, or the merchant's own"));
  }

  private PublicCertificate unionPays(String field, String names, Pem file) {
    PublicCertificate read =
        keys.certificate(der(field, file))
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        field,
                        "UnionPay's ("
                            + names
                            + "), with a key of the configured sign method; it is damaged or of"
                            + " another kind"));
    if (isOwn(read) || !read.namesUnionPay()) {
      throw new InvalidRequestException(
          field,
          "UnionPay's ("
              + names
              + "); this one is "
              + (isOwn(read)
                  ? "the merchant's own"
                  : read.isAuthority() ? "an authority's" : "another's"));
    }
    return read;
  }

  private boolean isOwn(PublicCertificate read) {
    BigInteger serial = read.serial();
    return keys.own()
        .filter(own -> own.serial().equals(serial) && own.issuer().equals(read.issuer()))
        .isPresent();
  }

  /** Whether it is of the place that is called; addresses other than UnionPay's are not judged. */
  private void requirePlace(String field, PublicCertificate certificate) {
    String issuer = PublicCertificate.commonName(certificate.issuer()).orElse("");
    if (endpoints.isProduction() && issuer.startsWith(TEST_AUTHORITY)) {
      throw new InvalidRequestException(
          field,
          "one of production; this one is of the test environment (issued by "
              + issuer
              + "), which production answers with 9100004: use it with UnionPayEndpoints.test()");
    }
    if (endpoints.isTest() && issuer.startsWith(AUTHORITY) && !issuer.startsWith(TEST_AUTHORITY)) {
      throw new InvalidRequestException(
          field,
          "one of the test environment; this one is of production (issued by "
              + issuer
              + "), which the test environment answers with 9100004");
    }
  }

  private static byte[] der(String field, Pem file) {
    return file.der(field, "a certificate (BEGIN CERTIFICATE)", "CERTIFICATE").get(0);
  }
}
