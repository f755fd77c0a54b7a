import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, mergeFacts } from '../../domain/values/json-fields.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, timeIn, wordsOf } from '../_kit/detected.ts';
import { dig } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { fileOf, placed } from '../_kit/typed-places.ts';
import { hashesIn, pidIn, takeRepeats } from '../_kit/typed-values.ts';

// `FimEvent` of https://github.com/kubescape/node-agent/blob/main/pkg/exporters/http_exporter.go, in a report of many.

/** Whether an object is a change of a watched file on a node. */
export function isFileChange(fields: Fields): boolean {
  const said = dig(fields);
  const isOurs = said.text('fileHash', 'agentId', 'processPid', 'fileInode') !== undefined;
  return said.text('eventType') !== undefined && said.text('path') !== undefined && isOurs;
}

/** One change of a file; `report` is what the changes of a node came in. */
export function fileChange(record: Fields, report: Fields, received: Received): Detection {
  const [said, beside] = [dig(record), dig(report)];
  const [change, path] = [wordsOf(said.text('eventType') ?? 'change'), said.take('path') ?? ''];
  takeRepeats(said, change, 'eventType');
  const occurredAt = timeIn(said, 'timestamp') ?? timeIn(beside, 'timestamp');
  const host = said.take('hostName') ?? beside.text('nodeName', 'host');
  const program = said.take('processName');
  const type = `file-${change.replaceAll(' ', '-')}`;
  return detected(
    {
      identity: occurrence(record, { occurredAt, receivedAt: received.receivedAt }),
      problem: ['kubescape', type, exactly(beside.text('clusterName') ?? '', host ?? '', path, program ?? '')],
      record,
      class: 'threat',
      type,
      title: `File ${change}: ${path}${host === undefined ? '' : ` on ${host}`}`,
      severity: 'medium',
      action: 'observed',
      occurredAt,
      actor: defined({ process: placed({ name: program, pid: pidIn(said, 'processPid') }) }),
      target: defined({ kind: 'host', host }),
      file: fileOf(path, hashesIn(said, 'fileHash')),
      kubernetes: placed({ cluster: beside.text('clusterName'), node: beside.text('nodeName') }),
      facts: mergeFacts(factsBut(record, said), factsOf(report)),
    },
    received,
  );
}
