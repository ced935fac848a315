// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.spi.FieldRules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of what is sold ({@code goods_detail}); single-item discounts are found by it.
 * Immutable. (支付宝开放平台, GoodsDetail.)
 */
public final class AlipayGoods {

  private final Map<String, Object> fields;

  private AlipayGoods(Map<String, Object> fields) {
    this.fields = fields;
  }

  /**
   * A line.
   *
   * @param id the shop's number of the goods, at most 64 characters
   * @param name what it is, at most 256 characters
   * @param quantity how many, at least 1
   * @param price of one, in yuan
   * @throws InvalidRequestException if Alipay does not take such a value
   */
  public static AlipayGoods of(String id, String name, long quantity, Money price) {
    if (quantity < 1) {
      throw new InvalidRequestException("goods quantity", "at least 1, not " + quantity);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("goods_id", FieldRules.text("goods_id", id, 1, 64));
    fields.put("goods_name", FieldRules.text("goods_name", name, 1, 256));
    fields.put("quantity", quantity);
    fields.put("price", Yuan.text("goods price", price));
    return new AlipayGoods(fields);
  }

  /** The same with {@code alipay_goods_id}, Alipay's number of the goods. */
  public AlipayGoods withAlipayGoodsId(String id) {
    return with("alipay_goods_id", id, 32);
  }

  /** The same with {@code goods_category}. */
  public AlipayGoods withCategory(String category) {
    return with("goods_category", category, 24);
  }

  /** The same with {@code categories_tree}: category numbers from root to leaf, joined by |. */
  public AlipayGoods withCategoriesTree(String tree) {
    return with("categories_tree", tree, 128);
  }

  /** The same with {@code body}: more about the goods. */
  public AlipayGoods withBody(String body) {
    return with("body", body, 400);
  }

  /** The same with {@code show_url}: where the goods are shown. */
  public AlipayGoods withShowUrl(String address) {
    return with("show_url", address, 400);
  }

  /** The same with {@code out_item_id}: the shop's number of the product. */
  public AlipayGoods withOutItemId(String id) {
    return with("out_item_id", id, 64);
  }

  /** The same with {@code out_sku_id}: the shop's number of the product's variant. */
  public AlipayGoods withOutSkuId(String id) {
    return with("out_sku_id", id, 64);
  }

  /** The same with {@code goods_ean_id}: the number under its bar code. */
  public AlipayGoods withEan(String ean) {
    return with("goods_ean_id", ean, 64);
  }

  Map<String, Object> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /** The shop's number of the goods. */
  @Override
  public String toString() {
    return "AlipayGoods[" + fields.get("goods_id") + "]";
  }

  private AlipayGoods with(String name, String value, int most) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(name, FieldRules.text(name, value, 1, most));
    return new AlipayGoods(more);
  }
}
