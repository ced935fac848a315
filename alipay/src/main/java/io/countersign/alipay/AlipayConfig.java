// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One application (应用) of an Alipay merchant: who it is, its keys, and how calls behave. Building
 * one reads keys and finds the wrong kind at once; it does no network input or output. Immutable.
 */
public final class AlipayConfig {

  private final Builder source;
  final String appId;
  final List<String> sellerIds;
  final SignType signType;
  final @Nullable Signer signer;
  final @Nullable SigningKey appKey;
  final List<VerifyingKey> alipayPublicKeys;

  /** The files of certificate mode; null in public key mode. */
  final @Nullable CertificateMode certificates;

  final @Nullable ContentKey contentKey;

  /** Whether calls are encrypted; answers that are can be read with the key alone. */
  final boolean encrypts;

  final @Nullable URI notifyUrl;
  final boolean openApi;
  final AlipayEndpoints endpoints;
  final CallTerms terms;
  final @Nullable Provider securityProvider;

  private AlipayConfig(Builder given) {
    // The builder may be used again and changed; this copy is never seen outside.
    Builder builder = new Builder(given);
    this.source = builder;
    this.appId = required(builder.appId, "app_id");
    this.sellerIds = List.copyOf(builder.sellerIds);
    this.signType = builder.signType;
    this.securityProvider = builder.securityProvider;
    KeyFamily family = KeyFamily.of(signType, securityProvider);
    this.signer = builder.signer;
    this.appKey =
        builder.appKey == null
            ? null
            : family.privateKey(builder.appKey, "application private key");
    requireOneSigningKey();
    List<VerifyingKey> publicKeys = new ArrayList<>();
    for (Pem key : builder.alipayPublicKeys()) {
      publicKeys.add(publicKey(family, key));
    }
    this.alipayPublicKeys = List.copyOf(publicKeys);
    this.certificates = builder.certificates(family, appKey, appId);
    this.contentKey =
        builder.contentKey == null
            ? null
            : ContentKey.of(
                builder.contentCipher == null ? AlipayContentCipher.AES : builder.contentCipher,
                builder.contentKey,
                securityProvider);
    this.encrypts = builder.contentCipher != null;
    this.notifyUrl = builder.notifyUrl;
    this.endpoints = builder.endpoints;
    this.openApi = builder.openApi;
    this.terms = builder.callTerms();
    if (alipayPublicKeys.isEmpty() == (certificates == null)) {
      throw new InvalidRequestException(
          "Alipay public key",
          "支付宝公钥 from the console: alipayPublicKey(Pem.text(…)); or, in certificate mode, the three"
              + " certificate files instead, as the application is set in the console");
    }
    if (encrypts && contentKey == null) {
      throw new InvalidRequestException(
          "content key", "AES密钥 of the console: contentKey(Secret.of(…))");
    }
    if (openApi && (signType != SignType.RSA2 || endpoints.isOverseas())) {
      throw new InvalidRequestException(
          "openApiV3", "RSA2, and an endpoint on the mainland; OpenAPI v3 serves nothing else");
    }
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
   *   <tr><td>{@code ALIPAY_APP_ID}</td><td>required: the application's number</td></tr>
   *   <tr><td>{@code ALIPAY_PRIVATE_KEY} or {@code …_PATH}</td><td>required: the application's
   *     private key (应用私钥), bare Base64 or PEM ({@code \n} may stand for line ends), or a
   *     path</td></tr>
   *   <tr><td>{@code ALIPAY_PUBLIC_KEY} or {@code …_PATH}</td><td>Alipay's public key (支付宝公钥) of this
   *     application</td></tr>
   *   <tr><td>{@code ALIPAY_PUBLIC_KEY_PREVIOUS}</td><td>the one before the last change</td></tr>
   *   <tr><td>{@code ALIPAY_APP_CERT}, {@code ALIPAY_CERT}, {@code ALIPAY_ROOT_CERT}, each also
   *     {@code …_PATH}</td><td>in certificate mode (公钥证书方式), instead of the public key: the
   *     application's certificate, Alipay's, and the root certificates</td></tr>
   *   <tr><td>{@code ALIPAY_SIGN_TYPE}</td><td>{@code RSA2} (unless set) or {@code SM2}; {@code RSA}
   *     only together with {@code ALIPAY_ALLOW_INSECURE_SHA1}, {@code true}</td></tr>
   *   <tr><td>{@code ALIPAY_ENCRYPT_KEY}</td><td>the content key (AES密钥)</td></tr>
   *   <tr><td>{@code ALIPAY_ENCRYPT_TYPE}</td><td>encrypts calls: {@code AES}, {@code AES_V2} or
   *     {@code SM4}</td></tr>
   *   <tr><td>{@code ALIPAY_SELLER_ID}</td><td>the accounts (2088…) that money may go to, parted by
   *     commas</td></tr>
   *   <tr><td>{@code ALIPAY_NOTIFY_URL}</td><td>where notifications go</td></tr>
   *   <tr><td>{@code ALIPAY_OPENAPI}</td><td>{@code v3}: calls by OpenAPI v3, where it serves
   *     them</td></tr>
   *   <tr><td>{@code ALIPAY_ENDPOINT}</td><td>{@code production} (unless set), {@code sandbox},
   *     {@code overseas}, or the address of a gateway for tests</td></tr>
   * </table>
   *
   * @throws InvalidRequestException if one is missing or wrong; it names the variable
   */
  public static AlipayConfig fromEnvironment(Map<String, String> environment) {
    return AlipayEnvironment.read(environment);
  }

  /** A builder filled with this configuration, to change parts of it. */
  public Builder toBuilder() {
    return new Builder(source);
  }

  /** The application's number. */
  public String appId() {
    return appId;
  }

  /** Application and place; no secret. */
  @Override
  public String toString() {
    return "AlipayConfig[" + appId + " at " + endpoints + ", " + signType + "]";
  }

  /** The number of the merchant's account. */
  static String seller(String value) {
    return account("seller_id", value);
  }

  /** An account's number, be it a merchant's or a person's. */
  static String account(String field, String value) {
    if (value.length() != 16 || !value.startsWith("2088")) {
      throw new InvalidRequestException(
          field, "the 16 digits of an Alipay account, beginning with 2088");
    }
    return FieldRules.token(field, value, 16, 16, "");
  }

  private void requireOneSigningKey() {
    if (signer != null && appKey != null) {
      throw new InvalidRequestException(
          "application private key", "either a key or a signer, not both");
    }
    if (signer == null && appKey == null) {
      throw new InvalidRequestException(
          "application private key", "应用私钥: appPrivateKey(Pem.text(…)), or a signer");
    }
  }

  private VerifyingKey publicKey(KeyFamily family, Pem pem) {
    VerifyingKey key = family.publicKey(pem, "Alipay public key");
    if (appKey != null && Arrays.equals(appKey.publicHalf(), key.publicHalf())) {
      throw new InvalidRequestException(
          "Alipay public key",
          "支付宝公钥, which the console shows once 应用公钥 is set; this is 应用公钥, the public half of your"
              + " own key");
    }
    return key;
  }

  /** Whether the application is in certificate mode (公钥证书方式), as transfers require. */
  boolean isCertificateMode() {
    return certificates != null;
  }

  /** What signs: the key, or whatever was given to sign elsewhere. */
  Signer signingKey() {
    Signer own = signer == null ? appKey : signer;
    if (own == null) {
      throw new IllegalStateException("a configuration has a signer or a key");
    }
    return own;
  }

  private static <T> T required(@Nullable T value, String field) {
    if (value == null) {
      throw new InvalidRequestException(field, "a value; it is missing");
    }
    return value;
  }

  /** Collects a configuration. Not safe for use by several threads. */
  public static final class Builder extends ClientSettings<Builder> {
    private @Nullable String appId;
    private final List<String> sellerIds = new ArrayList<>();
    private @Nullable Pem appKey;
    private @Nullable Signer signer;
    private @Nullable Pem alipayPublicKey;
    private @Nullable Pem previousAlipayPublicKey;
    private @Nullable Pem appCertificate;
    private final List<Pem> alipayCertificates = new ArrayList<>();
    private @Nullable Pem rootCertificates;
    private SignType signType = SignType.RSA2;
    private @Nullable Secret contentKey;
    private @Nullable AlipayContentCipher contentCipher;
    private @Nullable URI notifyUrl;
    private boolean openApi;
    private AlipayEndpoints endpoints = AlipayEndpoints.production();
    private @Nullable Provider securityProvider;

    private Builder() {
      super(Duration.ofSeconds(15));
    }

    private Builder(Builder other) {
      super(other);
      this.appId = other.appId;
      this.sellerIds.addAll(other.sellerIds);
      this.appKey = other.appKey;
      this.signer = other.signer;
      this.alipayPublicKey = other.alipayPublicKey;
      this.previousAlipayPublicKey = other.previousAlipayPublicKey;
      this.appCertificate = other.appCertificate;
      this.alipayCertificates.addAll(other.alipayCertificates);
      this.rootCertificates = other.rootCertificates;
      this.signType = other.signType;
      this.contentKey = other.contentKey;
      this.contentCipher = other.contentCipher;
      this.notifyUrl = other.notifyUrl;
      this.openApi = other.openApi;
      this.endpoints = other.endpoints;
      this.securityProvider = other.securityProvider;
    }

    private CallTerms callTerms() {
      return terms();
    }

    /** Required: the application's number (APPID). */
    public Builder appId(String value) {
      this.appId = FieldRules.token("app_id", value.trim(), 1, 32, "");
      return this;
    }

    /**
     * An account (PID, 2088…) that money may go to; may be given several times. With any of them
     * given, a payment that went elsewhere is not believed.
     */
    public Builder sellerId(String value) {
      this.sellerIds.add(seller(value.trim()));
      return this;
    }

    /**
     * Required, unless {@link #signer} is given: the application's private key (应用私钥), PKCS#8 or
     * PKCS#1, as PEM or bare Base64.
     */
    public Builder appPrivateKey(Pem value) {
      this.appKey = value;
      return this;
    }

    /**
     * Signs elsewhere, in a key management service: SHA-256 with RSA (PKCS#1 v1.5); after {@link
     * #signWithSm2} SM3 with SM2, user id {@code 1234567812345678}, the signature in DER.
     */
    public Builder signer(Signer value) {
      this.signer = value;
      return this;
    }

    /**
     * Alipay's public key for this application (支付宝公钥), as the console shows it; not the
     * application's own (应用公钥).
     */
    public Builder alipayPublicKey(Pem value) {
      this.alipayPublicKey = value;
      return this;
    }

    /** Alipay's public key before the last change, for what was signed before it. */
    public Builder previousAlipayPublicKey(Pem value) {
      this.previousAlipayPublicKey = value;
      return this;
    }

    /**
     * The application's certificate ({@code appCertPublicKey_….crt}, 应用公钥证书): with it, Alipay's and
     * the roots, the application is in certificate mode (公钥证书方式) and has no Alipay public key.
     */
    public Builder appCertificate(Pem value) {
      this.appCertificate = value;
      return this;
    }

    /**
     * Alipay's certificate for this application ({@code alipayCertPublicKey_RSA2.crt}, 支付宝公钥证书),
     * with whatever the file holds beside it; may be given several times. A newer one is downloaded
     * when an answer names it, and believed if it leads to a root, has the number, and names Alipay
     * as these do (the same CN).
     */
    public Builder alipayCertificate(Pem value) {
      this.alipayCertificates.add(value);
      return this;
    }

    /** The root certificates ({@code alipayRootCert.crt}, 支付宝根证书), the whole file. */
    public Builder alipayRootCertificates(Pem value) {
      this.rootCertificates = value;
      return this;
    }

    /**
     * Signs and verifies by SM3 with SM2 ({@code sign_type=SM2}), as the application is set in the
     * console. Needs BouncyCastle: {@code org.bouncycastle:bcprov-jdk18on}.
     */
    public Builder signWithSm2() {
      this.signType = SignType.SM2;
      return this;
    }

    /**
     * Signs and verifies with SHA-1 ({@code sign_type=RSA}), for an application of old that cannot
     * be set to RSA2. A weakening: SHA-1 is broken, so whoever can make Alipay or the shop sign a
     * text of his choosing may be able to forge another. Keys are of 2048 bits or more still.
     */
    public Builder allowInsecureSha1Signatures() {
      this.signType = SignType.RSA;
      return this;
    }

    /**
     * The application's content key (AES密钥), Base64 of 16 bytes as the console shows it: opens what
     * a mini program's payer hands over ({@link AlipayClient#openPayerData}) and answers that are
     * encrypted. Calls are encrypted only with {@link #encryptContent}.
     */
    public Builder contentKey(Secret value) {
      this.contentKey = value;
      return this;
    }

    /**
     * Encrypts the business fields of calls to the classic gateway; pages and order strings stay
     * readable. A success that comes back in the clear is not believed.
     */
    public Builder encryptContent(AlipayContentCipher value) {
      this.contentCipher = value;
      return this;
    }

    /** Where notifications go unless a request says otherwise: https, at most 256 characters. */
    public Builder notifyUrl(URI value) {
      FieldRules.address("notifyUrl", value, 256);
      this.notifyUrl = value;
      return this;
    }

    /** Where Alipay is; {@link AlipayEndpoints#production()} unless set. */
    public Builder endpoints(AlipayEndpoints value) {
      this.endpoints = value;
      return this;
    }

    /**
     * Sends the calls that OpenAPI v3 serves by it, and the others, pages and order strings by the
     * classic gateway. Results are the same; notifications are, too. RSA2 only.
     */
    public Builder openApiV3() {
      this.openApi = true;
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
    public AlipayConfig build() {
      return new AlipayConfig(this);
    }

    private @Nullable CertificateMode certificates(
        KeyFamily family, @Nullable SigningKey key, String app) {
      if (appCertificate == null && rootCertificates == null && alipayCertificates.isEmpty()) {
        return null;
      }
      return CertificateMode.of(
          signType,
          family,
          key,
          app,
          required(appCertificate, CertificateMode.APP),
          alipayCertificates,
          required(rootCertificates, CertificateMode.ROOTS));
    }

    private List<Pem> alipayPublicKeys() {
      List<Pem> keys = new ArrayList<>();
      if (alipayPublicKey != null) {
        keys.add(alipayPublicKey);
      }
      if (previousAlipayPublicKey != null) {
        keys.add(previousAlipayPublicKey);
      }
      return keys;
    }
  }
}
