# SPDX-License-Identifier: Apache-2.0
"""Verifies proof files of a Credence ledger with the standard library alone. README.md says how."""
from .anchors import BadAnchor, anchor_of
from .encoding import Refused
from .verifier import Answer, readable, verified, verify

__all__ = ["Answer", "BadAnchor", "Refused", "anchor_of", "readable", "verified", "verify"]
