// What a provisioned dashboard may look like on disk, in terms of Grafana's own types.
//
// Grafana types its panels loosely at the top (`options` is any record) and strictly inside each panel plugin. This file
// joins the two, and adds the few keys that Grafana reads but does not type. The end-to-end tests hold every generated
// dashboard against it.

import type * as schema from '@grafana/schema';
import type * as barGauge from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as gauge from '@grafana/schema/dist/esm/raw/composable/gauge/panelcfg/x/GaugePanelCfg_types.gen';
import type * as heatmap from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen';
import type * as pieChart from '@grafana/schema/dist/esm/raw/composable/piechart/panelcfg/x/PieChartPanelCfg_types.gen';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as text from '@grafana/schema/dist/esm/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen';
import type * as timeSeries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

/** `T` as JSON spells it: an enum's members are their values. */
type Json<T> = unknown extends T
  ? T
  : T extends string
    ? `${T}`
    : T extends object
      ? { [K in keyof T]: Json<T[K]> }
      : T;

type Loosen<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

/** Each panel type that the generator knows: its options, and its custom field settings. */
interface Plugins {
  bargauge: { options: barGauge.Options; custom: object };
  // The shape settings came with Grafana 13, which fills them in for older dashboards; so did the pie's order.
  gauge: {
    options: Loosen<
      gauge.Options,
      'barShape' | 'barWidthFactor' | 'effects' | 'segmentCount' | 'segmentSpacing' | 'shape'
    >;
    custom: object;
  };
  heatmap: { options: heatmap.Options; custom: heatmap.FieldConfig };
  piechart: { options: Loosen<pieChart.Options, 'sort'>; custom: pieChart.FieldConfig };
  stat: { options: stat.Options; custom: object };
  // A cell's type may be left to Grafana, and before Grafana 13 a column was left out by a key of its own.
  table: { options: table.Options; custom: Partial<table.FieldConfig> & { hidden?: boolean } };
  text: { options: text.Options; custom: object };
  timeseries: { options: timeSeries.Options; custom: timeSeries.FieldConfig };
}

/** A query to Prometheus: its plugin's types are not published. */
interface PrometheusTarget {
  refId: string;
  datasource: PrometheusSource;
  expr: string;
  editorMode?: 'code' | 'builder';
  range?: boolean;
  instant?: boolean;
  exemplar?: boolean;
  format?: 'time_series' | 'table' | 'heatmap';
  legendFormat?: string;
  interval?: string;
  hide?: boolean;
}

/** Never a bare name: old dashboards have that, and Grafana guesses. */
interface PrometheusSource {
  type: 'prometheus';
  uid: string;
}

type Defaults<Custom> = Omit<schema.FieldConfig, 'custom'> & { custom?: Custom };

/** An override names one field setting and gives it a value of that setting's type. */
type Override<Fields, Prefix extends string> = {
  [K in keyof Fields & string]-?: { id: `${Prefix}${K}`; value?: Json<Fields[K]> };
}[keyof Fields & string];

interface FieldConfig<Custom> {
  defaults: Json<Defaults<Custom>>;
  overrides: Array<{
    matcher: Json<schema.MatcherConfig>;
    properties: Array<Override<Omit<schema.FieldConfig, 'custom'>, ''> | Override<Custom, 'custom.'>>;
  }>;
}

/** What a file must say about each panel although Grafana could do without. */
interface Said {
  id: number;
  title: string;
  gridPos: schema.GridPos;
}

/** A panel of one type. */
export type PanelOf<Type extends keyof Plugins> = Said &
  Omit<Json<schema.Panel>, keyof Said | 'type' | 'datasource' | 'options' | 'fieldConfig' | 'targets'> & {
    type: Type;
    datasource?: PrometheusSource;
    options: Json<Plugins[Type]['options']>;
    fieldConfig: FieldConfig<Plugins[Type]['custom']>;
    targets?: PrometheusTarget[];
  };

/** A row; the panels of a collapsed one are checked one by one. */
export type Row = Said & Omit<Json<schema.RowPanel>, keyof Said | 'panels'> & { panels: [] };

/** Grafana's own marks are filtered by a `target` that is no query. */
type OwnAnnotation = Omit<Json<schema.AnnotationQuery>, 'target'> & {
  target?: schema.AnnotationTarget;
};

/** Marks that come from a query: Grafana reads more keys than it types. */
type PrometheusAnnotation = Omit<Json<schema.AnnotationQuery>, 'datasource' | 'target'> & {
  datasource: PrometheusSource;
  expr: string;
  step?: string;
  titleFormat?: string;
  textFormat?: string;
  tagKeys?: string;
  useValueForTime?: boolean | 'on' | 'off';
};

/** An empty `current` means that nothing is chosen yet. */
type Variable = Omit<Json<schema.VariableModel>, 'datasource' | 'current'> & {
  current?: schema.VariableOption | Record<string, never>;
  datasource?: PrometheusSource;
  definition?: string;
};

/** A dashboard without its panels. `id` and `version` belong to Grafana's database, so a file must not have them. */
export type Dashboard = Omit<
  Json<schema.Dashboard>,
  'id' | 'version' | 'gnetId' | 'snapshot' | 'revision' | 'uid' | 'title' | 'panels' | 'annotations' | 'templating'
> & {
  uid: string;
  title: string;
  annotations?: { list: Array<OwnAnnotation | PrometheusAnnotation> };
  templating?: { list: Variable[] };
};
