// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.ClientSettings;
import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.Secret;
import io.countersign.Signer;
import io.countersign.spi.CallTerms;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.security.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One merchant of UnionPay (商户号), or an institution or platform that acts for merchants: who it is,
 * its keys, and how calls behave. Building one reads keys and finds the wrong kind at once; it does
 * no network input or output. Immutable.
 */
public final class UnionPayConfig {

  private final Builder source;
  final String merId;
  final AccessType accessType;

  /** Of an acquirer; null for others. */
  final @Nullable String acqInsCode;

  final SignMethod signMethod;

  /** {@code 5.1.0}, or {@code 5.0.0} where SHA-1 is asked for by name. */
  final String version;

  final MessageKeys keys;

  /** UnionPay's, to encrypt by: the first that is valid. */
  final List<PublicCertificate> encryption;

  /** Whether only PINs are encrypted. */
  final boolean encryptsPinOnly;

  /** Null unless configured. */
  final @Nullable RsaCertificate appVerifying;

  final @Nullable URI notifyUrl;
  final UnionPayEndpoints endpoints;
  final CallTerms terms;
  final @Nullable Provider securityProvider;

  private UnionPayConfig(Builder given) {
    // The builder may be used again and changed; this copy is never seen outside.
    Builder builder = new Builder(given);
    this.source = builder;
    this.merId = required(builder.merId, "merId");
    this.accessType = builder.accessType;
    this.acqInsCode = builder.acqInsCode;
    this.securityProvider = builder.securityProvider;
    this.endpoints = builder.endpoints;
    this.signMethod = builder.signMethod();
    this.version = builder.sha1 ? "5.0.0" : "5.1.0";
    this.terms = builder.callTerms();
    this.keys = builder.keys();
    CertificateRules rules = new CertificateRules(keys, endpoints);
    rules.checkOwn(terms.clock().instant());
    List<PublicCertificate> encrypting = new ArrayList<>();
    for (Pem file : builder.encryption) {
      encrypting.add(rules.encryption(file));
    }
    this.encryption = List.copyOf(encrypting);
    this.encryptsPinOnly = builder.pinOnly;
    this.appVerifying = builder.appVerifying == null ? null : rules.app(builder.appVerifying);
    this.notifyUrl = builder.notifyUrl;
  }

  /** Begins a configuration. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads a configuration from a map: {@code System.getenv()}, or one parsed from a single secret.
   *
   * <table>
   *   <caption>Variables</caption>
   *   <tr><td>{@code UNIONPAY_MER_ID}</td><td>required: the merchant's number (商户号)</td></tr>
   *   <tr><td>{@code UNIONPAY_PFX} or {@code …_PATH}</td><td>the merchant's signing certificate with
   *     its key ({@code .pfx}, 商户私钥证书): Base64 of the file, or a path</td></tr>
   *   <tr><td>{@code UNIONPAY_PFX_PASSWORD}</td><td>its password</td></tr>
   *   <tr><td>{@code UNIONPAY_PRIVATE_KEY}, {@code UNIONPAY_CERT}, each also {@code …_PATH}</td>
   *     <td>instead of the file: key and certificate in PEM form</td></tr>
   *   <tr><td>{@code UNIONPAY_SIGN_METHOD}</td><td>{@code 01} (RSA, unless set), {@code 11}
   *     (SHA-256 with a shared key), {@code 12} (SM3 with a shared key), {@code 21} (SM2; key and
   *     certificate as above, or the file below)</td></tr>
   *   <tr><td>{@code UNIONPAY_SECURE_KEY}</td><td>the shared key of methods 11 and 12</td></tr>
   *   <tr><td>{@code UNIONPAY_SM2} or {@code …_PATH}, {@code UNIONPAY_SM2_PASSWORD}</td><td>of
   *     method 21: CFCA's {@code .sm2} file, Base64 of it or a path, and its password</td></tr>
   *   <tr><td>{@code UNIONPAY_ENC_CERT} or {@code …_PATH}</td><td>UnionPay's certificate by which
   *     sensitive fields are encrypted (敏感信息加密证书)</td></tr>
   *   <tr><td>{@code UNIONPAY_VERIFY_CERT}, {@code UNIONPAY_APP_VERIFY_CERT}, each also
   *     {@code …_PATH}</td><td>UnionPay's certificates for messages that bring none, and for the
   *     result in an app</td></tr>
   *   <tr><td>{@code UNIONPAY_ROOT_CERT}, {@code UNIONPAY_MIDDLE_CERT}, each also
   *     {@code …_PATH}</td><td>other certificates to trust than those that come with this library</td></tr>
   *   <tr><td>{@code UNIONPAY_ACQ_INS_CODE}</td><td>of an acquirer (收单机构), who acts for merchants</td></tr>
   *   <tr><td>{@code UNIONPAY_PLATFORM}</td><td>{@code true}: a platform merchant (平台商户)</td></tr>
   *   <tr><td>{@code UNIONPAY_ALLOW_INSECURE_SHA1}</td><td>{@code true}: version 5.0.0, which signs
   *     with SHA-1</td></tr>
   *   <tr><td>{@code UNIONPAY_NOTIFY_URL}</td><td>where notifications go ({@code backUrl})</td></tr>
   *   <tr><td>{@code UNIONPAY_ENDPOINT}</td><td>{@code production} (unless set), {@code test}, or
   *     the address of a gateway for tests</td></tr>
   * </table>
   *
   * @throws InvalidRequestException if one is missing or wrong; it names the variable
   */
  public static UnionPayConfig fromEnvironment(Map<String, String> environment) {
    return UnionPayEnvironment.read(environment);
  }

