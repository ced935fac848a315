// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static io.countersign.sandbox.wechatpay.Shape.integer;
import static io.countersign.sandbox.wechatpay.Shape.list;
import static io.countersign.sandbox.wechatpay.Shape.matching;
import static io.countersign.sandbox.wechatpay.Shape.oneOf;
import static io.countersign.sandbox.wechatpay.Shape.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Transfers from a merchant to users: making, asking for and cancelling them. */
final class TransferCalls {
  private static final String NUMBER = "[0-9A-Za-z]{1,32}";
  private static final long TEN_CENTS = 10;
  private static final long TWO_THOUSAND_YUAN = 200_000;

  private TransferCalls() {}

  static void serve(Routes routes) {
    String direct = "/v3/fund-app/mch-transfer/transfer-bills";
    String partner = "/v3/fund-app/mch-transfer/partner/transfer-bills";
    for (String root : List.of(direct, partner)) {
      boolean acting = root.equals(partner);
      routes.add("POST", root, Operation.TRANSFER, transfer(acting));
      String numbered = root + "/out-bill-no/{out_bill_no}";
      routes.add("GET", numbered, Operation.TRANSFER_QUERY, query(acting, TransferCalls::byNumber));
      routes.add(
          "GET",
          root + "/transfer-bill-no/{transfer_bill_no}",
          Operation.TRANSFER_QUERY,
          query(acting, TransferCalls::byId));
      routes.add("POST", numbered + "/cancel", Operation.TRANSFER_CANCEL, cancel(acting));
    }
  }

  /** How a transfer is found in the path of a call. */
  private interface Finder {
    Optional<Transfer> in(Call call) throws Refusal;
  }

  private static Call.Handler transfer(boolean partner) {
    ObjectShape shape = shape(partner);
    return call -> {
      checkCaller(call, partner);
      if (call.request().first("Wechatpay-Serial").isEmpty()) {
        throw Refusal.header("Wechatpay-Serial", "is missing, this call needs it");
      }
      ObjectNode terms = call.body(shape);
      Optional<SubAccount> sub = Acceptance.ofBody(call, terms);
      NotifyUrl.check(terms, call.account().setup.loopbackNotifyUrls());
      checkReceiver(call, terms, sub);
      TransferScene.check(terms);
      checkName(call, terms);
      synchronized (call.account()) {
        Transfer transfer = call.account().transfers.accept(terms, sub, call.now());
        return Answer.json(200, transfer.created());
      }
    };
  }

  private static Call.Handler query(boolean partner, Finder finder) {
    return call -> {
      checkCaller(call, partner);
      Optional<SubAccount> sub = Optional.empty();
      if (partner) {
        Map<String, String> query = call.query(List.of("sub_mchid"));
        Optional<String> given = Optional.ofNullable(query.get("sub_mchid"));
        sub = Acceptance.ofEither(call, "query", "sub_mchid", given);
      } else {
        call.noQuery();
      }
      synchronized (call.account()) {
        return Answer.json(200, found(call, finder, sub).queried(call.account()));
      }
    };
  }

  private static Call.Handler cancel(boolean partner) {
    ObjectShape shape =
        partner ? new ObjectShape().needs("sub_mchid", text(1, 32)) : new ObjectShape();
    return call -> {
      checkCaller(call, partner);
      boolean bare = !partner && call.request().body().length == 0;
      ObjectNode body = bare ? StrictJson.object() : call.body(shape);
      call.noQuery();
      Optional<SubAccount> sub = Acceptance.ofBody(call, body);
      synchronized (call.account()) {
        Transfer transfer = found(call, TransferCalls::byNumber, sub);
        call.account().transfers.cancel(transfer);
        return Answer.json(200, transfer.cancelled());
      }
    };
  }

  private static void checkCaller(Call call, boolean partner) throws Refusal {
    if (partner) {
      Acceptance.provider(call);
    } else {
      Acceptance.direct(call);
    }
  }

  private static Optional<Transfer> byNumber(Call call) throws Refusal {
    String number = call.value("out_bill_no");
    if (!number.matches(NUMBER)) {
      throw Refusal.field("uri", "out_bill_no", null, "must be 1 to 32 digits and letters");
    }
    return call.account().transfers.find(number);
  }

  private static Optional<Transfer> byId(Call call) {
    return call.account().transfers.findById(call.value("transfer_bill_no"));
  }

  private static Transfer found(Call call, Finder finder, Optional<SubAccount> sub) throws Refusal {
    return finder
        .in(call)
        .filter(transfer -> transfer.subMchid.equals(sub.map(merchant -> merchant.mchid)))
        .orElseThrow(() -> Refusal.of(ErrorCode.NOT_FOUND, "there is no such transfer"));
  }

  private static void checkReceiver(Call call, ObjectNode terms, Optional<SubAccount> sub)
      throws Refusal {
    String appid = terms.path("appid").asText();
    boolean bound =
        call.account().kindOf(appid).isPresent()
            || sub.flatMap(merchant -> merchant.apps.kindOf(appid)).isPresent();
    if (!bound) {
      throw Refusal.of(ErrorCode.APPID_MCHID_NOT_MATCH, "the appid is not bound to this mchid");
    }
    if (!call.account().mayBelong(terms.path("openid").asText(), appid)) {
      throw Refusal.field("body", "/openid", null, "belongs to another appid");
    }
  }

  private static void checkName(Call call, ObjectNode terms) throws Refusal {
    Optional<String> name = call.decrypted(terms, "/user_name");
    if (name.isEmpty() && terms.path("transfer_amount").longValue() >= TWO_THOUSAND_YUAN) {
      throw Refusal.field("body", "/user_name", null, "is missing, 2000 yuan and more need it");
    }
    if (name.isPresent()) {
      if (name.get().isBlank()) {
        throw Refusal.field("body", "/user_name", null, "is blank once decrypted");
      }
      terms.put("user_name", name.get());
    }
  }

  private static ObjectShape shape(boolean partner) {
    ObjectShape line =
        new ObjectShape().needs("info_type", text(1, 15)).needs("info_content", text(1, 32));
    ObjectShape shape =
        new ObjectShape()
            .needs("appid", text(1, 32))
            .needs("out_bill_no", matching(NUMBER, "1 to 32 digits and letters"))
            .needs("transfer_scene_id", text(1, 36))
            .needs("openid", text(1, 64))
            .may("user_name", text(1, 1024))
            .needs("transfer_amount", integer(TEN_CENTS, Long.MAX_VALUE))
            .needs("transfer_remark", text(1, 32))
            .may("notify_url", text(1, 256))
            .may("user_recv_perception", text(1, 32))
            .needs("transfer_scene_report_infos", list(line, 1, 10))
            .may(
                "user_recv_style",
                new ObjectShape().needs("type", oneOf("CONFIRM_PAGE", "RED_PACKET")));
    return partner ? shape.needs("sub_mchid", text(1, 32)) : shape;
  }
}
