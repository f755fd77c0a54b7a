import * as z from 'zod/mini';
import { defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { cef as format } from '../_kit/formats/cef.ts';
import { judgeIntake } from '../_kit/siem/judge-batch.ts';
import {
  halfCredential,
  isWholeCredential,
  lineBatch,
  lineSettings,
  linesRequest,
  requestLimit,
} from '../_kit/siem/line-receiver.ts';

const DOCS =
  'https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-25.1/cef-implementation-standard/';

const Settings = z.strictObject(lineSettings).check(z.refine(isWholeCredential, halfCredential));
type Settings = z.infer<typeof Settings>;

const lineOf = ({ alert, attempt }: Rendered): string => format(alert, attempt).body;

/** Common Event Format over HTTPS: ArcSight, Cribl, Logstash, Vector, Sentinel's collectors, and the like. */
export const cef = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'CEF over HTTPS',
    group: 'siem',
    shows:
      'One event a report: the rule as signature and name, who and what in the keys of the standard, the id of the report ' +
      'in cs1 and of the finding in cs2. What ends or silences a finding is an event class of its own, at severity 0.',
    setup: [
      'At the collector, open an input that takes raw text over HTTPS, an event a line.',
      'Copy its address into url; the token that it asks for goes into headers, a user and a password into username and password.',
    ],
    cannot: [
      'No collector says that it knows an event already: after a lost answer it may hold one twice, the second with cn1 = 1 (possibleDuplicate).',
      'What CEF has no key for is in cs6, up to 4000 characters; Tocsin keeps the whole alert.',
    ],
    limits: [requestLimit(DOCS)],
  },
  settings: Settings,
  secrets: ['headers', 'password'],
  audience: 'machines',
  render: (alert, attempt, settings) => linesRequest([lineOf({ alert, attempt })], settings),
  judge: judgeIntake,
  batch: lineBatch<Settings>(lineOf),
});
