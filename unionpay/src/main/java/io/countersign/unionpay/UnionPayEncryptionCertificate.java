// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import java.time.Instant;

/**
 * UnionPay's certificate by which sensitive fields are encrypted, as UnionPay named it. Nothing in
 * it is secret: store the text and give it to {@link UnionPayConfig.Builder#encryptionCertificate}
 * at the next start.
 *
 * @param certId its number, which messages name as {@code encryptCertId}
 * @param expiresAt when it ends
 * @param pem the certificate
 */
public record UnionPayEncryptionCertificate(String certId, Instant expiresAt, String pem) {}
