//! One suite, two databases: every behaviour of the registry holds on SQLite and on PostgreSQL.

mod access;
mod accounts;
mod attachments;
mod audience;
mod datasets;
mod descriptions;
mod erasing;
mod feedbacks;
mod jobs;
mod opening;
mod people_number;
mod policy;
mod processing;
mod pushes;
mod refusals;
mod resources;
mod rights;
mod sample;
mod schedules;
mod stagings;
mod trail;
mod uploads;

use std::future::Future;

use portico_registry::Registry;
use tempfile::TempDir;
use testkit::postgres::Postgres;

/// Where registries come from.
pub(crate) enum Kind {
    /// Each in a file of its own.
    Sqlite,
    /// Each in a database of its own.
    Postgres(Postgres),
}

/// A place for a registry, empty at first. Several may be opened there.
pub(crate) struct Place {
    pub(crate) address: String,
    _folder: Option<TempDir>,
}

impl Kind {
    pub(crate) fn place(&self) -> Place {
        match self {
            Self::Sqlite => {
                let folder = tempfile::tempdir().expect("a folder");
                let address = folder.path().join("portico.db").display().to_string();
                Place {
                    address,
                    _folder: Some(folder),
                }
            }
            Self::Postgres(server) => Place {
                address: server.database().expect("a database"),
                _folder: None,
            },
        }
    }
}

impl Place {
    pub(crate) async fn open(&self) -> Registry {
        Registry::open(&self.address).await.expect("a registry")
    }
}

fn run(work: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(work);
}

/// Every function as a test on SQLite, and all of them as one test on one PostgreSQL server.
macro_rules! suite {
    ($($module:ident: $($name:ident),* $(,)?;)*) => {
        mod sqlite {
            $($(#[test] fn $name() { crate::run(async { crate::$module::$name(&crate::Kind::Sqlite.place()).await }); })*)*
        }

        #[test]
        fn the_same_holds_on_postgres() {
            let Some(server) = Postgres::start().expect("PostgreSQL starts") else { return };
            let kind = Kind::Postgres(server);
            $($(
                println!("{} {}", stringify!($module), stringify!($name));
                run(async { $module::$name(&kind.place()).await });
            )*)*
        }
    };
}

suite! {
    opening:
        opening_twice_applies_migrations_once,
        processes_that_start_at_once_all_open,
        settings_are_kept_and_the_first_value_wins;
    datasets:
        a_dataset_is_read_back_as_it_was_written,
        an_identifier_is_taken_once,
        a_new_version_becomes_the_current_one,
        a_dataset_that_changed_meanwhile_is_a_conflict,
        a_switch_that_fails_changes_nothing,
        metadata_change_only_when_seen,
        deleting_forgets_versions,
        a_deleted_dataset_can_be_brought_back_for_a_while,
        a_version_remembers_the_words_that_readers_saw,
        every_change_is_counted;
    attachments:
        an_attachment_is_replaced_and_removed;
    descriptions:
        a_description_is_kept_with_its_change_and_read_by_it,
        a_change_of_a_dataset_that_is_gone_leaves_nothing;
    feedbacks:
        what_readers_say_is_kept_read_and_archived,
        one_person_says_so_much_and_no_more;
    pushes:
        a_push_resource_is_kept_changed_and_removed,
        pushes_wait_in_their_order_and_go_with_the_switch;
    resources:
        a_dataset_has_one_source_and_the_slower_change_learns_of_the_other,
        files_that_were_sent_go_with_their_dataset;
    schedules:
        a_schedule_is_kept_changed_by_who_saw_it_and_removed,
        a_run_begins_once_for_all_who_see_that_it_is_due,
        a_run_waits_while_another_job_has_the_dataset,
        a_run_that_fails_is_written_down_once,
        a_run_ends_together_with_its_version_and_its_job,
        a_schedule_rests_while_its_dataset_is_deleted;
    stagings:
        a_second_import_of_a_dataset_waits,
        an_abandoned_import_cannot_publish,
        a_sign_of_life_protects,
        versions_and_running_imports_are_known;
    uploads:
        a_file_grows_for_one_sender_at_a_time,
        decisions_are_kept_by_whoever_saw_the_ones_before,
        files_are_listed_by_person_and_forgotten;
    jobs:
        a_job_is_taken_once_for_a_key,
        the_most_urgent_job_comes_first_and_only_when_it_may,
        two_workers_never_have_the_same_job,
        a_job_whose_worker_died_is_taken_over_and_the_dead_has_no_say,
        a_job_that_kills_its_workers_fails_in_the_end,
        a_job_ends_together_with_the_version_that_it_made,
        a_job_can_be_cancelled_at_any_moment,
        a_job_that_failed_can_be_tried_again,
        a_worker_that_stops_gives_its_job_back,
        what_a_job_says_is_kept_in_order,
        jobs_are_listed_counted_and_forgotten;
    access:
        an_address_has_one_account,
        the_first_person_is_added_once,
        sessions_end_when_they_expire_or_the_account_changes,
        keys_die_when_revoked_or_the_account_closes,
        guesses_sent_at_once_are_counted_one_by_one;
    accounts:
        a_one_time_link_works_once_and_not_for_ever,
        a_mail_is_sent_by_one_and_tried_again,
        a_second_factor_counts_once_confirmed_and_no_code_twice,
        an_identity_is_one_person;
    people_number:
        each_change_of_somebody_counts_and_nothing_else,
        another_process_sees_it;
    erasing:
        nothing_of_a_person_is_left_but_what_was_done;
    rights:
        groups_have_members_and_names_of_their_own,
        rights_on_a_dataset_are_replaced_and_go_with_their_group,
        there_is_one_ruleset_for_everybody_and_one_for_each,
        attributes_are_replaced_as_a_whole;
    audience:
        pieces_of_a_day_are_added_up,
        sums_begin_with_the_largest_row_of_each_metric,
        old_days_leave_the_totals_of_their_year;
    processing:
        the_slower_of_two_editors_learns_of_the_other;
    trail:
        changes_are_found_by_object_author_action_and_time,
        a_change_is_read_back_and_written_once,
        a_setting_is_swapped_only_when_seen_and_the_change_goes_with_it;
    policy:
        versions_of_the_policy_are_added_and_never_replaced,
        receipts_are_added_and_never_replaced,
        counts_of_choices_are_added_up_and_forgotten;
    refusals:
        refusals_of_a_minute_are_added_up_and_old_ones_go;
}

#[test]
fn an_address_that_cannot_be_opened_says_where() {
    run(async {
        let error = Registry::open("/nowhere/at/all/portico.db")
            .await
            .expect_err("no such folder");
        assert!(error.to_string().contains("/nowhere/at/all"), "{error}");
        let error = Registry::open("postgres://me:secret@127.0.0.1:1/none")
            .await
            .expect_err("nobody listens");
        assert!(error.to_string().contains("127.0.0.1"), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    });
}
