// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import io.countersign.sandbox.wechatpay.PlainClient.Reply;

/** What a service provider sends for one of its sub-merchants. */
final class ProviderClient {
  static final String ORDERS = "/v3/pay/partner/transactions/";
  static final String REFUNDS = "/v3/refund/domestic/refunds";

  final PlainClient plain;
  private final WeChatPayMerchant provider;
  private final SubMerchant sub;

  ProviderClient(WeChatPayGateway gateway, SubMerchant sub) {
    this.provider = sub.provider();
    this.sub = sub;
    this.plain = new PlainClient(gateway, provider);
  }

  String order(String number) {
    return """
        {"sp_appid":"%s","sp_mchid":"%s","sub_mchid":"%s","description":"tea","out_trade_no":"%s","notify_url":"https://shop.example/notify","amount":{"total":100,"currency":"CNY"}}"""
        .formatted(provider.appId(), provider.mchid(), sub.mchid(), number);
  }

  String orderWith(String number, String fields) {
    return order(number).replace("\"description\"", fields + ",\"description\"");
  }

  String bySubOpenid(String number, String openid) {
    return orderWith(
        number,
        "\"sub_appid\":\"%s\",\"payer\":{\"sub_openid\":\"%s\"}"
            .formatted(sub.appId().orElseThrow(), openid));
  }

  String bySpOpenid(String number, String openid) {
    return orderWith(number, "\"payer\":{\"sp_openid\":\"%s\"}".formatted(openid));
  }

  String codePay(String number, String authCode) {
    return """
        {"sp_appid":"%s","sp_mchid":"%s","sub_mchid":"%s","description":"tea","out_trade_no":"%s","payer":{"auth_code":"%s"},"amount":{"total":100},"scene_info":{"store_info":{"id":"S1"}}}"""
        .formatted(provider.appId(), provider.mchid(), sub.mchid(), number, authCode);
  }

  String refund(String number, String outRefundNo, long fen) {
    return plain
        .refund(number, outRefundNo, fen)
        .replaceFirst("\\{", "{\"sub_mchid\":\"" + sub.mchid() + "\",");
  }

  Reply place(String product, String body) {
    return plain.post(ORDERS + product, body).send();
  }

  Reply placeNative(String number) {
    return place("native", order(number));
  }

  Reply query(String number) {
    return plain.get(ORDERS + "out-trade-no/" + number + parties()).send();
  }

  Reply queryById(String transactionId) {
    return plain.get(ORDERS + "id/" + transactionId + parties()).send();
  }

  Reply close(String number) {
    String body =
        "{\"sp_mchid\":\"%s\",\"sub_mchid\":\"%s\"}".formatted(provider.mchid(), sub.mchid());
    return plain.post(ORDERS + "out-trade-no/" + number + "/close", body).send();
  }

  Reply reverse(String number) {
    return reverse(number, "");
  }

  Reply reverse(String number, String fields) {
    String body =
        "{\"sp_appid\":\"%s\",\"sp_mchid\":\"%s\",\"sub_mchid\":\"%s\"%s}"
            .formatted(provider.appId(), provider.mchid(), sub.mchid(), fields);
    return plain.post(ORDERS + "out-trade-no/" + number + "/reverse", body).send();
  }

  Reply refundOf(String number, String outRefundNo, long fen) {
    return plain.post(REFUNDS, refund(number, outRefundNo, fen)).send();
  }

  Reply queryRefund(String outRefundNo) {
    return plain.get(REFUNDS + "/" + outRefundNo + "?sub_mchid=" + sub.mchid()).send();
  }

  private String parties() {
    return "?sp_mchid=" + provider.mchid() + "&sub_mchid=" + sub.mchid();
  }
}
