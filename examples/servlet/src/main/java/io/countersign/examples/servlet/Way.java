// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

/**
 * A way to pay that the shop offers: a row of its settings.
 *
 * @param provider whose gateway
 * @param scene where the payer is, or with what the payer pays, by the name that {@code POST
 *     /checkout} takes
 */
record Way(String provider, String scene) {}
