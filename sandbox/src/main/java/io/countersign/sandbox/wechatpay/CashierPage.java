// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** The cashier's HTML. Everything that came from a shop is escaped. */
final class CashierPage {
  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>WeChat Pay sandbox</title>
      <link rel="icon" href="data:,"><link rel="stylesheet" href="/cashier/wechatpay/style.css"></head>
      <body><main>
      <header><h1>WeChat Pay sandbox</h1><small lang="zh">微信支付 · 沙箱</small></header>
      <div class="body">%s</div>
      <footer>You are the payer. No money moves here.</footer>
      </main></body></html>
      """;

  private CashierPage() {}

  /** The look of all these pages. */
  static String style() {
    try (InputStream in = CashierPage.class.getResourceAsStream("cashier.css")) {
      if (in == null) {
        throw new IllegalStateException("cashier.css is not beside the classes");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static String list(String rows) {
    String body =
        rows.isEmpty() ? "<p class=\"note\">Nothing to pay.</p>" : "<ul>" + rows + "</ul>";
    return FRAME.formatted(body);
  }

  static String row(String page, OrderView order) {
    return "<li><a href=\"%s\"><span><strong>%s</strong><small>%s</small></span><span>¥%s</span></a></li>"
        .formatted(
            escaped(page), escaped(order.description()), escaped(order.outTradeNo()), yuan(order));
  }

  static String order(OrderView order, String self, boolean payable, String problem) {
    StringBuilder body = new StringBuilder(alert(problem));
    boolean paid = order.state() == TradeState.SUCCESS;
    if (paid) {
      body.append("<div class=\"done\" aria-hidden=\"true\">✓</div>");
    }
    body.append(
        """
        <p class="for">%s</p>
        <p class="amount">¥%s</p>
        <dl>
        <div><dt>Order <span lang="zh">单号</span></dt><dd>%s</dd></div>
        <div><dt>Product <span lang="zh">产品</span></dt><dd>%s</dd></div>
        <div><dt>State <span lang="zh">状态</span></dt><dd id="state">%s</dd></div>
        </dl>
        """
            .formatted(
                escaped(order.description()),
                yuan(order),
                escaped(order.outTradeNo()),
                order.product(),
                order.state()));
    if (payable) {
      body.append("<form method=\"post\" action=\"").append(escaped(self)).append("\">");
      body.append(button("pay", "Pay", "立即支付", " class=\"go\""));
      body.append(button("password", "Begin to type the password", "输入密码", ""));
      body.append(button("fail", "Let the payment fail", "支付失败", ""));
      body.append(button("cancel", "Cancel", "取消", ""));
      body.append("</form>");
    } else if (paid) {
      body.append(
          "<p class=\"note\">Paid <span lang=\"zh\">已支付</span>. You may close this page.</p>");
    }
    return FRAME.formatted(body);
  }

  /** The form is there only while {@code self} names where it goes. */
  static String transfer(TransferView transfer, String remark, String self, String problem) {
    StringBuilder body = new StringBuilder(alert(problem));
    body.append(
        """
        <p class="for">You receive: %s</p>
        <p class="amount">¥%s</p>
        <dl>
        <div><dt>Transfer <span lang="zh">转账</span></dt><dd>%s</dd></div>
        <div><dt>State <span lang="zh">状态</span></dt><dd id="state">%s</dd></div>
        </dl>
        """
            .formatted(
                escaped(remark),
                BigDecimal.valueOf(transfer.amount(), 2).toPlainString(),
                escaped(transfer.outBillNo()),
                transfer.state()));
    if (!self.isEmpty()) {
      body.append("<form method=\"post\" action=\"").append(escaped(self)).append("\">");
      body.append(button("confirm", "Receive the money", "收款", " class=\"go\""));
      body.append("</form>");
    }
    return FRAME.formatted(body);
  }

  private static String alert(String problem) {
    return problem.isEmpty()
        ? ""
        : "<p class=\"problem\" role=\"alert\">" + escaped(problem) + "</p>";
  }

  private static String button(String action, String label, String chinese, String attributes) {
    return "<button name=\"action\" value=\"%s\"%s>%s <span lang=\"zh\">%s</span></button>"
        .formatted(action, attributes, label, chinese);
  }

  private static String yuan(OrderView order) {
    return BigDecimal.valueOf(order.total(), 2).toPlainString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
