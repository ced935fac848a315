// SPDX-License-Identifier: Apache-2.0
/** Payment methods and prices by configuration, run by a workflow engine. */
@NullMarked
package io.countersign.examples.workflow;

import org.jspecify.annotations.NullMarked;
