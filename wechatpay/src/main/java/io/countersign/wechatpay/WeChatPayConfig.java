// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.ClientSettings;
import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.Secret;
import io.countersign.Signer;
import io.countersign.spi.CallTerms;
import io.countersign.spi.Endpoint;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One WeChat Pay merchant: who it is, its keys, and how calls behave. Building one reads keys and
 * finds the wrong kind at once; it does no network input or output. Immutable.
 *
 * <p>WeChat Pay proves itself by its <em>public key</em> (default, and the only way for new
 * merchants) or by platform certificates, which are fetched when first needed. Give both during the
 * seven days of a migration.
 */
public final class WeChatPayConfig {

  /** The primary host of WeChat Pay in mainland China. */
  public static final URI PRODUCTION = URI.create("https://api.mch.weixin.qq.com");

  /** The backup host in another city. */
  public static final URI PRODUCTION_BACKUP = URI.create("https://api2.mch.weixin.qq.com");

  private final Builder source;
  final String mchid;
  final String merchantSerial;
  final @Nullable Signer signer;
  final @Nullable RSAPrivateKey merchantKey;
  final @Nullable X509Certificate merchantCertificate;
  final List<Secret> apiV3Keys;
  final @Nullable String publicKeyId;
  final @Nullable RSAPublicKey publicKey;
  final List<X509Certificate> platformCertificates;
  final AppIds appIds;
  final @Nullable URI notifyUrl;
  final @Nullable String outStoreId;
  final Endpoint endpoint;
  final CallTerms terms;
  final @Nullable Provider securityProvider;

