// SPDX-License-Identifier: Apache-2.0
/**
 * What AWS does around the shop's functions, on this machine: the runtime, the database, the
 * queues, the topic and the gateway.
 */
@NullMarked
package io.countersign.examples.lambda.local;

import org.jspecify.annotations.NullMarked;
