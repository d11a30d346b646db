// SPDX-License-Identifier: Apache-2.0
// The families of commands, one file each. Every function declares the commands of a family, and what they
// do, below the command it is given.
#pragma once

#include "client/console/app.h"

namespace credence {

void add_network_commands(Command& app);
void add_key_commands(Command& app);
void add_department_commands(Command& app);
void add_department_list_command(Command& department);
void add_enterprise_commands(Command& app);
void add_enterprise_life_commands(Command& enterprise);
void add_enterprise_find_command(Command& enterprise);
void add_enterprise_list_command(Command& enterprise);
void add_programme_commands(Command& app);
void add_programme_rules_command(Command& programme);
void add_programme_list_command(Command& programme);
void add_project_commands(Command& app);
void add_listing_commands(Command& app);
void add_calendar_commands(Command& app);
void add_award_commands(Command& app);
void add_challenge_commands(Command& app);
void add_sealed_bid_commands(Command& challenge);
void add_payment_commands(Command& app);
void add_result_commands(Command& app);  // after award and challenge: it adds a step to each
void add_recovery_commands(Command& app);
void add_fund_commands(Command& app);
void add_relief_commands(Command& app);
void add_things_commands(Command& app);  // after those families: it adds what lists and shows of each
void add_holder_commands(Command& app);
void add_duty_commands(Command& app);
void add_qualification_commands(Command& app);
void add_title_commands(Command& qualification);
void add_title_list_command(Command& qualification);
void add_title_holders_command(Command& qualification);
void add_evidence_commands(Command& app);
void add_credit_commands(Command& app);
void add_credit_record_commands(Command& credit);
void add_credit_show_commands(Command& credit);
void add_rating_commands(Command& credit);
void add_document_commands(Command& app);
void add_catalogue_commands(Command& app);
void add_problem_commands(Command& app);
void add_catalogue_new_command(Command& family);  // of catalogue (catalogue_new.cc)
void add_target_commands(Command& app);
void add_pending_commands(Command& app);
void add_governance_commands(Command& app);
void add_propose_commands(Command& governance);
void add_features_command(Command& governance);
void add_who_may_command(Command& app);
void add_read_commands(Command& app);
void add_anchor_commands(Command& app);
void add_prove_commands(Command& app);
void add_certificate_commands(Command& app);
void add_verify_command(Command& app);
void add_proof_commands(Command& app);
void add_report_commands(Command& app);
void add_code_commands(Command& app);
void add_error_commands(Command& app);
void add_manual_commands(Command& app);
void add_audit_commands(Command& app);
void add_findings_command(Command& app);
void add_doctor_command(Command& app);
/// One for each command: after all others.
void add_examples(Command& app);

}  // namespace credence
