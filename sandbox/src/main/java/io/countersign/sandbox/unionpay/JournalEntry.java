// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.time.Instant;
import java.util.Optional;

/**
 * One call as the gateway saw it; holds no key, no personal data and no body.
 *
 * @param at when
 * @param operation what was asked
 * @param merId the merchant that it names, whether or not its key proved it
 * @param onBehalfOf the sub-merchant of a platform, or the merchant of an acquirer
 * @param status HTTP status decided on; 0 when the connection was dropped before any work
 * @param respCode {@code 00} is success; empty for a call that was dropped
 * @param explanation what was wrong, for a developer
 * @param fault the planned fault that met this call
 */
public record JournalEntry(
    Instant at,
    Operation operation,
    Optional<String> merId,
    Optional<String> onBehalfOf,
    int status,
    String respCode,
    String explanation,
    Optional<String> fault) {}