  private WeChatPayConfig(Builder given) {
    // The builder may be used again and changed; this copy is never seen outside.
    Builder builder = new Builder(given);
    this.source = builder;
    this.mchid = FieldRules.token("mchid", required(builder.mchid, "mchid"), 1, 32, "");
    this.securityProvider = builder.securityProvider;
    this.merchantCertificate =
        builder.merchantCertificate == null
            ? null
            : builder.merchantCertificate.certificate("merchant certificate");
    this.merchantSerial = serial(builder.merchantSerial, merchantCertificate);
    this.merchantKey =
        builder.merchantKey == null ? null : builder.merchantKey.rsaPrivateKey("merchant key");
    this.signer = builder.signer;
    requireOneSigningKey();
    this.apiV3Keys = apiV3Keys(builder);
    this.publicKeyId = builder.publicKeyId;
    this.publicKey =
        builder.publicKey == null ? null : builder.publicKey.rsaPublicKey("WeChat Pay public key");
    this.platformCertificates = certificates(builder.platformCertificates);
    this.appIds = builder.appIds;
    this.notifyUrl = builder.notifyUrl;
    this.outStoreId = builder.outStoreId;
    this.endpoint = Endpoint.of("endpoint", builder.endpoint);
    this.terms = builder.callTerms();
    if (appIds.isEmpty()) {
      throw new InvalidRequestException(
          "app id", "at least one app id bound to the merchant: appId(MINI_PROGRAM, \"wx…\")");
    }
    if (notifyUrl != null) {
      FieldRules.notifyUrl("notifyUrl", notifyUrl, 255);
    }
    checkKeysFitTogether();
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
   *   <tr><td>{@code WECHATPAY_MCHID}</td><td>required: the merchant number</td></tr>
   *   <tr><td>{@code WECHATPAY_MERCHANT_PRIVATE_KEY} or {@code …_PATH}</td><td>required: {@code
   *     apiclient_key.pem}, as text ({@code \n} may stand for line ends) or a path</td></tr>
   *   <tr><td>{@code WECHATPAY_MERCHANT_SERIAL}</td><td>required: serial number of the merchant
   *     certificate</td></tr>
   *   <tr><td>{@code WECHATPAY_APIV3_KEY}</td><td>required: 32 bytes</td></tr>
   *   <tr><td>{@code WECHATPAY_APIV3_KEY_PREVIOUS}</td><td>during a switch of that key</td></tr>
   *   <tr><td>{@code WECHATPAY_PUBLIC_KEY_ID}</td><td>{@code PUB_KEY_ID_…}</td></tr>
   *   <tr><td>{@code WECHATPAY_PUBLIC_KEY} or {@code …_PATH}</td><td>{@code pub_key.pem}</td></tr>
   *   <tr><td>{@code WECHATPAY_APPID}, {@code WECHATPAY_APPID_MINI_PROGRAM}, {@code
   *     WECHATPAY_APPID_APP}</td><td>at least one: official account, mini program, mobile
   *     app</td></tr>
   *   <tr><td>{@code WECHATPAY_OUT_STORE_ID}</td><td>the merchant's own number of the shop, for
   *     payment codes</td></tr>
   *   <tr><td>{@code WECHATPAY_NOTIFY_URL}</td><td>where notifications go</td></tr>
   *   <tr><td>{@code WECHATPAY_ENDPOINT}</td><td>another host, such as the backup or a
   *     sandbox</td></tr>
   * </table>
   *
   * @throws InvalidRequestException if one is missing or wrong; it names the variable
   */
  public static WeChatPayConfig fromEnvironment(Map<String, String> environment) {
    return WeChatPayEnvironment.read(environment);
  }

  /** A builder filled with this configuration, to change parts of it. */
  public Builder toBuilder() {
    return new Builder(source);
  }

  /** The merchant number. */
  public String mchid() {
    return mchid;
  }

  /** Number and kinds of keys; no secret. */
  @Override
  public String toString() {
    return "WeChatPayConfig["
        + mchid
        + " at "
        + endpoint
        + ", "
        + (publicKeyId == null ? "platform certificates" : publicKeyId)
        + "]";
  }

  private void checkKeysFitTogether() {
    if ((publicKeyId == null) != (publicKey == null)) {
      throw new InvalidRequestException(
          "WeChat Pay public key", "both its id (PUB_KEY_ID_…) and the key (pub_key.pem)");
    }
    if (publicKeyId != null
        && (!publicKeyId.startsWith("PUB_KEY_ID_") || publicKeyId.length() > 64)) {
      throw new InvalidRequestException(
          "WeChat Pay public key id",
          "the id that begins with PUB_KEY_ID_; a certificate's serial number belongs elsewhere");
    }
    if (merchantKey != null
        && publicKey != null
        && merchantKey.getModulus().equals(publicKey.getModulus())) {
      throw new InvalidRequestException(
          "WeChat Pay public key",
          "WeChat Pay's own key (pub_key.pem from the merchant portal), but this is the public half"
              + " of your merchant key");
    }
    if (merchantKey != null
        && merchantCertificate != null
        && merchantCertificate.getPublicKey() instanceof RSAPublicKey certified
        && !merchantKey.getModulus().equals(certified.getModulus())) {
      throw new InvalidRequestException(
          "merchant key", "the private key of the merchant certificate; these two do not match");
    }
    for (X509Certificate certificate : platformCertificates) {
      if (!(certificate.getPublicKey() instanceof RSAPublicKey key)) {
        throw new InvalidRequestException("platform certificate", "one with an RSA key");
      }
      if (merchantKey != null && merchantKey.getModulus().equals(key.getModulus())) {
        throw new InvalidRequestException(
            "platform certificate",
            "WeChat Pay's own certificate, but this is your merchant certificate");
      }
    }
  }

  private void requireOneSigningKey() {
    if (signer != null && merchantKey != null) {
      throw new InvalidRequestException("merchant key", "either a key or a signer, not both");
    }
    if (signer == null && merchantKey == null) {
      throw new InvalidRequestException(
          "merchant key", "apiclient_key.pem: merchantKey(Pem.file(…)), or a signer");
    }
  }

  private static List<Secret> apiV3Keys(Builder builder) {
    List<Secret> keys = new ArrayList<>();
    keys.add(required(builder.apiV3Key, "APIv3 key"));
    if (builder.previousApiV3Key != null) {
      keys.add(builder.previousApiV3Key);
    }
    for (Secret key : keys) {
      if (key.length() != 32) {
        throw new InvalidRequestException(
            "APIv3 key", "exactly 32 bytes, not " + key.length() + " (the APIv2 key is another)");
      }
    }
    return List.copyOf(keys);
  }

  private static List<X509Certificate> certificates(List<Pem> pems) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Pem pem : pems) {
      certificates.add(pem.certificate("platform certificate"));
    }
    return List.copyOf(certificates);
  }

  private static String serial(
      @Nullable String given, @Nullable X509Certificate merchantCertificate) {
    if (given == null && merchantCertificate != null) {
      return PlatformKey.serialOf(merchantCertificate);
    }
    String serial = required(given, "merchant certificate serial number").trim();
    for (int i = 0; i < serial.length(); i++) {
      if (Character.digit(serial.charAt(i), 16) < 0 || serial.charAt(i) > 'f') {
        throw new InvalidRequestException(
            "merchant certificate serial number",
            serial.startsWith("PUB_KEY_ID_")
                ? "the hexadecimal serial number of your own certificate, but this is WeChat Pay's"
                    + " public key id"
                : "hexadecimal digits only");
      }
    }
    if (serial.isEmpty() || serial.length() > 64) {
      throw new InvalidRequestException(
          "merchant certificate serial number", "1 to 64 hexadecimal digits");
    }
    return serial.toUpperCase(Locale.ROOT);
  }

  private static <T> T required(@Nullable T value, String field) {
    if (value == null) {
      throw new InvalidRequestException(field, "a value; it is missing");
    }
    return value;
  }

  /** Collects a configuration. Not safe for use by several threads. */
  public static final class Builder extends ClientSettings<Builder> {
    private @Nullable String mchid;
    private @Nullable String merchantSerial;
    private @Nullable Pem merchantCertificate;
    private @Nullable Pem merchantKey;
    private @Nullable Signer signer;
    private @Nullable Secret apiV3Key;
    private @Nullable Secret previousApiV3Key;
    private @Nullable String publicKeyId;
    private @Nullable Pem publicKey;
    private final List<Pem> platformCertificates = new ArrayList<>();
    private AppIds appIds = AppIds.none();
    private @Nullable URI notifyUrl;
    private @Nullable String outStoreId;
    private URI endpoint = PRODUCTION;
    private @Nullable Provider securityProvider;

    private Builder() {
      super(Duration.ofSeconds(10));
    }

    private Builder(Builder other) {
      super(other);
      this.mchid = other.mchid;
      this.merchantSerial = other.merchantSerial;
      this.merchantCertificate = other.merchantCertificate;
      this.merchantKey = other.merchantKey;
      this.signer = other.signer;
      this.apiV3Key = other.apiV3Key;
      this.previousApiV3Key = other.previousApiV3Key;
      this.publicKeyId = other.publicKeyId;
      this.publicKey = other.publicKey;
      this.platformCertificates.addAll(other.platformCertificates);
      this.appIds = other.appIds;
      this.notifyUrl = other.notifyUrl;
      this.outStoreId = other.outStoreId;
      this.endpoint = other.endpoint;
      this.securityProvider = other.securityProvider;
    }

    private CallTerms callTerms() {
      return terms();
    }

    /** Required: the merchant number (商户号). */
    public Builder mchid(String value) {
      this.mchid = value;
      return this;
    }

    /** Required, unless {@link #merchantCertificate} is given: the certificate's serial number. */
    public Builder merchantSerial(String value) {
      this.merchantSerial = value;
      return this;
    }

    /** The merchant certificate ({@code apiclient_cert.pem}): gives serial number and expiry. */
    public Builder merchantCertificate(Pem value) {
      this.merchantCertificate = value;
      return this;
    }

    /** Required, unless {@link #signer} is given: the private key ({@code apiclient_key.pem}). */
    public Builder merchantKey(Pem value) {
      this.merchantKey = value;
      return this;
    }

    /** Signs elsewhere, in a key management service. Encrypted answers cannot be read then. */
    public Builder signer(Signer value) {
      this.signer = value;
      return this;
    }

    /** Required: the APIv3 key, 32 bytes. */
    public Builder apiV3Key(Secret value) {
      this.apiV3Key = value;
      return this;
    }

    /** The APIv3 key before the last change, for notifications made before it. */
    public Builder previousApiV3Key(Secret value) {
      this.previousApiV3Key = value;
      return this;
    }

    /** WeChat Pay's public key ({@code pub_key.pem}) and its id ({@code PUB_KEY_ID_…}). */
    public Builder publicKey(String id, Pem key) {
      this.publicKeyId = id.trim();
      this.publicKey = key;
      return this;
    }

    /** A platform certificate held already; others are fetched when needed. */
    public Builder platformCertificate(Pem value) {
      platformCertificates.add(value);
      return this;
    }

    /**
     * An app id bound to the merchant. Several of a kind may be given: the first is used unless
     * {@link WeChatPayOption#appId} chooses, and notifications may name any.
     */
    public Builder appId(WeChatPayAppKind kind, String value) {
      this.appIds = appIds.with(kind, FieldRules.token("app id", value, 1, 32, "_-"));
      return this;
    }

    /** Where notifications go unless a request says otherwise: https, no query, at most 255. */
    public Builder notifyUrl(URI value) {
      this.notifyUrl = value;
      return this;
    }

    /**
     * The merchant's own number of the shop where payment codes are scanned, for requests that name
     * no store themselves. WeChat Pay takes no payment code without a store.
     */
    public Builder outStoreId(String value) {
      this.outStoreId = FieldRules.text("outStoreId", value, 1, 256);
      return this;
    }

    /** Another host: the backup, or a sandbox on loopback. {@link #PRODUCTION} unless set. */
    public Builder endpoint(URI value) {
      this.endpoint = value;
      return this;
    }

    /**
     * Who computes RSA and AES, such as Amazon Corretto Crypto Provider: on a JVM held at C1 a
     * signature is many times cheaper with it.
     */
    public Builder securityProvider(Provider value) {
      this.securityProvider = value;
      return this;
    }

    /**
     * The configuration.
     *
     * @throws InvalidRequestException if something is missing, of the wrong kind, or does not match
     */
    public WeChatPayConfig build() {
      return new WeChatPayConfig(this);
    }
  }
}
