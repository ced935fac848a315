// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

/** The shop does not do what was asked, and says why; nothing was changed and nothing was sent. */
final class Declined extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  Declined(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** For whoever asked. */
  String reason() {
    return reason;
  }
}
