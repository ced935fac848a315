// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Optional;

/**
 * What a raw call answered.
 *
 * @param status the HTTP status
 * @param fields the content, as received; {@link ProviderFields#none()} without a body
 * @param requestId the provider's id of the exchange
 * @param evidence what was proven about it
 */
public record Answer(
    int status, ProviderFields fields, Optional<String> requestId, Evidence evidence) {}
