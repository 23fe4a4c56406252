// Holds resources of the Prometheus Operator against the constraints of its API types: patterns, limits, required fields.
// Arguments are JSON files of one resource each. Prints what is wrong, and then ends with 1.

import { readFileSync } from 'node:fs';
import * as v1 from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import * as v1alpha1 from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1';

const versions = { 'monitoring.coreos.com/v1': v1, 'monitoring.coreos.com/v1alpha1': v1alpha1 };

for (const file of process.argv.slice(2)) {
  const resource = JSON.parse(readFileSync(file, 'utf8'));
  const Kind = versions[resource.apiVersion]?.[resource.kind];
  try {
    if (!Kind) throw new Error(`no kind ${resource.kind} in ${resource.apiVersion}`);
    new Kind(resource).validate();
    console.log(`${file}: valid`);
  } catch (error) {
    console.log(`${file}: ${error.message}`);
    process.exitCode = 1;
  }
}
