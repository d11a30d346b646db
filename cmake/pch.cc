// SPDX-License-Identifier: Apache-2.0
// Carries the precompiled headers: a target needs a source.
