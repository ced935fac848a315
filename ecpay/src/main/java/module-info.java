// SPDX-License-Identifier: Apache-2.0
/** ECPay (綠界科技) for merchants in Taiwan. */
module io.countersign.ecpay {
  requires transitive io.countersign;
  requires static org.jspecify;

  exports io.countersign.ecpay;
}
