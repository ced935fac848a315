// SPDX-License-Identifier: Apache-2.0
package io.countersign.function;

/** The documents in which function platforms hand over an HTTP request; more may come. */
public enum EventFormat {
  /** AWS API Gateway, REST API, or HTTP API with payload format version 1.0. */
  API_GATEWAY_1,
  /** AWS API Gateway, HTTP API with payload format version 2.0, and Lambda function URLs. */
  API_GATEWAY_2,
  /** AWS Application Load Balancer with a Lambda target. */
  LOAD_BALANCER,
  /** Alibaba Cloud Function Compute 3.0 (函数计算), HTTP trigger of a built-in runtime. */
  FUNCTION_COMPUTE_3,
  /**
   * Tencent Cloud SCF (云函数): function URL (函数 URL) and API gateway trigger; and others that say the
   * method at the top and headers once, such as Alibaba's API gateway before Function Compute.
   */
  SCF,
  /** Tencent CloudBase (云开发), HTTP access service. */
  CLOUDBASE
}
