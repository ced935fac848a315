// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import java.util.Optional;

/**
 * What Alipay tells about a visitor who has allowed it; anything may be missing. It prints nothing
 * personal. (支付宝开放平台, 支付宝会员授权信息查询接口.)
 */
public final class AlipayUser {

  private final ProviderFields fields;

  AlipayUser(ProviderFields fields) {
    this.fields = fields;
  }

  /** The visitor's account (2088…). */
  public Optional<PersonalText> userId() {
    return personal("user_id");
  }

  /** The visitor in this application. */
  public Optional<PersonalText> openId() {
    return personal("open_id");
  }

  /** The name that the visitor goes by. */
  public Optional<PersonalText> nickName() {
    return personal("nick_name");
  }

  /** The address of the visitor's picture. */
  public Optional<PersonalText> avatar() {
    return personal("avatar");
  }

  /** Everything Alipay told, as received: {@code province}, {@code city}, {@code gender}, …. */
  public ProviderFields fields() {
    return fields;
  }

  /** Names of fields only. */
  @Override
  public String toString() {
    return "AlipayUser" + fields.names();
  }

  private Optional<PersonalText> personal(String field) {
    return fields.text(field).filter(text -> !text.isBlank()).map(PersonalText::of);
  }
}
