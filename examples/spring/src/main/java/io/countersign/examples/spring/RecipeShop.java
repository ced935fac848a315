// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.Expectations;
import io.countersign.NotificationAction;

/** What a shop says to a notification, as the recipes beside this take it. */
interface RecipeShop {

  /** What the shop expects of a merchant's payments. */
  Expectations expectations(String merchantId);

  /** What the shop does about a proven notification to a merchant. */
  NotificationAction action(String merchantId);
}
