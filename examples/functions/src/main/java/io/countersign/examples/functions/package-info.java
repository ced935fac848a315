// SPDX-License-Identifier: Apache-2.0
/** The same callback handler on several function platforms. */
@NullMarked
package io.countersign.examples.functions;

import org.jspecify.annotations.NullMarked;
