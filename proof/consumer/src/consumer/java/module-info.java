// SPDX-License-Identifier: Apache-2.0
/** A shop on the module path. */
module shop {
  requires io.countersign.alipay;
  requires io.countersign.ecpay;
  requires io.countersign.unionpay;
  requires io.countersign.wechatpay;
}
