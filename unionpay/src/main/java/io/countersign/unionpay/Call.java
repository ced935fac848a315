// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.spi.FormFields;
import java.util.Optional;

/**
 * One call in UnionPay's words, before it is signed.
 *
 * @param path where to, such as {@code /gateway/api/backTransReq.do}
 * @param fields all but what every message has (version, encoding, merchant, signature)
 */
record Call(Path path, FormFields fields) {

  /** Where messages go. What they do is told by their fields, not by these. */
  enum Path {
    FRONT("/gateway/api/frontTransReq.do"),
    BACK("/gateway/api/backTransReq.do"),
    APP("/gateway/api/appTransReq.do"),
    QUERY("/gateway/api/queryTrans.do"),
    BATCH("/gateway/api/batchTrans.do"),
    CARD("/gateway/api/cardTransReq.do"),
    ORDER("/gateway/api/order.do"),
    BILL_BACK("/jiaofei/api/backTransReq.do"),
    BILL_APP("/jiaofei/api/appTransReq.do"),
    BILL_CARD("/jiaofei/api/cardTransReq.do"),
    BILL_QUERY("/jiaofei/api/queryTrans.do"),
    FILE("/");

    private final String text;

    Path(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    /** Whether it takes questions only. */
    boolean isQuery() {
      return this == QUERY || this == BILL_QUERY;
    }

    /** The one that is written so; empty if none is. */
    static Optional<Path> of(String text) {
      for (Path path : values()) {
        if (path.text.equals(text)) {
          return Optional.of(path);
        }
      }
      return Optional.empty();
    }
  }

  /** A call whose kind is told by three codes. */
  static Call of(Path path, String txnType, String txnSubType, String bizType) {
    return new Call(
        path,
        new FormFields()
            .put("txnType", txnType)
            .put("txnSubType", txnSubType)
            .put("bizType", bizType));
  }

  /** The same with one field more. */
  Call with(String name, String value) {
    fields.put(name, value);
    return this;
  }

  /** The same with number and time. */
  Call with(TimedNumber number) {
    return with("orderId", number.orderId()).with("txnTime", number.txnTimeText());
  }

  /** The kind only; what it carries may be of a person. */
  @Override
  public String toString() {
    return "Call["
        + fields.text("txnType")
        + "/"
        + fields.text("txnSubType")
        + "/"
        + fields.text("bizType")
        + "]";
  }
}
