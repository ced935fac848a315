// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import io.countersign.FollowUp;
import io.countersign.PaymentRef;
import java.util.Optional;

/**
 * One try to be paid, as the shop's table has it.
 *
 * @param merchant the merchant account it runs at, in the shop's own words
 * @param payment what was stored before anything was sent
 * @param next what is to be done next about it
 * @param refundId the id under which its money goes back, if it was paid when it was over
 */
record Attempt(String merchant, PaymentRef payment, FollowUp next, Optional<String> refundId) {}
