// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a merchant says a transfer is for, and what it must report with it, letter by letter. */
record TransferScene(String id, List<String> lines, List<String> perceptions) {
  private static final List<TransferScene> ALL =
      List.of(
          scene("1000", List.of("活动名称", "奖励说明"), "活动奖励", "现金奖励"),
          scene("1002", List.of("补贴类型")),
          scene("1004", List.of("保险产品备案编号", "保险名称", "保险操作单号")),
          scene("1005", List.of("岗位类型", "报酬说明"), "劳务报酬"),
          // Nobody has published its lines.
          scene("1006", List.of()),
          scene("1009", List.of("采购商品名称")),
          scene("1010", List.of("回收商品名称")),
          scene("1011", List.of("赔付原因"), "退款", "商家赔付"),
          scene("1013", List.of("公益活动名称", "公益活动备案编号")));

  private static TransferScene scene(String id, List<String> lines, String... perceptions) {
    return new TransferScene(id, lines, List.of(perceptions));
  }

  static void check(JsonNode terms) throws Refusal {
    String given = terms.path("transfer_scene_id").asText();
    TransferScene scene =
        ALL.stream()
            .filter(one -> one.id.equals(given))
            .findFirst()
            .orElseThrow(
                () ->
                    Refusal.of(
                        ErrorCode.INVALID_REQUEST,
                        "transfer_scene_id is not a scene that merchants can use"));
    List<String> reported = new ArrayList<>();
    for (JsonNode line : terms.path("transfer_scene_report_infos")) {
      reported.add(line.path("info_type").asText());
    }
    List<String> missing = new ArrayList<>(scene.lines);
    missing.removeAll(reported);
    boolean exact = missing.isEmpty() && reported.size() == scene.lines.size();
    if (!exact && !scene.lines.isEmpty()) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          "transfer_scene_report_infos must be exactly the lines of scene "
              + scene.id
              + ", each once: "
              + scene.lines);
    }
    checkPerception(scene, Optional.ofNullable(terms.get("user_recv_perception")));
  }

  /** The lists are known in part only, so that just another scene's value is surely wrong. */
  private static void checkPerception(TransferScene scene, Optional<JsonNode> given)
      throws Refusal {
    String perception = given.map(JsonNode::asText).orElse("");
    boolean known = ALL.stream().anyMatch(other -> other.perceptions.contains(perception));
    if (known && !scene.perceptions.contains(perception)) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          "user_recv_perception belongs to another scene than " + scene.id);
    }
  }
}
