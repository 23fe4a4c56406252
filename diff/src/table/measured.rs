//! The service, its metrics, what is recorded and named.

use crate::aspect::aspects;

aspects! { ROWS:
    SERVICE_NAME = Service "name" {
        Changed: Breaking "its series get another `job`, and whoever selects the old one gets nothing",
    }
    SERVICE_PORT = Service "port" { Changed: Breaking "a scrape that is configured elsewhere finds nothing there" }
    SERVICE_PATH = Service "path" { Changed: Breaking "a scrape that is configured elsewhere finds nothing there" }
    SERVICE_SELECTOR = Service "selector" {
        Added: Behaviour "queries read fewer series",
        Removed: Behaviour "queries read series of others, too",
        Changed: Behaviour "queries read other series",
    }
    SERVICE_LABEL = Service "label" {
        Added: Breaking "its series match other series label by label no longer",
        Removed: Breaking "whoever selects or groups by it gets nothing",
        Changed: Breaking "whoever selects the old value gets nothing",
    }
    SERVICE_SCRAPE = Service "scrape interval" { Changed: Behaviour "series have more or fewer samples" }
    SERVICE_EVALUATION = Service "evaluation_interval" { Changed: Behaviour "rules are evaluated more or less often" }
    SERVICE_RUNBOOKS = Service "runbooks address" {
        Added: Behaviour "notifications have links",
        Removed: Behaviour "notifications have no links",
        Changed: Behaviour "links of notifications lead elsewhere",
    }
    SERVICE_DASHBOARDS = Service "dashboards address" {
        Added: Behaviour "notifications have links",
        Removed: Behaviour "notifications have no links",
        Changed: Behaviour "links of notifications lead elsewhere",
    }
    SERVICE_TITLE = Service "title" { Changed: Cosmetic "a text" }
    SERVICE_DESCRIPTION = Service "description" {
        Added: Cosmetic "a text", Removed: Cosmetic "a text", Changed: Cosmetic "a text",
    }
    SERVICE_BUDGET = Service "series_budget" {
        Added: Cosmetic "only the check of the spec asks it",
        Removed: Cosmetic "only the check of the spec asks it",
        Changed: Cosmetic "only the check of the spec asks it",
    }
    SERVICE_COMMAND = Service "command" { Changed: Cosmetic "headers of files name it" }

    METRIC = Metric "" {
        Added: Behaviour "there are new series",
        Removed: Breaking "whoever reads it gets nothing",
        Renamed: Breaking "whoever reads the old name gets nothing",
    }
    METRIC_TYPE = Metric "type" { Changed: Breaking "functions for the old type give wrong values, and series have other names" }
    METRIC_UNIT = Metric "unit" { Changed: Breaking "thresholds and axes for the old unit are wrong" }
    METRIC_LABEL = Metric "label" {
        Added: Breaking "it matches other metrics label by label no longer, and whoever does not aggregate gets more series",
        Removed: Breaking "whoever selects or groups by it gets nothing",
        Renamed: Breaking "whoever selects or groups by the old name gets nothing",
    }
    METRIC_LABEL_VALUES = Metric "value of label" {
        Added: Behaviour "there are new series",
        Removed: Breaking "whoever selects it gets nothing",
    }
    METRIC_LABEL_LISTED = Metric "value list of label" {
        Added: Breaking "values that are not listed come no longer",
        Removed: Behaviour "any value can come",
    }
    METRIC_LABEL_LIMIT = Metric "limit of label" { Changed: Behaviour "values beyond it are counted as `other`" }
    METRIC_BUCKETS = Metric "bucket" {
        Added: Behaviour "there are new series, and quantiles are computed more finely",
        Removed: Breaking "whoever selects it by `le` gets nothing, and quantiles are computed more coarsely",
    }
    METRIC_INIT = Metric "init" { Changed: Behaviour "series that nobody has touched are there, or are not" }
    METRIC_HELP = Metric "help" { Changed: Cosmetic "a text" }
    METRIC_GROUP = Metric "group" { Changed: Cosmetic "only pages are ordered by it" }
    METRIC_RANGE = Metric "range" {
        Added: Cosmetic "only checks ask it", Removed: Cosmetic "only checks ask it", Changed: Cosmetic "only checks ask it",
    }
    METRIC_PART_OF = Metric "part_of" {
        Added: Cosmetic "only checks ask it", Removed: Cosmetic "only checks ask it", Changed: Cosmetic "only checks ask it",
    }
    LABEL_HELP = Label "help" { Changed: Cosmetic "a text" }
    LABEL_EXPECT = Label "expect" {
        Added: Cosmetic "only estimates ask it", Removed: Cosmetic "only estimates ask it", Changed: Cosmetic "only estimates ask it",
    }

    TRACK = Track "" {
        Added: Behaviour "calls can be tracked with it",
        Removed: Breaking "code that names it does not compile",
        Renamed: Breaking "code that names the old one does not compile",
    }
    TRACK_LABELS = Track "label" {
        Added: Breaking "code that does not give it does not compile",
        Removed: Breaking "code that gives it does not compile",
    }
    TRACK_RECORDS = Track "record" {
        Added: Behaviour "calls record more",
        Removed: Behaviour "calls record less",
        Changed: Behaviour "calls record it elsewhere",
    }

    RECORDING = Recording "" {
        Added: Behaviour "there are new series",
        Removed: Breaking "whoever reads it gets nothing",
        Renamed: Breaking "whoever reads the old name gets nothing",
    }
    RECORDING_QUERY = Recording "query" { Changed: Behaviour "series of the same name have other values" }
    RECORDING_UNIT = Recording "unit" { Changed: Breaking "thresholds and axes for the old unit are wrong" }
    RECORDING_LABEL = Recording "label" {
        Added: Behaviour "its series have one more",
        Removed: Breaking "whoever selects it gets nothing",
        Changed: Breaking "whoever selects the old value gets nothing",
    }
    RECORDING_INTERVAL = Recording "interval" {
        Added: Behaviour "it is evaluated more or less often",
        Removed: Behaviour "it is evaluated more or less often",
        Changed: Behaviour "it is evaluated more or less often",
    }
    RECORDING_HELP = Recording "help" { Changed: Cosmetic "a text" }

    QUERY = Query "" {
        Added: Cosmetic "a name; what reads it is told by itself",
        Removed: Cosmetic "a name; what has read it is told by itself",
        Renamed: Cosmetic "a name",
    }
    QUERY_EXPR = Query "query" { Changed: Cosmetic "what reads it is told by itself" }
    QUERY_HELP = Query "help" { Changed: Cosmetic "a text" }
}
