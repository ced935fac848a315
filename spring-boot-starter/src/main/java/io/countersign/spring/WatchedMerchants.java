// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import java.util.Collection;

/**
 * Whose keys the health indicator and the key gauge look at: the merchants in properties unless a
 * bean of this type says otherwise. Name only as many as the {@code Merchants} bean keeps at hand.
 */
@FunctionalInterface
public interface WatchedMerchants {

  /**
   * Their ids. Called from several threads, whenever health is asked or meters are read. While it
   * throws, health is {@code DOWN}.
   */
  Collection<String> ids();
}
