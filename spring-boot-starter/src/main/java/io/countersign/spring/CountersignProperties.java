// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What stands in the application's properties.
 *
 * @param notifyBase Where notifications go, without the merchant: https://shop.example/notify. Each
 *     merchant's notify URL is this address, a slash, and the merchant's id.
 * @param merchants One account at one provider for each id. The id is the shop's own name: 1 to 64
 *     letters, digits, dots, hyphens or underscores; one with a dot or in capitals stands in
 *     brackets.
 */
@ConfigurationProperties(CountersignProperties.PREFIX)
record CountersignProperties(
    @Nullable URI notifyBase, @DefaultValue Map<String, MerchantProperties> merchants) {

  static final String PREFIX = "countersign";

  /** The property of a merchant, as it is written. */
  static String ofMerchant(String merchantId) {
    boolean plain = merchantId.matches("[a-z0-9-]+");
    return PREFIX + ".merchants" + (plain ? "." + merchantId : "[" + merchantId + "]");
  }

  /** Ids only. */
  @Override
  public String toString() {
    return "CountersignProperties[" + notifyBase + ", " + merchants.keySet() + "]";
  }

  /**
   * One merchant. The prefix is for the processor, which says nothing about the values of a map
   * otherwise; nothing is bound by it.
   *
   * @param provider Required: wechatpay, ecpay, alipay or unionpay; its module must be on the class
   *     path.
   * @param timeout The most time of one attempt of a call, up to 1h; each provider has its own
   *     default.
   * @param wechatpay the settings of WeChat Pay
   * @param ecpay the settings of ECPay
   * @param alipay the settings of Alipay
   * @param unionpay the settings of UnionPay
   */
  @ConfigurationProperties("countersign.merchants.*")
  record MerchantProperties(
      @Nullable String provider,
      @Nullable Duration timeout,
      @Nullable WeChatPay wechatpay,
      @Nullable Ecpay ecpay,
      @Nullable Alipay alipay,
      @Nullable UnionPay unionpay) {

    /** What one provider needs to know; each component is a variable of that provider's. */
    sealed interface Section permits WeChatPay, Ecpay, Alipay, UnionPay {}

    /** The provider only. */
    @Override
    public String toString() {
      return "MerchantProperties[" + provider + "]";
    }

    /**
     * WeChat Pay, 微信支付.
     *
     * @param mchid Required: the merchant number (商户号).
     * @param merchantPrivateKey Required, or its location: apiclient_key.pem as text.
     * @param merchantPrivateKeyLocation Where apiclient_key.pem stands: a path, file: or
     *     classpath:.
     * @param merchantSerial Required: the serial number of the merchant certificate.
     * @param apiv3Key Required: the APIv3 key, 32 bytes.
     * @param apiv3KeyPrevious During a switch of the APIv3 key, the one before: late notifications
     *     are opened with it.
     * @param publicKey WeChat Pay's public key, pub_key.pem as text.
     * @param publicKeyId The id of WeChat Pay's public key (PUB_KEY_ID_...).
     * @param publicKeyLocation Where pub_key.pem stands.
     * @param appid The app id of the official account. At least one app id is required.
     * @param appidMiniProgram The app id of the mini program.
     * @param appidApp The app id of the mobile app.
     * @param outStoreId The merchant's own number of the shop, for payment codes.
     * @param notifyUrl Where notifications go; follows from countersign.notify-base unless set.
     * @param endpoint Another host, such as the backup or a sandbox.
     * @param subMchid The number of the sub-merchant (特约商户) that a service provider acts for.
     * @param subAppid The sub-merchant's own official account.
     * @param subAppidMiniProgram The sub-merchant's own mini program.
     * @param subAppidApp The sub-merchant's own mobile app.
     * @param subOutStoreId The sub-merchant's own number of its shop.
     * @param subNotifyUrl Where the sub-merchant's notifications go, if not where the service
     *     provider's go.
     */
    record WeChatPay(
        @Nullable String mchid,
        @Nullable String merchantPrivateKey,
        @Nullable String merchantPrivateKeyLocation,
        @Nullable String merchantSerial,
        @Nullable String apiv3Key,
        @Nullable String apiv3KeyPrevious,
        @Nullable String publicKey,
        @Nullable String publicKeyId,
        @Nullable String publicKeyLocation,
        @Nullable String appid,
        @Nullable String appidMiniProgram,
        @Nullable String appidApp,
        @Nullable String outStoreId,
        @Nullable String notifyUrl,
        @Nullable String endpoint,
        @Nullable String subMchid,
        @Nullable String subAppid,
        @Nullable String subAppidMiniProgram,
        @Nullable String subAppidApp,
        @Nullable String subOutStoreId,
        @Nullable String subNotifyUrl)
        implements Section {

      /** No value: some are secret. */
      @Override
      public String toString() {
        return "WeChatPay[…]";
      }
    }

    /**
     * ECPay, 綠界科技.
     *
     * @param merchantId Required: the merchant number (特店編號).
     * @param hashKey Required: HashKey of the payment product.
     * @param hashIv Required: HashIV of the payment product.
     * @param hashKeyPrevious HashKey before the last change, for late notifications.
     * @param hashIvPrevious HashIV before the last change.
     * @param creditCheckCode The check code (商家檢查碼), for refunds of cards.
     * @param returnUrl Where notifications go; follows from countersign.notify-base unless set.
     * @param storeId The shop's code.
     * @param invoiceMerchantId The merchant number of the invoice product, if it is another.
     * @param invoiceHashKey HashKey of the invoice product.
     * @param invoiceHashIv HashIV of the invoice product.
     * @param logisticsMerchantId The merchant number of the logistics product, if it is another.
     * @param logisticsHashKey HashKey of the logistics product.
     * @param logisticsHashIv HashIV of the logistics product.
     * @param endpoint production (unless set), stage, or the address of a gateway for tests.
     * @param subMerchantId The number of the merchant that a platform (特約平台商) acts for.
     * @param subCreditCheckCode That merchant's check code.
     * @param subReturnUrl Where that merchant's notifications go, if not where the platform's go.
     */
    record Ecpay(
        @Nullable String merchantId,
        @Nullable String hashKey,
        @Nullable String hashIv,
        @Nullable String hashKeyPrevious,
        @Nullable String hashIvPrevious,
        @Nullable String creditCheckCode,
        @Nullable String returnUrl,
        @Nullable String storeId,
        @Nullable String invoiceMerchantId,
        @Nullable String invoiceHashKey,
        @Nullable String invoiceHashIv,
        @Nullable String logisticsMerchantId,
        @Nullable String logisticsHashKey,
        @Nullable String logisticsHashIv,
        @Nullable String endpoint,
        @Nullable String subMerchantId,
        @Nullable String subCreditCheckCode,
        @Nullable String subReturnUrl)
        implements Section {

      /** No value: some are secret. */
      @Override
      public String toString() {
        return "Ecpay[…]";
      }
    }

    /**
     * Alipay, 支付宝.
     *
     * @param appId Required: the application's number.
     * @param privateKey Required, or its location: the application's private key (应用私钥), PEM or
     *     bare Base64.
     * @param privateKeyLocation Where the application's private key stands: a path, file: or
     *     classpath:.
     * @param publicKey Alipay's public key (支付宝公钥) of this application.
     * @param publicKeyLocation Where Alipay's public key stands.
     * @param publicKeyPrevious Alipay's public key before the last change.
     * @param publicKeyPreviousLocation Where the one before stands.
     * @param appCert In certificate mode, instead of the public key: the application's certificate.
     * @param appCertLocation Where the application's certificate stands.
     * @param cert In certificate mode: Alipay's certificate.
     * @param certLocation Where Alipay's certificate stands.
     * @param rootCert In certificate mode: Alipay's root certificates.
     * @param rootCertLocation Where the root certificates stand.
     * @param signType RSA2 (unless set) or SM2; RSA only together with allow-insecure-sha1.
     * @param allowInsecureSha1 true lets an application sign with SHA-1 that cannot be set to RSA2;
     *     a weakening.
     * @param encryptKey The content key (AES密钥).
     * @param encryptType Encrypts calls: AES, AES_V2 or SM4.
     * @param sellerId The accounts (2088...) that money may go to, parted by commas.
     * @param notifyUrl Where notifications go; follows from countersign.notify-base unless set.
     * @param openapi v3 makes calls by OpenAPI v3, where it serves them.
     * @param endpoint production (unless set), sandbox, overseas, or the address of a gateway for
     *     tests.
     * @param authAppId The application of the merchant that a third party acts for.
     * @param appAuthToken The token by which that merchant allowed it.
     * @param authSellerId The account of that merchant.
     * @param authNotifyUrl Where that merchant's notifications go, if not where the third party's
     *     go.
     */
    record Alipay(
        @Nullable String appId,
        @Nullable String privateKey,
        @Nullable String privateKeyLocation,
        @Nullable String publicKey,
        @Nullable String publicKeyLocation,
        @Nullable String publicKeyPrevious,
        @Nullable String publicKeyPreviousLocation,
        @Nullable String appCert,
        @Nullable String appCertLocation,
        @Nullable String cert,
        @Nullable String certLocation,
        @Nullable String rootCert,
        @Nullable String rootCertLocation,
        @Nullable String signType,
        @Nullable String allowInsecureSha1,
        @Nullable String encryptKey,
        @Nullable String encryptType,
        @Nullable String sellerId,
        @Nullable String notifyUrl,
        @Nullable String openapi,
        @Nullable String endpoint,
        @Nullable String authAppId,
        @Nullable String appAuthToken,
        @Nullable String authSellerId,
        @Nullable String authNotifyUrl)
        implements Section {

      /** No value: some are secret. */
      @Override
      public String toString() {
        return "Alipay[…]";
      }
    }

    /**
     * UnionPay, 中国银联.
     *
     * @param merId Required: the merchant's number (商户号).
     * @param pfx The merchant's .pfx file, Base64 of its bytes.
     * @param pfxLocation Where the merchant's .pfx file stands: a path, file: or classpath:.
     * @param pfxPassword The password of the .pfx file.
     * @param privateKey Instead of the file: the private key in PEM form.
     * @param privateKeyLocation Where the private key stands.
     * @param cert The certificate of that key in PEM form.
     * @param certLocation Where the certificate stands.
     * @param signMethod 01 (RSA, unless set), 11 (SHA-256 with a shared key), 12 (SM3 with a shared
     *     key) or 21 (SM2).
     * @param secureKey The shared key of methods 11 and 12.
     * @param sm2 CFCA's .sm2 file, Base64 of its bytes.
     * @param sm2Location Where CFCA's .sm2 file stands, of method 21.
     * @param sm2Password The password of the .sm2 file.
     * @param encCert UnionPay's certificate by which sensitive fields are encrypted (敏感信息加密证书).
     * @param encCertLocation Where that certificate stands.
     * @param verifyCert UnionPay's certificate for messages that bring none.
     * @param verifyCertLocation Where that certificate stands.
     * @param appVerifyCert UnionPay's certificate for the result in an app.
     * @param appVerifyCertLocation Where that certificate stands.
     * @param rootCert Another root certificate to trust than those that come with the library.
     * @param rootCertLocation Where the root certificate stands.
     * @param middleCert Another intermediate certificate to trust.
     * @param middleCertLocation Where the intermediate certificate stands.
     * @param acqInsCode The number of an acquirer (收单机构), who acts for merchants.
     * @param platform true for a platform merchant (平台商户).
     * @param allowInsecureSha1 true for version 5.0.0, which signs with SHA-1; a weakening.
     * @param notifyUrl Where notifications go; follows from countersign.notify-base unless set.
     * @param endpoint production (unless set), test, or the address of a gateway for tests.
     */
    record UnionPay(
        @Nullable String merId,
        @Nullable String pfx,
        @Nullable String pfxLocation,
        @Nullable String pfxPassword,
        @Nullable String privateKey,
        @Nullable String privateKeyLocation,
        @Nullable String cert,
        @Nullable String certLocation,
        @Nullable String signMethod,
        @Nullable String secureKey,
        @Nullable String sm2,
        @Nullable String sm2Location,
        @Nullable String sm2Password,
        @Nullable String encCert,
        @Nullable String encCertLocation,
        @Nullable String verifyCert,
        @Nullable String verifyCertLocation,
        @Nullable String appVerifyCert,
        @Nullable String appVerifyCertLocation,
        @Nullable String rootCert,
        @Nullable String rootCertLocation,
        @Nullable String middleCert,
        @Nullable String middleCertLocation,
        @Nullable String acqInsCode,
        @Nullable String platform,
        @Nullable String allowInsecureSha1,
        @Nullable String notifyUrl,
        @Nullable String endpoint)
        implements Section {

      /** No value: some are secret. */
      @Override
      public String toString() {
        return "UnionPay[…]";
      }
    }
  }
}
