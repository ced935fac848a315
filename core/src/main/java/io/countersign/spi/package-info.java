// SPDX-License-Identifier: Apache-2.0
/**
 * For people who write a provider module: the call loop, the notification protocol, keys and
 * encodings. Shops need nothing from here. This package may change in a minor release.
 */
@NullMarked
package io.countersign.spi;

import org.jspecify.annotations.NullMarked;
