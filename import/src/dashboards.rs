//! Dashboards of Grafana, told as those of a spec: their queries and their variables.
