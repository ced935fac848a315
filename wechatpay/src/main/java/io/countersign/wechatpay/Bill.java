// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.spi.Endpoint;
import io.countersign.spi.Verdict;
import java.util.HexFormat;
import java.util.Optional;

/** What the signed answer says about a bill: where it lies, for minutes, and its hash. */
final class Bill {

  private static final String HASH_TYPE = "SHA1";
  private static final int HASH_CHARACTERS = 40;

  private final BillAddress address;
  private final byte[] sha1;
  private final Evidence evidence;

  private Bill(BillAddress address, byte[] sha1, Evidence evidence) {
    this.address = address;
    this.sha1 = sha1;
    this.evidence = evidence;
  }

  /** Reads the answer. */
  static Verdict<Bill> answered(Answer answer, Endpoint configured) {
    Optional<String> type = answer.fields().text("hash_type");
    Optional<String> value = answer.fields().text("hash_value");
    Optional<String> url = answer.fields().text("download_url");
    if (type.isEmpty() || !type.get().equals(HASH_TYPE) || value.isEmpty() || url.isEmpty()) {
      return Verdict.open("the answer lacks address or SHA1 hash of the file");
    }
    byte[] sha1;
    try {
      sha1 = HexFormat.of().parseHex(value.get());
    } catch (IllegalArgumentException malformed) {
      sha1 = new byte[0];
    }
    if (value.get().length() != HASH_CHARACTERS || sha1.length * 2 != HASH_CHARACTERS) {
      return Verdict.open("the answer's hash is no SHA1 hash");
    }
    Evidence signed = answer.evidence();
    Evidence evidence = Evidence.of(Evidence.Kind.STATEMENT, signed.at());
    if (signed.keyId().isPresent()) {
      evidence = evidence.withKeyId(signed.keyId().get());
    }
    if (answer.requestId().isPresent()) {
      evidence = evidence.withRequestId(answer.requestId().get());
    }
    return Verdict.accepted(new Bill(BillAddress.named(url.get(), configured), sha1, evidence));
  }

  BillAddress address() {
    return address;
  }

  byte[] sha1() {
    return sha1.clone();
  }

  /** Why its rows may be believed once it is read. */
  Evidence evidence() {
    return evidence;
  }
}
