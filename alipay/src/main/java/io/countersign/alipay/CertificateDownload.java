// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Pem;
import io.countersign.ProviderFields;
import io.countersign.http.HttpAnswer;
import io.countersign.spi.CallLoop;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Downloads one of Alipay's certificates by its number. The answer proves nothing: it may be signed
 * by the very certificate it brings. (支付宝开放平台, alipay.open.app.alipaycert.download.)
 */
final class CertificateDownload implements AlipayKeys.Source {

  private static final String METHOD = "alipay.open.app.alipaycert.download";

  /** A notification must be answered soon, its certificate downloaded before that. */
  private static final Duration MOST_TIME = Duration.ofSeconds(4);

  private final AlipayConfig config;
  private final CallLoop loop;
  private final PublicParameters parameters;

  CertificateDownload(AlipayConfig config, CallLoop loop, PublicParameters parameters) {
    this.config = config;
    this.loop = loop;
    this.parameters = parameters;
  }

  @Override
  public Pem download(String number) {
    Call call = Call.of(METHOD, Map.of("alipay_cert_sn", number));
    return loop.before(loop.now().plus(MOST_TIME))
        .read(
            Operation.CERTIFICATE.signalName(),
            (now, timeout) ->
                ClassicWire.request(config, parameters.signed(call, now), false, timeout),
            CertificateDownload::read);
  }

  private static Verdict<Pem> read(HttpAnswer answer) {
    if (answer.status() != 200) {
      return Verdict.open("HTTP " + answer.status());
    }
    try {
      SignedNode node = SignedNode.in(answer.body(), METHOD);
      ProviderFields fields = JsonText.fields(node.text().getBytes(StandardCharsets.UTF_8));
      Optional<String> content = fields.text("alipay_cert_content");
      if (content.isEmpty() || !fields.text("code").equals(Optional.of("10000"))) {
        return Verdict.open("Alipay has no such certificate, or does not give it now");
      }
      return Verdict.accepted(Pem.bytes(Base64.getMimeDecoder().decode(content.get())));
    } catch (JsonFormatException | IllegalArgumentException unreadable) {
      return Verdict.open("the certificate's answer cannot be read");
    }
  }
}
