// SPDX-License-Identifier: Apache-2.0
/** A serverless shop on AWS Lambda: mini-program and checkout page, queue, table, timer. */
@NullMarked
package io.countersign.examples.lambda;

import org.jspecify.annotations.NullMarked;
