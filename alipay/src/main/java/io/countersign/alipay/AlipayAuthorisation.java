// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Secret;
import java.util.Optional;

/**
 * A merchant's permission to a third-party application. It prints no token.
 *
 * @param merchant the merchant, for {@link AlipayClient#onBehalfOf}; give it its notify path
 * @param appAuthToken the permission; store it as a secret, with {@link
 *     AlipaySubMerchant#authAppId()}
 * @param refreshToken gets another one, where Alipay gives it; permissions given now do not end
 * @param sellerId the merchant's account (2088…), if reported
 */
public record AlipayAuthorisation(
    AlipaySubMerchant merchant,
    Secret appAuthToken,
    Optional<Secret> refreshToken,
    Optional<String> sellerId) {}