  /** A builder filled with this configuration, to change parts of it. */
  public Builder toBuilder() {
    return new Builder(source);
  }

  /** The merchant's number. */
  public String merId() {
    return merId;
  }

  /** Merchant and place; no secret. */
  @Override
  public String toString() {
    return "UnionPayConfig["
        + merId
        + " at "
        + endpoints
        + ", signMethod "
        + signMethod.code()
        + "]";
  }

  /** The number of a merchant. */
  static String merchantNumber(String field, String value) {
    return FieldRules.token(field, value, 15, 15, "");
  }

  private static <T> T required(@Nullable T value, String field) {
    if (value == null) {
      throw new InvalidRequestException(field, "a value; it is missing");
    }
    return value;
  }

  /** Collects a configuration. Not safe for use by several threads. */
  public static final class Builder extends ClientSettings<Builder> {
    private static final String BY_SM2 = "signMethod 21 (SM2)";

    private @Nullable String merId;
    private AccessType accessType = AccessType.MERCHANT;
    private @Nullable String acqInsCode;
    private @Nullable MerchantCertificate certificate;
    private @Nullable Sm2Identity sm2;
    private @Nullable Secret secureKey;
    private boolean sm3;
    private boolean sha1;
    private final List<Pem> roots = new ArrayList<>();
    private final List<Pem> middles = new ArrayList<>();
    private final List<Pem> verifying = new ArrayList<>();
    private final List<Pem> encryption = new ArrayList<>();
    private boolean pinOnly;
    private @Nullable Pem appVerifying;
    private @Nullable URI notifyUrl;
    private UnionPayEndpoints endpoints = UnionPayEndpoints.production();
    private @Nullable Provider securityProvider;

    private Builder() {
      super(Duration.ofSeconds(30));
    }

    private Builder(Builder other) {
      super(other);
      this.merId = other.merId;
      this.accessType = other.accessType;
      this.acqInsCode = other.acqInsCode;
      this.certificate = other.certificate;
      this.sm2 = other.sm2;
      this.secureKey = other.secureKey;
      this.sm3 = other.sm3;
      this.sha1 = other.sha1;
      this.roots.addAll(other.roots);
      this.middles.addAll(other.middles);
      this.verifying.addAll(other.verifying);
      this.encryption.addAll(other.encryption);
      this.pinOnly = other.pinOnly;
      this.appVerifying = other.appVerifying;
      this.notifyUrl = other.notifyUrl;
      this.endpoints = other.endpoints;
      this.securityProvider = other.securityProvider;
    }

