// SPDX-License-Identifier: Apache-2.0
/** Payment clients, notifications and signals in a Spring Boot application. */
@NullMarked
package io.countersign.spring;

import org.jspecify.annotations.NullMarked;
