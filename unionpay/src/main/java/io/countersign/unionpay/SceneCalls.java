// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.OpenPage;
import io.countersign.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pages: signed here, brought to UnionPay by the payer's browser; nothing is sent. (全渠道, 网关支付,
 * 手机网页支付, B2B 网关支付.)
 */
final class SceneCalls {

  private final UnionPayConfig config;
  private final Merchant merchant;

  SceneCalls(UnionPayConfig config, Merchant merchant) {
    this.config = config;
    this.merchant = merchant;
  }

  /** A way to pay, or to let money be held. */
  <R> Outcome<R> create(OrderFields.Draft order) {
    OrderFields.Draft draft = order.aboutNow(config.terms.clock().instant());
    return typed(new Outcome.Accepted<>(form(draft.call()), Optional.of(draft.ref())));
  }

  /** The signed form of any call that a browser brings. */
  OpenPage.PostForm form(Call call) {
    List<OpenPage.PostForm.Field> fields = new ArrayList<>();
    for (Map.Entry<String, String> field :
        new RequestSigning(config, merchant).signed(call).entries()) {
      fields.add(new OpenPage.PostForm.Field(field.getKey(), field.getValue()));
    }
    return new OpenPage.PostForm(
        config.endpoints.gateway().resolve(call.path().text()), fields, StandardCharsets.UTF_8);
  }

  /** The scene fixes the type; Java cannot see it. */
  @SuppressWarnings("unchecked")
  private static <R> Outcome<R> typed(Outcome<?> outcome) {
    return (Outcome<R>) outcome;
  }
}