    private CallTerms callTerms() {
      return terms();
    }

    /**
     * Required: the merchant's number (商户号), 15 characters; of a platform or institution its own.
     */
    public Builder merId(String value) {
      this.merId = merchantNumber("merId", value.trim());
      return this;
    }

    /**
     * The merchant's signing certificate with its private key: the {@code .pfx} file that CFCA
     * gives out (商户私钥证书), and its password. Signs by method 01.
     */
    public Builder pfx(byte[] file, Secret password) {
      this.certificate = MerchantCertificate.pfx(file.clone(), password);
      return this;
    }

    /** The same as PEM: a private key (PKCS#8 or PKCS#1) and its certificate. */
    public Builder certificate(Pem privateKey, Pem certificateOfIt) {
      this.certificate = MerchantCertificate.pem(privateKey, certificateOfIt);
      return this;
    }

    /**
     * Signs elsewhere, in a key management service: SHA-256 with RSA (PKCS#1 v1.5) over the text it
     * is given. What UnionPay encrypts for the merchant cannot be opened then.
     */
    public Builder signer(Signer signer, Pem certificateOfItsKey) {
      this.certificate = MerchantCertificate.signer(signer, certificateOfItsKey);
      return this;
    }

    /**
     * Instead of RSA, the merchant's SM2 key (PKCS#8 or SEC1) and certificate: signs and verifies
     * by method 21. Needs BouncyCastle, and UnionPay's SM2 certificates by {@link #trustedRoot} and
     * {@link #trustedMiddle}.
     */
    public Builder sm2Certificate(Pem privateKey, Pem certificateOfIt) {
      BouncyCastle.require(BY_SM2);
      this.sm2 = new Sm2Identity(privateKey, certificateOfIt);
      return this;
    }

    /** The same as CFCA's {@code .sm2} file with its password. */
    public Builder sm2File(byte[] file, Secret password) {
      BouncyCastle.require(BY_SM2);
      this.sm2 = Sm2File.read(file.clone(), password);
      return this;
    }

    /**
     * The key that UnionPay and the merchant share (密钥), for merchants without a certificate: signs
     * and verifies by method 11, SHA-256. Sensitive fields cannot be encrypted by such a merchant.
     * The key of UnionPay's published samples is taken in its test environment only.
     */
    public Builder secureKey(Secret value) {
      this.secureKey = value;
      return this;
    }

    /** With {@link #secureKey}: method 12, SM3, instead of 11. Needs BouncyCastle. */
    public Builder signWithSm3() {
      this.sm3 = true;
      return this;
    }

    /**
     * Signs and verifies by version 5.0.0, for a merchant of old that cannot be set to 5.1.0. A
     * weakening: it signs with SHA-1, which is broken, so whoever can make UnionPay or the shop
     * sign a text of his choosing may be able to forge another.
     */
    public Builder allowInsecureSha1Signatures() {
      this.sha1 = true;
      return this;
    }

    /**
     * The merchant number is an acquirer's (收单机构接入, accessType 1), who acts for merchants by {@link
     * UnionPayClient#onBehalfOf}.
     *
     * @param code the institution's number (acqInsCode), 8 to 11 letters and digits
     */
    public Builder acquirer(String code) {
      this.acqInsCode = FieldRules.token("acqInsCode", code.trim(), 8, 11, "");
      this.accessType = AccessType.ACQUIRER;
      return this;
    }

    /**
     * The merchant number is a platform's (平台商户接入, accessType 2), who acts for merchants by {@link
     * UnionPayClient#onBehalfOf}.
     */
    public Builder platform() {
      this.accessType = AccessType.PLATFORM;
      this.acqInsCode = null;
      return this;
    }

