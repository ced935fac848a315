// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, its sensitive fields already encrypted, and the id of the key they are
 * encrypted with. Made once per call, so that the two agree however keys change meanwhile.
 */
final class SealedBody {

  private final byte @Nullable [] bytes;
  private final @Nullable String keyId;

  SealedBody(@Nullable String json, @Nullable String keyId) {
    this.bytes = json == null ? null : json.getBytes(StandardCharsets.UTF_8);
    this.keyId = keyId;
  }

  byte @Nullable [] bytes() {
    return bytes;
  }

  @Nullable String keyId() {
    return keyId;
  }
}
