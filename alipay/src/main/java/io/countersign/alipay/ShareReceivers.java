// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import java.util.List;

/**
 * One page of those with whom payments may be shared.
 *
 * @param accounts the receivers' accounts
 * @param page which page, from 1
 * @param pages how many there are
 * @param total how many receivers there are on all of them
 */
public record ShareReceivers(List<ShareAccount> accounts, int page, int pages, int total) {

  /** Copies the list. */
  public ShareReceivers {
    accounts = List.copyOf(accounts);
  }
}
