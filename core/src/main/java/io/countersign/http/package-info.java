// SPDX-License-Identifier: Apache-2.0
/** How bytes travel: the transport that a user may replace, and what it must promise. */
@NullMarked
package io.countersign.http;

import org.jspecify.annotations.NullMarked;
