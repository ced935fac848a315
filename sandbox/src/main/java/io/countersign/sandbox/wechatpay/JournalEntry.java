// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.time.Instant;
import java.util.Optional;

/**
 * One call as the gateway saw it; holds no key, no signature and no personal data.
 *
 * @param at when it came in
 * @param operation what was asked
 * @param mchid the merchant, once proven by its signature
 * @param method HTTP method
 * @param path path without the query
 * @param status HTTP status decided on; 0 when the connection was dropped before any work
 * @param code {@code OK} or the error code
 * @param explanation what was wrong, for a developer
 * @param requestId the answer's {@code Request-ID}
 * @param fault the planned fault that met this call
 */
public record JournalEntry(
    Instant at,
    Operation operation,
    Optional<String> mchid,
    String method,
    String path,
    int status,
    String code,
    String explanation,
    String requestId,
    Optional<String> fault) {}
