// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.time.Instant;
import java.util.Optional;

/**
 * One call as the gateway saw it; holds no key, no personal data and no body.
 *
 * @param at when
 * @param operation what was asked
 * @param appId the application whose key proved it
 * @param onBehalfOf the merchant's application, for a call with {@code app_auth_token}
 * @param v3 whether it came by OpenAPI v3
 * @param status HTTP status decided on; 0 when the connection was dropped before any work
 * @param code of the classic gateway; {@code 10000} is success, empty for a call that was dropped
 * @param subCode what the refusal is called; empty for none
 * @param explanation what was wrong, for a developer
 * @param fault the planned fault that met this call
 */
public record JournalEntry(
    Instant at,
    Operation operation,
    Optional<String> appId,
    Optional<String> onBehalfOf,
    boolean v3,
    int status,
    String code,
    String subCode,
    String explanation,
    Optional<String> fault) {}
