// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.KeyExpiry;
import io.countersign.Secret;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Method 11: a hash over the text and the hash of a key that both sides have. (全渠道, 密钥方式.) */
final class SharedKey implements MessageKeys {

  private static final String ALGORITHM = "SHA-256";

  private final Secret key;

  SharedKey(Secret key) {
    this.key = key;
  }

  @Override
  public Optional<String> certId() {
    return Optional.empty();
  }

  @Override
  public String sign(String text, Charset charset) {
    String keyHash = RsaKeys.hash(ALGORITHM, key.reveal());
    return RsaKeys.hash(ALGORITHM, (text + "&" + keyHash).getBytes(charset));
  }

  @Override
  public String proven(ReceivedMessage message, String text, Instant now) {
    byte[] expected = sign(text, message.charset()).getBytes(StandardCharsets.US_ASCII);
    byte[] received = message.fields().text("signature").getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(expected, received)) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_WRONG,
          "the shared key (密钥) did not sign these bytes: it is another merchant's or of another"
              + " environment, the text was re-encoded on its way, or it is forged");
    }
    return "shared key";
  }

  @Override
  public List<KeyExpiry> expiries() {
    return List.of();
  }
}