    /**
     * A root certificate to trust instead of those that come with this library; may be given
     * several times.
     */
    public Builder trustedRoot(Pem value) {
      this.roots.add(value);
      return this;
    }

    /** A certificate between root and UnionPay's own, with {@link #trustedRoot}. */
    public Builder trustedMiddle(Pem value) {
      this.middles.add(value);
      return this;
    }

    /**
     * UnionPay's own certificate (验签证书) for messages that name one by its number and do not bring
     * it, as version 5.0.0 does; may be given several times.
     */
    public Builder verifyCertificate(Pem value) {
      this.verifying.add(value);
      return this;
    }

    /**
     * UnionPay's certificate by which sensitive fields are encrypted (敏感信息加密证书), for a merchant
     * with that permission; may be given several times: the first that is valid encrypts, and
     * {@link UnionPayClient#encryptionCertificate} asks for the current one. Without any, card
     * numbers and customers' data travel unencrypted within TLS, and PINs not at all.
     */
    public Builder encryptionCertificate(Pem value) {
      this.encryption.add(value);
      return this;
    }

    /**
     * With {@link #encryptionCertificate}: encrypts PINs only, for a merchant without the
     * permission to encrypt other fields.
     */
    public Builder encryptPinOnly() {
      this.pinOnly = true;
      return this;
    }

    /** UnionPay's certificate for {@link UnionPayClient#appResult}. */
    public Builder appVerifyCertificate(Pem value) {
      this.appVerifying = value;
      return this;
    }

    /**
     * Where notifications go ({@code backUrl}) unless a request says otherwise: https, at most 256
     * characters, without {@code ~} and query. Other ports than 443 are not known to be reached.
     */
    public Builder notifyUrl(URI value) {
      this.notifyUrl = value;
      return this;
    }

    /** Where UnionPay is; production unless set. */
    public Builder endpoints(UnionPayEndpoints value) {
      this.endpoints = value;
      return this;
    }

    /** Another provider of the JVM's cryptography; the JVM chooses unless set. */
    public Builder securityProvider(Provider value) {
      this.securityProvider = value;
      return this;
    }

    /**
     * The configuration.
     *
     * @throws InvalidRequestException if something is missing or does not fit together; it says
     *     what, never a key's content
     */
    public UnionPayConfig build() {
      return new UnionPayConfig(this);
    }

    private SignMethod signMethod() {
      int ways =
          (certificate == null ? 0 : 1) + (sm2 == null ? 0 : 1) + (secureKey == null ? 0 : 1);
      if (ways != 1) {
        throw new InvalidRequestException(
            "signing key",
            "one of: pfx(…), certificate(…), signer(…), sm2Certificate(…), sm2File(…), or"
                + " secureKey(…)");
      }
      if (sm3 && secureKey == null) {
        throw new InvalidRequestException("signWithSm3", "a shared key: secureKey(…)");
      }
      SignMethod method =
          certificate != null
              ? SignMethod.RSA
              : sm2 != null ? SignMethod.SM2 : sm3 ? SignMethod.SM3 : SignMethod.SHA256;
      if (sha1 && method != SignMethod.RSA) {
        throw new InvalidRequestException(
            "allowInsecureSha1Signatures", "method 01 (RSA); version 5.0.0 has no other");
      }
      if (secureKey != null && !(roots.isEmpty() && middles.isEmpty() && verifying.isEmpty())) {
        throw new InvalidRequestException(
            "trustedRoot", "no certificate to trust where a key is shared (signMethod 11, 12)");
      }
      return method;
    }

    private MessageKeys keys() {
      boolean test = endpoints.isTest();
      if (certificate != null) {
        return new RsaKeys(
            certificate,
            Trust.of(new RsaCertificate.Reader(securityProvider), test, roots, middles, verifying),
            sha1,
            securityProvider);
      }
      if (sm2 != null) {
        return Sm2Keys.of(sm2, test, roots, middles, verifying);
      }
      return SharedKey.of(required(secureKey, "secureKey"), sm3, test);
    }
  }
}
