// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.FollowUp;
import io.countersign.NotificationHandler;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentReverser;
import io.countersign.PaymentState;
import io.countersign.Refund;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.Statement;
import io.countersign.StatementReader;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.TransactionFinder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The client as a till's program uses it: says in which shop the till stands, which WeChat Pay
 * wants to know of every payment code.
 */
final class TillClient
    implements PaymentClient,
        PaymentCloser,
        PaymentReverser,
        RefundFinder,
        StatementReader,
        TransactionFinder {
  private final WeChatPayClient client;

  TillClient(WeChatPayClient client) {
    this.client = client;
  }

  /** A payment code has no last moment to pay either: it is charged at once. */
  private static <R> PaymentRequest<R> atTheTill(PaymentRequest<R> request) {
    if (!(request.scene() instanceof Scene.PaymentCode)) {
      return request;
    }
    PaymentRequest.Builder<R> builder =
        PaymentRequest.in(request.scene())
            .id(request.id())
            .amount(request.amount())
            .description(request.description())
            .with(WeChatPayOption.outStoreId("shop 1"));
    request.attachment().ifPresent(builder::attachment);
    request.notifyUrl().ifPresent(builder::notifyUrl);
    request.options().forEach(builder::with);
    return builder.build();
  }

  @Override
  public String provider() {
    return client.provider();
  }

  @Override
  public PaymentRef ref(PaymentRequest<?> request) {
    return client.ref(atTheTill(request));
  }

  @Override
  public <R> Outcome<R> create(PaymentRequest<R> request) {
    return client.create(atTheTill(request));
  }

  @Override
  public Optional<Payment> find(PaymentRef payment) {
    return client.find(payment);
  }

  @Override
  public Optional<Payment> findTransaction(String transactionId) {
    return client.findTransaction(transactionId);
  }

  @Override
  public Outcome<PaymentState> close(PaymentRef payment) {
    return client.close(payment);
  }

  @Override
  public Outcome<Payment> reverse(PaymentRef payment) {
    return client.reverse(payment);
  }

  @Override
  public Outcome<Refund> refund(RefundRequest request) {
    return client.refund(request);
  }

  @Override
  public Optional<Refund> findRefund(PaymentRef payment, String refundId) {
    return client.findRefund(payment, refundId);
  }

  @Override
  public FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now) {
    return client.followUp(payment, last, now);
  }

  @Override
  public NotificationHandler notifications() {
    return client.notifications();
  }

  @Override
  public PaymentClient before(Instant deadline) {
    return new TillClient(client.before(deadline));
  }

  @Override
  public String toString() {
    return client.toString();
  }

  @Override
  public Statement<StatementTotals> readStatement(
      LocalDate day, Consumer<? super StatementRow> rows) {
    return client.readStatement(day, rows);
  }
}
