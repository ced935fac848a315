// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Money;

/**
 * Something to buy.
 *
 * @param description what the payer reads
 * @param price what it costs
 */
record Item(String description, Money price) {}
