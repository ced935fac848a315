// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.coldstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.wechat.pay.java.core.notification.NotificationParser;
import com.wechat.pay.java.core.notification.RSAPublicKeyNotificationConfig;
import com.wechat.pay.java.core.notification.RequestParam;
import com.wechat.pay.java.service.payments.model.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.Base64;

/** Proves a callback with the official SDK, compares it with one order, answers. */
public final class OfficialCallback implements RequestStreamHandler {

  private final NotificationParser parser;
  private final String number;
  private final int fen;

  /** Reads the environment. */
  public OfficialCallback() {
    parser =
        new NotificationParser(
            new RSAPublicKeyNotificationConfig.Builder()
                .publicKey(System.getenv("WECHATPAY_PUBLIC_KEY"))
                .publicKeyId(System.getenv("WECHATPAY_PUBLIC_KEY_ID"))
                .apiV3Key(System.getenv("WECHATPAY_APIV3_KEY"))
                .build());
    number = System.getenv("ORDER_NUMBER");
    fen = Integer.parseInt(System.getenv("ORDER_FEN"));
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    JsonObject event =
        JsonParser.parseReader(new InputStreamReader(input, UTF_8)).getAsJsonObject();
    JsonObject headers = event.getAsJsonObject("headers");
    String body = event.get("body").getAsString();
    if (event.get("isBase64Encoded").getAsBoolean()) {
      body = new String(Base64.getDecoder().decode(body), UTF_8);
    }
    Transaction payment =
        parser.parse(
            new RequestParam.Builder()
                .serialNumber(headers.get("wechatpay-serial").getAsString())
                .nonce(headers.get("wechatpay-nonce").getAsString())
                .signature(headers.get("wechatpay-signature").getAsString())
                .timestamp(headers.get("wechatpay-timestamp").getAsString())
                .signType("WECHATPAY2-SHA256-RSA2048")
                .body(body)
                .build(),
            Transaction.class);
    if (!payment.getOutTradeNo().equals(number) || payment.getAmount().getTotal() != fen) {
      throw new IllegalStateException("Not this order");
    }
    System.out.println("paid " + payment.getOutTradeNo());
    output.write("{\"statusCode\":204}".getBytes(UTF_8));
  }
}
