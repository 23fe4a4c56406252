//! Where it all runs, and what is generated.

use crate::aspect::aspects;

/// The program with the series.
pub(crate) const PROMETHEUS: &str = "Prometheus";

aspects! { ROWS:
    DEPLOYMENT = Deployment "" {
        Added: Behaviour "it runs in one more environment",
        Removed: Breaking "it runs there no longer",
    }
    DEPLOYMENT_NAMESPACE = Deployment "namespace" { Changed: Breaking "series have another `namespace`, and everything runs elsewhere" }
    DEPLOYMENT_PART = Deployment "program" {
        Added: Behaviour "one more program runs",
        Removed: Breaking "it runs no longer",
    }
    DEPLOYMENT_HOST = Deployment "host" {
        Added: Behaviour "it can be reached from outside",
        Removed: Breaking "it cannot be reached from outside",
        Changed: Breaking "the old address leads nowhere",
    }
    DEPLOYMENT_LABEL = Deployment "external label" {
        Added: Behaviour "everything that leaves this Prometheus has one more",
        Removed: Breaking "whoever selects it elsewhere gets nothing",
        Changed: Breaking "whoever selects the old value elsewhere gets nothing",
    }
    DEPLOYMENT_REMOTE = Deployment "remote write" {
        Added: Behaviour "samples are sent there, too",
        Removed: Breaking "whoever reads there gets nothing new",
        Changed: Behaviour "samples are sent otherwise",
    }
    DEPLOYMENT_SETTING = Deployment "setting" {
        Added: Behaviour "it runs otherwise", Removed: Behaviour "it runs otherwise", Changed: Behaviour "it runs otherwise",
    }
    JOB = Job "" {
        Added: Behaviour "there are new series",
        Removed: Breaking "its series are gone",
        Renamed: Breaking "its series have another `job`",
    }
    JOB_DISCOVERY = Job "discovery" { Changed: Behaviour "other targets are scraped" }
    JOB_KEPT = Job "keep_namespaces" { Changed: Behaviour "series of other namespaces are kept" }
    JOB_COLLECTS = Job "collects" { Changed: Cosmetic "only checks ask it" }
    OUTPUT_STATE = Output "state" {
        Added: Behaviour "it is made, or is not, whatever else the spec says",
        Removed: Behaviour "it is made if the spec has something for it",
        Changed: Behaviour "it is made, or is not",
    }
    OUTPUT_FOLDER = Output "folder" {
        Added: Breaking "whoever reads its files finds them elsewhere",
        Removed: Breaking "whoever reads its files finds them elsewhere",
        Changed: Breaking "whoever reads its files finds them elsewhere",
    }
}
