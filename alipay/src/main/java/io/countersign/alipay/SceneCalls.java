// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.InvokeWallet;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PaymentRequest;
import io.countersign.Signal;
import io.countersign.spi.FormFields;
import io.countersign.spi.Signals;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pages and order strings: signed here, brought to Alipay by the payer's browser or app; nothing is
 * sent. (支付宝开放平台, 电脑网站支付, 手机网站支付, APP 支付.)
 */
final class SceneCalls {

  /** What is between a browser and Alipay may cut longer ones. */
  static final int LONGEST_LINK = 8000;

  /** Alipay does not say how old a timestamp may be. */
  private static final Duration LINK_LIFE = Duration.ofMinutes(15);

  private final AlipayConfig config;
  private final Merchant merchant;
  private final Signals signals;

  SceneCalls(AlipayConfig config, Merchant merchant, Signals signals) {
    this.config = config;
    this.merchant = merchant;
    this.signals = signals;
  }

  /** A way to pay. */
  <R> Outcome<R> create(PaymentRequest<R> request) {
    OrderFields.Draft draft = new OrderFields(merchant).order(request);
    Instant now = config.terms.clock().instant();
    FormFields signed =
        new PublicParameters(config, merchant, new RequestSigning(config))
            .signed(draft.call(), now);
    Object way =
        draft.product() == Product.APP
            ? new InvokeWallet(encoded(signed), signed.asMap())
            : draft.link() ? link(draft, signed, now) : form(signed);
    for (String doubt : draft.doubts()) {
      signals.warn(new Signal.RequestInDoubt(Merchant.PROVIDER, draft.ref().number(), doubt));
    }
    return typed(new Outcome.Accepted<>(way, Optional.of(draft.ref())));
  }

  private OpenPage form(FormFields signed) {
    FormFields query = new FormFields();
    List<OpenPage.PostForm.Field> fields = new ArrayList<>();
    for (Map.Entry<String, String> parameter : signed.entries()) {
      if (ClassicWire.isBusiness(parameter.getKey())) {
        fields.add(new OpenPage.PostForm.Field(parameter.getKey(), parameter.getValue()));
      } else {
        query.put(parameter.getKey(), parameter.getValue());
      }
    }
    return new OpenPage.PostForm(address(query), fields, StandardCharsets.UTF_8);
  }

  private OpenPage link(OrderFields.Draft draft, FormFields signed, Instant now) {
    URI link = address(signed);
    int length = link.toString().length();
    if (length > LONGEST_LINK) {
      throw new InvalidRequestException(
          "option asLink",
          "a link of at most "
              + LONGEST_LINK
              + " characters, not "
              + length
              + "; leave the option out and post the form");
    }
    Instant end = now.plus(LINK_LIFE);
    Instant payBefore = draft.ref().payBefore().orElse(end);
    return new OpenPage.Redirect(link, payBefore.isBefore(end) ? payBefore : end);
  }

  private URI address(FormFields query) {
    return config.endpoints.gateway().resolve(ClassicWire.PATH + "?" + encoded(query));
  }

  private static String encoded(FormFields fields) {
    return new String(fields.encoded(), StandardCharsets.US_ASCII);
  }

  /** The scene fixes the type; Java cannot see it. */
  @SuppressWarnings("unchecked")
  private static <R> Outcome<R> typed(Outcome<?> outcome) {
    return (Outcome<R>) outcome;
  }
}
