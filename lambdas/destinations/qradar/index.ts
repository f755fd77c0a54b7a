import * as z from 'zod/mini';
import { defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { leef } from '../_kit/formats/leef.ts';
import { judgeIntake } from '../_kit/siem/judge-batch.ts';
import {
  halfCredential,
  isWholeCredential,
  lineBatch,
  lineSettings,
  linesRequest,
  longestLine,
  requestLimit,
} from '../_kit/siem/line-receiver.ts';
import { fitted } from '../_kit/siem/shrink-to-fit.ts';

const DOCS = 'https://www.ibm.com/docs/en/dsm?topic=options-http-receiver-protocol-configuration';
// "Max Payload Length" of the log source: longer events are split in two. 8192 unless changed, 32767 at most.
const PAYLOAD_DEFAULT = 8192;
const PAYLOAD_MAX = 32_767;

const Settings = z
  .strictObject({
    ...lineSettings,
    maxPayload: z._default(
      z
        .int()
        .check(
          z.minimum(PAYLOAD_DEFAULT),
          z.maximum(PAYLOAD_MAX),
          z.describe(
            `"Max Payload Length (Byte)" of the log source, ${PAYLOAD_DEFAULT} to ${PAYLOAD_MAX}: longer events are shortened, ` +
              'for QRadar would split them.',
          ),
        ),
      PAYLOAD_DEFAULT,
    ),
  })
  .check(z.refine(isWholeCredential, halfCredential));
type Settings = z.infer<typeof Settings>;

const lineOf = ({ alert, attempt }: Rendered, { maxPayload }: Settings): string =>
  fitted(alert, maxPayload, (short) => leef(short, attempt).body);

/** LEEF 2.0 to a log source with the HTTP Receiver protocol. */
export const qradar = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'IBM QRadar',
    group: 'siem',
    shows:
      'One LEEF event a report: the rule as EventID, the class as category, severity, addresses, ports and user in the ' +
      'fields that QRadar normalises; the rest as attributes for custom properties, findingUid and alertId among them. ' +
      'What ends or silences a finding has an EventID and a category of its own, at the lowest severity.',
    setup: [
      'In QRadar, open "Admin", "QRadar Log Source Management", "New Log Source", and choose "Universal LEEF" and the protocol "HTTP Receiver".',
      'Choose "HTTPs" and a listen port (12469), which Tocsin must be able to reach. With a certificate of an authority of your own, set authority; inside your network, set allowAddresses.',
      'Set "Event Parsing Method" to "Event Per Line"; where there is none, set the message pattern to LEEF:2\\.0',
      'Turn on "Use HTTP Authentication Token Header", choose a long random value, and put it into headers under that name.',
      'Raise "Max Payload Length" to 32767 and say so in maxPayload, so that no alert has to be shortened; then "Deploy Changes".',
      'Map the events with the files of docs/content/qradar: a log source extension, a mapping of 32 rows for all events, ' +
        'custom properties and a sample search. Without them, map the first events in the DSM Editor.',
    ],
    cannot: [
      'QRadar does not know an event again: after a lost answer it may hold one twice, the second with possibleDuplicate=true.',
    ],
    limits: [
      { what: 'event', max: PAYLOAD_MAX, unit: 'bytes', docs: DOCS, measure: longestLine },
      requestLimit(DOCS),
      {
        what: 'EventID',
        max: 255,
        unit: 'characters',
        docs: 'https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components',
        measure: ({ body = '' }) => Math.max(...body.split('\n').map((line) => line.split('|')[4]?.length ?? 0)),
      },
    ],
  },
  settings: Settings,
  secrets: ['headers', 'password'],
  audience: 'machines',
  render: (alert, attempt, settings) => linesRequest([lineOf({ alert, attempt }, settings)], settings),
  judge: judgeIntake,
  batch: lineBatch<Settings>(lineOf),
});
