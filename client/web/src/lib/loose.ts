// SPDX-License-Identifier: Apache-2.0
/** A decoded value whose members the schema knows, and the compiler does not. */
export type Loose = Record<string, any>;
