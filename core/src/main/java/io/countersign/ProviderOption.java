// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/**
 * A typed extra that one provider understands, such as {@code WeChatPayOption.goodsTag("…")}. An
 * option handed to another provider is refused before anything is sent, never dropped.
 */
public interface ProviderOption {}
