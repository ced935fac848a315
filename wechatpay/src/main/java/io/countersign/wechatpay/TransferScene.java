// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.FieldRules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a payment to a user is for. The merchant opens each scene in the portal, and each demands
 * its own lines of explanation, exactly those. Immutable. (WeChat Pay, 商家转账, 转账场景报备信息.)
 */
public final class TransferScene {

  /** The lines that each known scene demands, in the document's order. */
  private static final Map<String, List<String>> LINES =
      Map.of(
          "1000", List.of("活动名称", "奖励说明"),
          "1002", List.of("补贴类型"),
          "1004", List.of("保险产品备案编号", "保险名称", "保险操作单号"),
          "1005", List.of("岗位类型", "报酬说明"),
          "1009", List.of("采购商品名称"),
          "1010", List.of("回收商品名称"),
          "1011", List.of("赔付原因"),
          "1013", List.of("公益活动名称", "公益活动备案编号"));

  private final String id;
  private final Map<String, String> lines;

  private TransferScene(String id, Map<String, String> lines) {
    this.id = id;
    this.lines = lines;
  }

  /**
   * Any scene by its id, still without lines. The lines of a known scene are checked when a request
   * is built; those of an unknown one are sent as given.
   *
   * @param id the scene's id, such as {@code 1006}; at most 36 letters and digits
   */
  public static TransferScene of(String id) {
    return new TransferScene(FieldRules.token("transfer scene", id, 1, 36, "_-"), Map.of());
  }

  /**
   * The same with one more line.
   *
   * @param type the line's fixed name ({@code info_type}), at most 15 characters
   * @param content what it says ({@code info_content}), at most 32 characters
   */
  public TransferScene with(String type, String content) {
    Map<String, String> more = new LinkedHashMap<>(lines);
    String old =
        more.put(
            FieldRules.text("info_type", type, 1, 15),
            FieldRules.text("info_content " + type, content, 1, 32));
    if (old != null) {
      throw new InvalidRequestException("info_type " + type, "to be given once");
    }
    return new TransferScene(id, Collections.unmodifiableMap(more));
  }

  /** Cash marketing (现金营销, 1000): the campaign's name, what the reward is for. */
  public static TransferScene cashMarketing(String campaign, String reward) {
    return known("1000", campaign, reward);
  }

  /** A public subsidy (行政补贴, 1002): which kind. */
  public static TransferScene publicSubsidy(String kind) {
    return known("1002", kind);
  }

  /** An insurance claim (保险理赔, 1004): filing number, name, number of the operation. */
  public static TransferScene insuranceClaim(
      String filingNumber, String insurance, String operationNumber) {
    return known("1004", filingNumber, insurance, operationNumber);
  }

  /** A commission (佣金报酬, 1005): kind of work, what is paid for. */
  public static TransferScene commission(String work, String explanation) {
    return known("1005", work, explanation);
  }

  /** A purchase from the user (采购货款, 1009): which goods. */
  public static TransferScene purchase(String goods) {
    return known("1009", goods);
  }

  /** Second-hand goods bought back (二手回收, 1010): which goods. */
  public static TransferScene buyBack(String goods) {
    return known("1010", goods);
  }

  /** A compensation (企业赔付, 1011): why. */
  public static TransferScene compensation(String reason) {
    return known("1011", reason);
  }

  /** Aid by a charity (公益补助, 1013): the campaign's name and filing number. */
  public static TransferScene charityAid(String campaign, String filingNumber) {
    return known("1013", campaign, filingNumber);
  }

  /** The scene's id. */
  public String id() {
    return id;
  }

  /** Its lines, name and content, in the order given. */
  public Map<String, String> lines() {
    return lines;
  }

  /**
   * Checks that the lines are exactly those that the scene demands.
   *
   * @throws InvalidRequestException if one is missing or too many
   */
  void requireItsLines() {
    List<String> demanded = LINES.get(id);
    if (demanded == null ? lines.isEmpty() : !List.copyOf(lines.keySet()).equals(demanded)) {
      throw new InvalidRequestException(
          "transfer_scene_report_infos",
          demanded == null
              ? "the lines that scene " + id + " demands: TransferScene.of(…).with(type, content)"
              : "exactly " + demanded + " in this order for scene " + id);
    }
  }

  private static TransferScene known(String id, String... contents) {
    List<String> types = LINES.getOrDefault(id, List.of());
    TransferScene scene = of(id);
    for (int i = 0; i < contents.length; i++) {
      scene = scene.with(types.get(i), contents[i]);
    }
    return scene;
  }

  /** The id; the lines may name what a person did. */
  @Override
  public String toString() {
    return "TransferScene[" + id + "]";
  }
}
