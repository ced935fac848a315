// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Checks a request against UnionPay's rules and puts it into UnionPay's words. Nothing here depends
 * on the present moment, so that a repeated request is the identical one. (全渠道, 消费, 申请消费二维码,
 * 二维码消费.)
 */
final class OrderFields {

  private static final String CARD = "01";

  private final Merchant merchant;
  private final Supplier<SensitiveFields> sensitive;

  /**
   * For one merchant.
   *
   * @param sensitive what encrypts, for orders that name a card or a customer
   */
  OrderFields(Merchant merchant, Supplier<SensitiveFields> sensitive) {
    this.merchant = merchant;
    this.sensitive = sensitive;
  }

  /**
   * A checked request in the words of the wire, not signed yet.
   *
   * @param product how it is made
   * @param ref the attempt
   * @param number its number and time
   * @param call what is to be signed
   */
  record Draft(Product product, PaymentRef ref, TimedNumber number, Call call) {

    /**
     * Checks, before anything is signed, that UnionPay will take the order's time for the present
     * one.
     *
     * @throws InvalidRequestException if it will not
     */
    Draft aboutNow(Instant now) {
      number.aboutNow("payment id", now);
      return this;
    }
  }

  /**
   * Checks and translates an order.
   *
   * @throws InvalidRequestException if UnionPay would refuse it unseen
   */
  Draft order(PaymentRequest<?> request) {
    Product product = Product.of(request);
    List<UnionPayOption> options = UnionPayOption.of(request.options(), product);
    TimedNumber number = TimedNumber.of(request.id());
    OrderParts parts = new OrderParts();
    parts
        .put("txnAmt", OrderRules.fen("amount", request.amount()))
        .put("currencyCode", Fen.CURRENCY);
    parts.put("backUrl", notifyUrl(request));
    PaymentRef ref =
        merchant
            .own(PaymentRef.of(Merchant.PROVIDER, request.id(), request.amount()))
            .withProduct(product.word());
    Optional<Instant> payBefore = payBefore(product, request);
    if (payBefore.isPresent()) {
      ref = ref.withPayBefore(payBefore.get());
      if (product != Product.CODE) {
        parts.put("payTimeout", BeijingTime.text(payBefore.get()));
      }
    }
    if (product == Product.APP) {
      Optional<String> shown = OrderRules.orderDescription(request.description());
      if (shown.isPresent()) {
        parts.put("orderDesc", shown.get());
      }
    } else {
      OrderRules.description(request.description());
    }
    if (request.attachment().isPresent()) {
      parts.put("reqReserved", OrderRules.attachment(request.attachment().get()));
    }
    putScene(parts, request.scene());
    for (UnionPayOption option : options) {
      parts.add(option);
    }
    Call call = merchant.namingInstitution(product.order().with(number), product.bizType());
    return new Draft(product, ref, number, withPersonal(options, parts.into(call)));
  }

  /**
   * The same for a pre-authorisation (预授权), which holds the money and takes none.
   *
   * @throws InvalidRequestException if UnionPay would refuse it unseen
   */
  Draft preAuthorisation(PaymentRequest<?> request) {
    Draft order = order(request);
    for (String name : new String[] {"instalTransInfo", "ctrlRule"}) {
      if (order.call().fields().has(name)) {
        throw new InvalidRequestException(
            name, "none: UnionPay's pre-authorisations do not have it");
      }
    }
    String txnSubType =
        switch (order.product()) {
          case PAGE, WAP, APP -> "01";
          case QR -> "05";
          case B2B, CODE, TOKEN ->
              throw new InvalidRequestException(
                  "scene",
                  "webPage, mobilePage, inApp or qrCode; others hold no money, or by raw call");
        };
    order.call().with("txnType", "02").with("txnSubType", txnSubType);
    return order;
  }

  private Call withPersonal(List<UnionPayOption> options, Call call) {
    for (UnionPayOption option : options) {
      if (option.isPersonal()) {
        SensitiveFields ofAll = sensitive.get();
        options.forEach(each -> each.putPersonal(ofAll));
        ofAll.into(call);
        return call.fields().has("accNo") && call.path() == Call.Path.FRONT
            ? call.with("accType", CARD)
            : call;
      }
    }
    return call;
  }

  /**
   * The last moment to pay. A charge by payment code has none on the wire; the reference remembers
   * what the shop said.
   */
  private static Optional<Instant> payBefore(Product product, PaymentRequest<?> request) {
    Instant created = request.id().createdAt();
    if (request.payBefore().isPresent()) {
      return Optional.of(OrderRules.expiry(created, request.payBefore().get()));
    }
    return product == Product.CODE
        ? Optional.empty()
        : Optional.of(created.plus(OrderRules.VALIDITY));
  }

  private String notifyUrl(PaymentRequest<?> request) {
    Optional<URI> notifyUrl =
        request.notifyUrl().isPresent() ? request.notifyUrl() : merchant.notifyUrl();
    if (notifyUrl.isEmpty()) {
      throw new InvalidRequestException(
          "notifyUrl", "an address, in the configuration or in the request");
    }
    return OrderRules.notifyUrl("notifyUrl", notifyUrl.get());
  }

  private static void putScene(OrderParts parts, Scene<?> scene) {
    if (scene instanceof Scene.WebPage page) {
      parts.put("frontUrl", OrderRules.address("returnUrl", page.returnUrl()));
    } else if (scene instanceof Scene.MobilePage page) {
      if (page.returnUrl().isEmpty()) {
        throw new InvalidRequestException(
            "returnUrl", "an address in the scene; UnionPay's pages want one");
      }
      parts.put("frontUrl", OrderRules.address("returnUrl", page.returnUrl().get()));
    } else if (scene instanceof Scene.PaymentCode code) {
      parts.put("qrNo", OrderRules.paymentCode(code.code().reveal()));
    }
  }
}
