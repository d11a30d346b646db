// SPDX-License-Identifier: Apache-2.0
// What the rules of titles and of enterprises share. Internal to ledger/execution.
#pragma once

#include "ledger/execution/rules.h"

namespace credence {

using TitlePlace = Overlay::Place<QualificationValue>;

/// The type, if the signer is of its issuer: `unknown_qualification_type`, `wrong_department`.
[[nodiscard]] Result<Overlay::Place<QualificationTypeValue>> issuer_type(TransactionContext& context,
                                                                         const Id& id);
/// An enterprise that is registered, and today neither merged nor dissolved (rules_enterprise.cc).
[[nodiscard]] Result<Overlay::Place<EnterpriseValue>> active_enterprise(TransactionContext& context,
                                                                        const Uscc& code);
/// Adds a type to those that the enterprise ever held; false if there are too many.
[[nodiscard]] bool list_title(TransactionContext& context, const Uscc& code, const Id& type);
void say_changed(TransactionContext& context, const QualificationKey& key, TitleChange change,
                 const DocumentNo& document_no, const Note& reason, const QualificationValue& title);
/// The title has changed. If an announced merger carries it over, the successor will hold it as it is now.
void carry_change(TransactionContext& context, const QualificationKey& key, TitleChange change,
                  const DocumentNo& document_no);

}  // namespace credence
