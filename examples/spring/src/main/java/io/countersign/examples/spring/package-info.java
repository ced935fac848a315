// SPDX-License-Identifier: Apache-2.0
/** A Spring Boot shop with its orders in a database. */
@NullMarked
package io.countersign.examples.spring;

import org.jspecify.annotations.NullMarked;
