// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

/**
 * A method with its price, as one order has it: fixed when the order's methods were looked up, and
 * not changed by what the merchant edits afterwards.
 *
 * @param offer the line of the merchant's data at that time
 * @param price what this order costs by it
 */
record Offered(Offer offer, Price price) {}
