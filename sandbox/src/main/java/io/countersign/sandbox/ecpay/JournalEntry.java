// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.time.Instant;
import java.util.Optional;

/**
 * One call as the gateway saw it; holds no key, no signature and no personal data.
 *
 * @param at when it came in
 * @param operation what was asked
 * @param merchantId the merchant whose keys proved it
 * @param path path without the query
 * @param status HTTP status decided on; 0 when the connection was dropped before any work
 * @param code {@code 1} or the result code
 * @param explanation what was wrong, for a developer
 * @param fault the planned fault that met this call
 */
public record JournalEntry(
    Instant at,
    Operation operation,
    Optional<String> merchantId,
    String path,
    int status,
    String code,
    String explanation,
    Optional<String> fault) {}
