//! Dashboards.

use crate::aspect::aspects;

aspects! { ROWS:
    DASHBOARD = Dashboard "" {
        Added: Behaviour "there is more to look at",
        Removed: Breaking "links to it lead nowhere",
        Renamed: Breaking "links to its old uid lead nowhere",
    }
    DASHBOARD_REFRESH = Dashboard "refresh" {
        Added: Behaviour "it is drawn anew by itself",
        Removed: Behaviour "it is not drawn anew by itself",
        Changed: Behaviour "it is drawn anew more or less often",
    }
    DASHBOARD_TIME = Dashboard "time" { Changed: Behaviour "it opens with another range" }
    DASHBOARD_ZONE = Dashboard "time zone" {
        Added: Behaviour "times are shown in another zone",
        Removed: Behaviour "times are shown in another zone",
        Changed: Behaviour "times are shown in another zone",
    }
    DASHBOARD_TAGS = Dashboard "tag" {
        Added: Behaviour "links and searches by the tag find it",
        Removed: Behaviour "links and searches by the tag miss it",
    }
    DASHBOARD_MARKS = Dashboard "annotation" {
        Added: Behaviour "it marks more moments",
        Removed: Behaviour "it marks fewer moments",
        Changed: Behaviour "it marks other moments",
    }
    DASHBOARD_ROW_REPEAT = Dashboard "repeat of row" {
        Added: Behaviour "the row is there once for each value",
        Removed: Behaviour "the row is there once",
        Changed: Behaviour "the row is there once for each value of another variable",
    }
    DASHBOARD_RAW = Dashboard "setting" {
        Added: Behaviour "it works otherwise", Removed: Behaviour "it works otherwise", Changed: Behaviour "it works otherwise",
    }
    DASHBOARD_TITLE = Dashboard "title" { Changed: Cosmetic "a text" }
    DASHBOARD_DESCRIPTION = Dashboard "description" { Changed: Cosmetic "a text" }
    DASHBOARD_LINKS = Dashboard "link" { Added: Cosmetic "a way to other pages", Removed: Cosmetic "a way to other pages" }
    DASHBOARD_MARK_LOOK = Dashboard "text of annotation" { Changed: Cosmetic "a text" }
    DASHBOARD_ORDER = Dashboard "order of panels" { Changed: Cosmetic "the same panels stand elsewhere" }
    DASHBOARD_ROWS = Dashboard "layout of rows" { Changed: Cosmetic "headings, and what is folded" }

    VARIABLE = Variable "" {
        Added: Behaviour "there is more to choose",
        Removed: Breaking "links that set it set nothing",
        Renamed: Breaking "links that set the old one set nothing",
    }
    VARIABLE_SOURCE = Variable "source" { Changed: Behaviour "there are other values to choose from" }
    VARIABLE_DEFAULT = Variable "default" {
        Added: Behaviour "something else is chosen at first",
        Removed: Behaviour "something else is chosen at first",
        Changed: Behaviour "something else is chosen at first",
    }
    VARIABLE_MULTI = Variable "multi" { Changed: Behaviour "several values can be chosen, or one" }
    VARIABLE_ALL = Variable "all" {
        Added: Behaviour "all values can be chosen at once",
        Removed: Behaviour "all values cannot be chosen at once",
        Changed: Behaviour "queries get something else for all values",
    }
    VARIABLE_RAW = Variable "setting" {
        Added: Behaviour "it works otherwise", Removed: Behaviour "it works otherwise", Changed: Behaviour "it works otherwise",
    }
    VARIABLE_LABEL = Variable "label" { Changed: Cosmetic "a text" }
    VARIABLE_HIDE = Variable "hide" { Changed: Cosmetic "a look" }
    VARIABLE_SORT = Variable "sorting" { Changed: Cosmetic "an order" }

    PANEL = Panel "" {
        Added: Behaviour "there is more to look at",
        Removed: Behaviour "what it has shown is not shown",
        Renamed: Cosmetic "a text",
    }
    PANEL_TYPE = Panel "type" { Changed: Behaviour "it draws otherwise" }
    PANEL_QUERIES = Panel "query" {
        Added: Behaviour "it draws more",
        Removed: Behaviour "it draws less",
        Changed: Behaviour "it draws something else",
    }
    PANEL_UNIT = Panel "unit" {
        Added: Behaviour "numbers are shown otherwise",
        Removed: Behaviour "numbers are shown otherwise",
        Changed: Behaviour "numbers are shown otherwise",
    }
    PANEL_AXIS = Panel "axis" {
        Added: Behaviour "another range of values is shown",
        Removed: Behaviour "another range of values is shown",
        Changed: Behaviour "another range of values is shown",
    }
    PANEL_STEPS = Panel "color threshold" { Changed: Behaviour "other values look good or bad" }
    PANEL_LINES = Panel "line" {
        Added: Behaviour "another value looks bad",
        Removed: Behaviour "another value looks bad",
        Changed: Behaviour "another value looks bad",
    }
    PANEL_MAPPINGS = Panel "value mapping" { Changed: Behaviour "values are shown as other texts" }
    PANEL_STACKING = Panel "stacking" { Changed: Behaviour "series are added up, or are not" }
    PANEL_CALCULATION = Panel "calculation" { Changed: Behaviour "a series becomes another number" }
    PANEL_TRANSFORMATIONS = Panel "transformation" { Changed: Behaviour "what is drawn is computed otherwise" }
    PANEL_REPEAT = Panel "repeat" {
        Added: Behaviour "it is there once for each value",
        Removed: Behaviour "it is there once",
        Changed: Behaviour "it is there once for each value of another variable",
    }
    PANEL_POINTS = Panel "max_points" {
        Added: Behaviour "it asks for more or fewer points",
        Removed: Behaviour "it asks for more or fewer points",
        Changed: Behaviour "it asks for more or fewer points",
    }
    PANEL_OVERRIDE = Panel "override of series" {
        Added: Behaviour "some series are shown otherwise",
        Removed: Behaviour "some series are shown otherwise",
        Changed: Behaviour "some series are shown otherwise",
    }
    PANEL_RAW = Panel "setting" {
        Added: Behaviour "it draws otherwise", Removed: Behaviour "it draws otherwise", Changed: Behaviour "it draws otherwise",
    }
    PANEL_DESCRIPTION = Panel "description" { Changed: Cosmetic "a text" }
    PANEL_TEXT = Panel "text" { Changed: Cosmetic "a text" }
    PANEL_LEGENDS = Panel "legend" { Added: Cosmetic "a text", Removed: Cosmetic "a text", Changed: Cosmetic "a text" }
    PANEL_COLORS = Panel "color" { Changed: Cosmetic "a look" }
    PANEL_SIZE = Panel "size" { Changed: Cosmetic "a look" }
    PANEL_STYLE = Panel "style" { Changed: Cosmetic "a look" }
    PANEL_SERIES_STYLE = Panel "style of series" {
        Added: Cosmetic "a look", Removed: Cosmetic "a look", Changed: Cosmetic "a look",
    }
    PANEL_LINKS = Panel "link" { Added: Cosmetic "a way to other pages", Removed: Cosmetic "a way to other pages" }
    PANEL_LOOK = Panel "look" { Added: Cosmetic "a look", Removed: Cosmetic "a look", Changed: Cosmetic "a look" }
}
