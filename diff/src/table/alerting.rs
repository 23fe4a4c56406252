//! Objectives, alerts, and who gets them.

use crate::aspect::aspects;

aspects! { ROWS:
    OBJECTIVE = Objective "" {
        Added: Behaviour "there are new alerts and new series",
        Removed: Breaking "its alerts and its series are gone",
        Renamed: Breaking "its alerts and the label `slo` of its series are called otherwise",
    }
    OBJECTIVE_TARGET = Objective "target" { Changed: Behaviour "its budget is another one, and its alerts fire earlier or later" }
    OBJECTIVE_WINDOW = Objective "window" { Changed: Behaviour "its budget holds for another time" }
    OBJECTIVE_COUNTED = Objective "indicator" { Changed: Behaviour "other events use up its budget" }
    OBJECTIVE_BY = Objective "dimension" {
        Added: Breaking "its series are divided by one more label",
        Removed: Breaking "whoever selects its series by that label gets nothing",
    }
    OBJECTIVE_LABEL = Objective "label" {
        Added: Behaviour "routes can select it",
        Removed: Breaking "whoever selects it gets nothing",
        Changed: Behaviour "other routes can select it",
    }
    OBJECTIVE_TRAFFIC = Objective "min_traffic" {
        Added: Behaviour "its alerts are quiet below it",
        Removed: Behaviour "its alerts fire without traffic",
        Changed: Behaviour "its alerts are quiet at other times",
    }
    OBJECTIVE_BURNS = Objective "burn" {
        Added: Behaviour "it is watched for one more",
        Removed: Behaviour "it is watched for one less",
    }
    OBJECTIVE_ALERT = Objective "alert" {
        Added: Behaviour "it fires where nothing did",
        Removed: Breaking "whoever relies on it is not told",
    }
    OBJECTIVE_SEVERITY = Objective "severity of alert" { Changed: Behaviour "it is as urgent as it says" }
    OBJECTIVE_RECEIVERS = Objective "receivers of alert" { Changed: Behaviour "others are told" }
    OBJECTIVE_TITLE = Objective "title" { Changed: Cosmetic "a text" }
    OBJECTIVE_HELP = Objective "help" { Changed: Cosmetic "a text" }

    ALERT = Alert "" {
        Added: Behaviour "it fires where nothing did",
        Removed: Breaking "whoever relies on it is not told",
        Renamed: Breaking "silences, routes and inhibitions for the old name miss it",
    }
    ALERT_QUERY = Alert "query" { Changed: Behaviour "it fires at other times" }
    ALERT_THRESHOLD = Alert "threshold" {
        Added: Behaviour "it fires at other times",
        Removed: Behaviour "it fires at other times",
        Changed: Behaviour "it fires at other times",
    }
    ALERT_FOR = Alert "for" {
        Added: Behaviour "it fires later",
        Removed: Behaviour "it fires at once",
        Changed: Behaviour "it fires earlier or later",
    }
    ALERT_KEEP_FIRING = Alert "keep_firing_for" {
        Added: Behaviour "it ends later",
        Removed: Behaviour "it ends at once",
        Changed: Behaviour "it ends earlier or later",
    }
    ALERT_SEVERITY = Alert "severity" {
        Added: Behaviour "routes can select it",
        Removed: Breaking "whoever selects it gets nothing",
        Changed: Behaviour "it is as urgent as it says",
    }
    ALERT_LABEL = Alert "label" {
        Added: Behaviour "routes can select it",
        Removed: Breaking "whoever selects it gets nothing",
        Changed: Behaviour "other routes can select it",
    }
    ALERT_RECEIVERS = Alert "receivers" { Changed: Behaviour "others are told" }
    ALERT_TIMES = Alert "notification time" { Changed: Behaviour "they are told at other times" }
    ALERT_GROUPING = Alert "notification grouping" { Changed: Behaviour "they are told together with others, sooner or later" }
    ALERT_SUMMARY = Alert "summary" { Added: Cosmetic "a text", Removed: Cosmetic "a text", Changed: Cosmetic "a text" }
    ALERT_DESCRIPTION = Alert "description" { Added: Cosmetic "a text", Removed: Cosmetic "a text", Changed: Cosmetic "a text" }
    ALERT_IMPACT = Alert "impact" { Added: Cosmetic "a text", Removed: Cosmetic "a text", Changed: Cosmetic "a text" }
    ALERT_ANNOTATION = Alert "annotation" { Added: Cosmetic "a text", Removed: Cosmetic "a text", Changed: Cosmetic "a text" }
    ALERT_RUNBOOK = Alert "runbook" { Changed: Cosmetic "a text" }
    ALERT_TESTS = Alert "test" { Changed: Cosmetic "only the tests of rules" }
    ALERT_GROUP = Alert "group" { Changed: Cosmetic "only files and pages are ordered by it" }
    ALERT_RECORDED = Alert "use of recorded series" { Changed: Cosmetic "it computes the same from recorded series, or no longer" }

    GROUP_INTERVAL = Group "interval" {
        Added: Behaviour "its alerts are evaluated more or less often",
        Removed: Behaviour "its alerts are evaluated more or less often",
        Changed: Behaviour "its alerts are evaluated more or less often",
    }
    GROUP_LIMIT = Group "limit" {
        Added: Behaviour "a rule that gives more alerts fails",
        Removed: Behaviour "a rule may give any number of alerts",
        Changed: Behaviour "a rule that gives more alerts fails",
    }
    GROUP_OFFSET = Group "query_offset" {
        Added: Behaviour "its alerts look at an earlier time",
        Removed: Behaviour "its alerts look at the present",
        Changed: Behaviour "its alerts look at another time",
    }
    SEVERITY = Severity "" {
        Added: Cosmetic "a name; alerts that have it are told by themselves",
        Removed: Cosmetic "a name; alerts that have had it are told by themselves",
    }
    SEVERITY_MEANING = Severity "meaning" { Changed: Cosmetic "a text" }

    NOTIFICATIONS = Notifications "" {
        Added: Behaviour "somebody is told of alerts",
        Removed: Breaking "nobody is told of any alert",
    }
    NOTIFICATIONS_DEFAULT = Notifications "default receiver" { Changed: Behaviour "others are told of alerts that no route takes" }
    NOTIFICATIONS_SECRETS = Notifications "secrets" { Changed: Behaviour "Alertmanager reads its secrets elsewhere" }
    NOTIFICATIONS_GLOBAL = Notifications "setting" {
        Added: Behaviour "it holds for all receivers",
        Removed: Behaviour "it holds for all receivers",
        Changed: Behaviour "it holds for all receivers",
    }
    RECEIVER = Receiver "" {
        Added: Behaviour "somebody can be told",
        Removed: Breaking "whoever reads there is told no longer",
        Renamed: Cosmetic "a name",
    }
    RECEIVER_WAYS = Receiver "destination" {
        Added: Behaviour "more are told",
        Removed: Breaking "whoever reads there is told no longer",
        Changed: Behaviour "they are told elsewhere",
    }
    RECEIVER_RESOLVED = Receiver "send_resolved" { Changed: Behaviour "they are told of the end of alerts, or not" }
    INHIBITION = Inhibition "" {
        Added: Behaviour "alerts are kept quiet while others fire",
        Removed: Behaviour "alerts are told although others fire",
    }
    INTERVAL = Interval "" {
        Added: Behaviour "routes can name it",
        Removed: Behaviour "routes name it no longer",
        Renamed: Cosmetic "a name",
    }
    INTERVAL_TIMES = Interval "time" { Changed: Behaviour "routes that name it tell at other times" }
}
