// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Instant;
import java.util.Optional;

/**
 * A key in use and when it ends.
 *
 * @param keyId the provider's id or serial number of the key
 * @param purpose what it does, such as {@code verifies answers and notifications}
 * @param expiresAt when it ends; empty if it does not
 */
public record KeyExpiry(String keyId, String purpose, Optional<Instant> expiresAt) {}
