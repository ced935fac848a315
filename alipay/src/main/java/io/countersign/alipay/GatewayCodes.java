// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static io.countersign.PayerAdvice.CONTACT_SHOP;
import static io.countersign.PayerAdvice.TRY_AGAIN;
import static io.countersign.PayerAdvice.WAIT;
import static io.countersign.Rejection.Reason.CONFIGURATION;
import static io.countersign.Rejection.Reason.INVALID_FIELD;
import static io.countersign.Rejection.Reason.NOT_ALLOWED;
import static io.countersign.alipay.ErrorCode.Effect.BEFORE_PROCESSING;
import static io.countersign.alipay.ErrorCode.Effect.NOTHING_HAPPENED;
import static io.countersign.alipay.ErrorCode.Effect.NOT_ACCEPTED_NOW;
import static io.countersign.alipay.ErrorCode.Effect.OPEN;
import static io.countersign.alipay.ErrorCode.row;

import java.util.List;

/**
 * The gateway's own codes, whatever the method: with a prefix in the classic form, without one in
 * OpenAPI v3. (支付宝开放平台, 公共错误码; OpenAPI v3, 公共错误码.)
 */
final class GatewayCodes {

  private GatewayCodes() {}

  static List<ErrorCode> rows() {
    return List.of(
        row(
            OPEN,
            NOT_ALLOWED,
            WAIT,
            "ask how it stands, then the same number again",
            "20000 unknow-error SYSTEM_ERROR"),
        row(
            NOT_ACCEPTED_NOW,
            NOT_ALLOWED,
            WAIT,
            "call less often",
            "40005 app-call-limited method-call-limited app-auth-invoke-limit"),
        row(
            BEFORE_PROCESSING,
            CONFIGURATION,
            CONTACT_SHOP,
            "application, private key, sign type and gateway must belong together, and the console"
                + " must hold the public key (应用公钥) of this private key",
            "invalid-signature missing-signature missing-signature-type invalid-signature-type"
                + " missing-signature-key missing-signature-config app-key-security-risk"
                + " invalid-digest invalid-digest-type"),
        row(
            BEFORE_PROCESSING,
            CONFIGURATION,
            CONTACT_SHOP,
            "the application is in certificate mode: give its certificate, Alipay's and the root, as"
                + " the console holds them now",
            "app-cert-* alipay-cert-not-exist missing-app-cert-sn missing-alipay-cert-sn"
                + " missing-alipay-root-cert-sn invalid-alipay-root-cert-sn"),
        row(
            BEFORE_PROCESSING,
            CONFIGURATION,
            CONTACT_SHOP,
            "set this computer's clock right; times are sent as Beijing's by themselves",
            "missing-timestamp invalid-timestamp illegal-timestamp"),
        row(
            BEFORE_PROCESSING,
            CONFIGURATION,
            CONTACT_SHOP,
            "check APPID and endpoint: an application of the sandbox is not known in production",
            "missing-app-id invalid-app-id"),
        row(
            BEFORE_PROCESSING,
            INVALID_FIELD,
            CONTACT_SHOP,
            "correct the field that the message names",
            "invalid-parameter illegal-json invalid-format invalid-encoding invalid-charset"
                + " invalid-request-data"),
        row(
            BEFORE_PROCESSING,
            INVALID_FIELD,
            CONTACT_SHOP,
            "the method or its version does not exist here, or is not open to this application",
            "missing-method invalid-method missing-version invalid-version unsupported-version"),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "the file is of a kind or size that is not taken",
            "upload-fail invalid-file-extension invalid-file-size file-check-fail"),
        row(
            BEFORE_PROCESSING,
            CONFIGURATION,
            CONTACT_SHOP,
            "the content key (接口内容加密密钥) and its kind must be as in the console",
            "missing-encrypt-type missing-encrypt-key invalid-encrypt-type invalid-encrypt"
                + " decryption-error decryption-error-*"),
        row(
            BEFORE_PROCESSING,
            CONFIGURATION,
            CONTACT_SHOP,
            "sign the product in the console, put the application on line, and call the gateway that"
                + " it belongs to",
            "insufficient-isv-permissions insufficient-user-permissions forbidden-api"
                + " app-api-punished invalid-app-state self-invoke-forbidden no-product-reg-by-partner"
                + " openid-error"),
        row(
            BEFORE_PROCESSING,
            CONFIGURATION,
            CONTACT_SHOP,
            "allow this server's address for the application in the console",
            "illegal-client-ip"),
        row(
            BEFORE_PROCESSING,
            CONFIGURATION,
            CONTACT_SHOP,
            "the merchant must authorise this application again, for this method; then use the new"
                + " app_auth_token",
            "invalid-app-auth-token invalid-app-auth-token-no-api app-auth-token-time-out"
                + " not-support-app-auth invalid-auth-relations"),
        row(
            BEFORE_PROCESSING,
            CONFIGURATION,
            TRY_AGAIN,
            "the user must log in again; then use the new access token",
            "invalid-auth-token auth-token-time-out"),
        row(
            BEFORE_PROCESSING,
            INVALID_FIELD,
            TRY_AGAIN,
            "a code is good for one exchange and a few minutes: let the user log in again",
            "code-invalid grant-type-invalid refresh-token-invalid refresh-token-time-out"
                + " refreshed-token-invalid unmatched-app-id"),
        row(
            BEFORE_PROCESSING,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "Alipay takes the request for an attack: a field holds markup or code",
            "suspected-attack"),
        row(
            NOTHING_HAPPENED,
            CONFIGURATION,
            CONTACT_SHOP,
            "the message says what is missing or not allowed",
            "20001 40001 40002 40003 40006"),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "correct the field that the message names",
            "INVALID_PARAMETER"));
  }
}
