// The families of commands, one file each. Every function declares the commands of a family, and what they do, below the command it is given.
#pragma once

#include "client/console/app.h"

namespace credence {

void add_network_commands(Command& app);
void add_key_commands(Command& app);
void add_department_commands(Command& app);
void add_enterprise_commands(Command& app);
void add_enterprise_life_commands(Command& enterprise);
void add_programme_commands(Command& app);
void add_award_commands(Command& app);
void add_payment_commands(Command& app);  // after add_award_commands: it adds steps to award and challenge
void add_qualification_commands(Command& app);
void add_title_commands(Command& qualification);
void add_evidence_commands(Command& app);
void add_credit_commands(Command& app);
void add_document_commands(Command& app);
void add_catalogue_commands(Command& app);
void add_target_commands(Command& app);
void add_pending_commands(Command& app);
void add_governance_commands(Command& app);
void add_who_may_command(Command& app);
void add_read_commands(Command& app);
void add_proof_commands(Command& app);
void add_verify_command(Command& app);
void add_report_commands(Command& app);
void add_code_commands(Command& app);
void add_error_commands(Command& app);
void add_audit_commands(Command& app);

}  // namespace credence
