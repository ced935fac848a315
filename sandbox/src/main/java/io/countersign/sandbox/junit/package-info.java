// SPDX-License-Identifier: Apache-2.0
/** The sandbox as a JUnit Jupiter extension. */
@NullMarked
package io.countersign.sandbox.junit;

import org.jspecify.annotations.NullMarked;
