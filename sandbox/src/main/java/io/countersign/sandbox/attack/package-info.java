// SPDX-License-Identifier: Apache-2.0
/** Hostile messages for a callback endpoint on loopback, and what the endpoint believed of them. */
@NullMarked
package io.countersign.sandbox.attack;

import org.jspecify.annotations.NullMarked;
