// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.Share.Receiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The calls about who may get shares. Their refusals have no prefix. */
final class RoyaltyCalls {
  private static final Set<String> TYPES = Set.of("userId", "loginName", "openId");
  private static final int MOST_AT_ONCE = 20;

  private RoyaltyCalls() {}

  static ObjectNode bind(Call call) throws Refusal {
    List<Receiver> receivers = receivers(call, true);
    receivers.forEach(call.owner().royalties::bind);
    return JsonText.object().put("result_code", "SUCCESS");
  }

  /** Whoever is not bound stays so. */
  static ObjectNode unbind(Call call) throws Refusal {
    for (Receiver receiver : receivers(call, false)) {
      call.owner().royalties.unbind(receiver.type(), receiver.account());
    }
    return JsonText.object().put("result_code", "SUCCESS");
  }

  private static List<Receiver> receivers(Call call, boolean whole) throws Refusal {
    number(call);
    JsonNode list = call.biz().path("receiver_list");
    if (!list.isArray() || list.isEmpty()) {
      throw Refusal.business("RECEIVER_LIST_EMPTY", "receiver_list is missing or empty");
    }
    if (list.size() > MOST_AT_ONCE) {
      throw Refusal.business("RECEIVER_LIST_OVERLOAD", "receiver_list has more than 20 receivers");
    }
    List<Receiver> receivers = new ArrayList<>();
    for (JsonNode one : list) {
      receivers.add(receiver(one, whole));
    }
    return receivers;
  }

  private static Receiver receiver(JsonNode one, boolean whole) throws Refusal {
    Receiver receiver =
        new Receiver(
            one.path("type").asText(),
            one.path("account").asText(),
            one.path("name").asText(),
            one.path("memo").asText());
    if (!TYPES.contains(receiver.type())) {
      throw Refusal.business("INVALID_RECEIVER_TYPE", "type must be userId, loginName or openId");
    }
    if (receiver.account().isBlank() || receiver.account().length() > 64) {
      throw invalid("receiver_list.account is missing or longer than 64 characters");
    }
    if ((receiver.memo().isBlank() && whole) || receiver.memo().length() > 64) {
      throw invalid("receiver_list.memo is missing or longer than 64 characters");
    }
    if (receiver.type().equals("loginName") && receiver.name().isBlank() && whole) {
      throw invalid("receiver_list.name is missing, loginName needs it");
    }
    if (receiver.type().equals("userId") && !receiver.account().matches("2088[0-9]{12}")) {
      throw Refusal.business("USER_NOT_EXIST", "account is no user id");
    }
    return receiver;
  }

  static ObjectNode list(Call call) throws Refusal {
    number(call);
    int page = count(call, "page_num", 1, Integer.MAX_VALUE);
    int size = count(call, "page_size", 20, 100);
    List<Receiver> all = call.owner().royalties.receivers();
    ObjectNode answer =
        JsonText.object()
            .put("result_code", "SUCCESS")
            .put("total_page_num", (all.size() + size - 1) / size)
            .put("total_record_num", all.size())
            .put("current_page_num", page)
            .put("current_page_size", size);
    ArrayNode list = answer.putArray("receiver_list");
    all.stream()
        .skip((long) (page - 1) * size)
        .limit(size)
        .forEach(
            one ->
                list.addObject()
                    .put("type", one.type())
                    .put("account", one.account())
                    .put("name", one.name())
                    .put("memo", one.memo()));
    return answer;
  }

  static ObjectNode rate(Call call) throws Refusal {
    number(call);
    return JsonText.object()
        .put("user_id", call.owner().sellerId)
        .put("max_ratio", call.owner().setup.royaltyPercent());
  }

  private static int count(Call call, String name, int usual, int most) throws Refusal {
    String text = call.text(name, 9);
    if (text.isEmpty()) {
      return usual;
    }
    if (!text.matches("[1-9][0-9]{0,8}") || Integer.parseInt(text) > most) {
      throw invalid(name + " must be from 1" + (most == 100 ? " to 100" : ""));
    }
    return Integer.parseInt(text);
  }

  private static void number(Call call) throws Refusal {
    String number = call.text("out_request_no", 64);
    if (number.isBlank() || number.length() > 32) {
      throw invalid("out_request_no is missing or longer than 32 characters");
    }
  }

  private static Refusal invalid(String text) {
    return Refusal.business("INVALID_PARAMETER", text);
  }
}
