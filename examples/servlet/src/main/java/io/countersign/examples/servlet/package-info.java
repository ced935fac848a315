// SPDX-License-Identifier: Apache-2.0
/**
 * A small shop on plain servlets, to copy from. {@link
 * io.countersign.examples.servlet.ReadmeExample} is the whole job in one class; the others do it
 * the way a real shop has to.
 *
 * <p>Begin with {@link io.countersign.examples.servlet.Tills} (which providers), {@link
 * io.countersign.examples.servlet.Checkout} (begin to collect), {@link
 * io.countersign.examples.servlet.NotificationServlet} (hear that it was paid), {@link
 * io.countersign.examples.servlet.FollowUps} (ask when nothing was heard) and {@link
 * io.countersign.examples.servlet.Orders} (act once).
 */
@NullMarked
package io.countersign.examples.servlet;

import org.jspecify.annotations.NullMarked;
