// SPDX-License-Identifier: Apache-2.0
/**
 * Into and out of any function: what a function platform hands over as one JSON document becomes a
 * request, and the reply becomes that platform's answer. For hosts that speak HTTP themselves
 * (servlet, Spring, a container) {@link io.countersign.ReceivedRequest} is enough.
 */
@NullMarked
package io.countersign.function;

import org.jspecify.annotations.NullMarked;
