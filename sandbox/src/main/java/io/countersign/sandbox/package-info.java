// SPDX-License-Identifier: Apache-2.0
/** The sandbox itself, its clock and its command line. */
@NullMarked
package io.countersign.sandbox;

import org.jspecify.annotations.NullMarked;
