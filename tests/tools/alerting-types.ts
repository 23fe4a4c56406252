// What a file of provisioned alert rules may look like, in terms of Grafana's own types.
//
// Files name some keys otherwise than the API that the types describe, and say folder and interval once for a group. The
// end-to-end tests hold the generated rules against this.

import type * as alerting from '@grafana/grafana-foundation-sdk/alerting';
import type * as expr from '@grafana/grafana-foundation-sdk/expr';
import type * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';

/** `T` as JSON spells it: an enum's members are their values. */
type Json<T> = unknown extends T
  ? T
  : T extends string
    ? `${T}`
    : T extends object
      ? { [K in keyof T]: Json<T[K]> }
      : T;

/** What says how it is built, and is in no file. */
type Data<T> = Json<Omit<T, '_implementsDataqueryVariant' | 'datasource'>>;

type PrometheusQuery = Data<prometheus.Dataquery> & { datasource: { type: 'prometheus'; uid: string } };

type Expression = (Data<expr.TypeMath> | Data<expr.TypeReduce> | Data<expr.TypeThreshold>) & {
  datasource: { type: '__expr__'; uid: '__expr__' };
};

interface Step {
  refId: string;
  relativeTimeRange: Required<alerting.RelativeTimeRange>;
  datasourceUid: string;
  model: PrometheusQuery | Expression;
}

interface Rule
  extends Pick<alerting.Rule, 'title' | 'condition' | 'noDataState' | 'execErrState' | 'for' | 'isPaused'> {
  uid: string;
  data: Step[];
  annotations: Record<string, string>;
  labels: Record<string, string>;
  keepFiringFor?: string;
  dashboardUid?: string;
  panelId?: number;
}

export interface RuleFile {
  apiVersion: 1;
  groups: Array<{ orgId: number; name: string; folder: string; interval: string; rules: Rule[] }>;
}
