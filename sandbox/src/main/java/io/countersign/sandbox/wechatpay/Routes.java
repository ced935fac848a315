// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Which call a method and a path mean. */
final class Routes {
  /** A call that was found, with the raw values out of its path. */
  record Found(Operation operation, Call.Handler handler, Map<String, String> rawValues) {
    Map<String, String> values() throws Refusal {
      Map<String, String> values = new LinkedHashMap<>();
      for (Map.Entry<String, String> raw : rawValues.entrySet()) {
        values.put(raw.getKey(), WireRequest.decode("uri", raw.getValue()));
      }
      return values;
    }
  }

  private record Route(
      String method, List<String> path, Operation operation, Call.Handler handler) {
    Optional<Found> match(String calledMethod, List<String> called) {
      if (!method.equals(calledMethod) || called.size() != path.size()) {
        return Optional.empty();
      }
      Map<String, String> values = new LinkedHashMap<>();
      for (int i = 0; i < path.size(); i++) {
        String segment = path.get(i);
        if (segment.startsWith("{")) {
          values.put(segment.substring(1, segment.length() - 1), called.get(i));
        } else if (!segment.equals(called.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(new Found(operation, handler, values));
    }
  }

  private final List<Route> routes = new CopyOnWriteArrayList<>();

  Routes(CodePay codePay) {
    String orders = "/v3/pay/transactions/";
    String refunds = "/v3/refund/domestic/refunds";
    add("POST", orders + "native", Operation.ORDER_NATIVE, OrderCalls.place(Product.NATIVE));
    add("POST", orders + "jsapi", Operation.ORDER_JSAPI, OrderCalls.place(Product.JSAPI));
    add("POST", orders + "h5", Operation.ORDER_H5, OrderCalls.place(Product.H5));
    add("POST", orders + "app", Operation.ORDER_APP, OrderCalls.place(Product.APP));
    add("POST", orders + "codepay", Operation.CODEPAY, codePay::charge);
    add(
        "GET",
        orders + "id/{transaction_id}",
        Operation.QUERY_BY_TRANSACTION,
        OrderCalls::queryByTransaction);
    add("GET", orders + "out-trade-no/{out_trade_no}", Operation.QUERY, OrderCalls::queryByNumber);
    add("POST", orders + "out-trade-no/{out_trade_no}/close", Operation.CLOSE, OrderCalls::close);
    add(
        "POST",
        orders + "out-trade-no/{out_trade_no}/reverse",
        Operation.REVERSE,
        OrderCalls::reverse);
    add("POST", refunds, Operation.REFUND, RefundCalls::refund);
    add("GET", refunds + "/{out_refund_no}", Operation.REFUND_QUERY, RefundCalls::query);
    add(
        "POST",
        refunds + "/{refund_id}/apply-abnormal-refund",
        Operation.ABNORMAL_REFUND,
        RefundCalls::abnormal);
    CombinedCalls.serve(this);
    TransferCalls.serve(this);
    ShareCalls.serve(this);
    add("GET", "/v3/certificates", Operation.CERTIFICATES, SecurityCalls::certificates);
    add("POST", "/v3/security/echo", Operation.ECHO, SecurityCalls::echo);
    add(
        "GET",
        "/v3/merchant/fund/balance/{account_type}",
        Operation.BALANCE,
        SecurityCalls::balance);
    PartnerOrders.serve(this, codePay);
    StatementCalls.serve(this);
  }

  void add(String method, String path, Operation operation, Call.Handler handler) {
    routes.add(0, new Route(method, List.of(path.split("/", -1)), operation, handler));
  }

  Found find(WireRequest request) {
    List<String> path = List.of(request.rawPath().split("/", -1));
    return routes.stream()
        .flatMap(route -> route.match(request.method(), path).stream())
        .findFirst()
        .orElseGet(() -> new Found(Operation.OTHER, Routes::unknown, Map.of()));
  }

  private static Answer unknown(Call call) throws Refusal {
    throw Refusal.of(ErrorCode.NOT_FOUND, "this gateway serves no such call (method and path)");
  }
}
