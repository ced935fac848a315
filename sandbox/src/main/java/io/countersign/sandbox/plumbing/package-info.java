// SPDX-License-Identifier: Apache-2.0
/** What every gateway of the sandbox stands on, whatever its provider. */
@NullMarked
package io.countersign.sandbox.plumbing;

import org.jspecify.annotations.NullMarked;
