// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Instant;

/**
 * Draw this text as a QR code and let the payer scan it.
 *
 * @param content the text to encode, exactly
 * @param validUntil when the code stops working; the identical {@code create} gives a fresh one
 */
public record ShowQrCode(String content, Instant validUntil) {}
