import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import {
  defined,
  type Fields,
  factsBut,
  factsOf,
  isFields,
  listOf,
  mergeFacts,
  spelling,
  textOf,
} from '../../domain/values/json-fields.ts';
import { type Lookup, lookup } from '../../domain/values/lookup.ts';
import { toTime } from '../../domain/values/time.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, severityIn } from '../_kit/detected.ts';
import { occurrence } from '../_kit/identity.ts';

// The options of the custom webhook beside the threats, by the keys of its default body
// (https://github.com/akto-api-security/akto, libs/dao, notifications/webhook_integrations/CustomWebhook.java).

/** One kind of notice: its keys, and what an alert of it is. */
interface Notice {
  readonly lists: readonly string[];
  /** The number of them, which comes without a list too. */
  readonly count?: string;
  readonly type: string;
  readonly name: string;
  readonly class: Detection['class'];
  readonly severity: Severity;
}

const notices: readonly Notice[] = [
  {
    lists: ['newendpoint', 'newendpoints'],
    count: 'newendpointcount',
    type: 'new-endpoint',
    name: 'New endpoint',
    class: 'operational',
    severity: 'info',
  },
  {
    lists: ['newsensitiveendpoint', 'newsensitiveendpoints'],
    count: 'newsensitiveendpointcount',
    type: 'new-sensitive-endpoint',
    name: 'New sensitive endpoint',
    class: 'exposure',
    severity: 'medium',
  },
  {
    lists: ['newparameter', 'newparameters'],
    count: 'newparametercount',
    type: 'new-parameter',
    name: 'New parameter',
    class: 'operational',
    severity: 'info',
  },
  {
    lists: ['newsensitiveparameter', 'newsensitiveparameters'],
    count: 'newsensitiveparametercount',
    type: 'new-sensitive-parameter',
    name: 'New sensitive parameter',
    class: 'exposure',
    severity: 'medium',
  },
  {
    lists: ['scheduledtestinfo', 'pendingtestsalerts', 'pendingtestalerts'],
    count: 'countpendingtests',
    type: 'pending-test',
    name: 'Pending test',
    class: 'operational',
    severity: 'info',
  },
  {
    lists: ['trafficalerts', 'trafficalert'],
    type: 'traffic-alert',
    name: 'Traffic alert',
    class: 'operational',
    severity: 'medium',
  },
  {
    lists: ['testingrunresults', 'testingrunresult'],
    type: 'test-result',
    name: 'Test result',
    class: 'vulnerability',
    severity: 'medium',
  },
];

/** A notice that was found in a payload, with what stood beside it. */
interface Found {
  readonly notice: Notice;
  readonly record: Fields;
  readonly count?: number;
}

const isHarmless = ({ type }: Notice, record: Fields): boolean =>
  type === 'test-result' && lookup(['', record]).value('vulnerable', 'isVulnerable') === false;

/** The keys of a payload, each with its spelling. */
type Keys = readonly (readonly [key: string, spelled: string])[];

/** The records under the keys of a notice; where there are none, the number of them. */
function foundIn(fields: Fields, keys: Keys, notice: Notice): readonly Found[] {
  const of = (names: readonly string[]) => keys.filter(([, spelled]) => names.includes(spelled)).map(([key]) => key);
  const items = of(notice.lists).flatMap((key) => fields[key]);
  const records = items.filter((item) => isFields(item) && !isHarmless(notice, item)).filter(isFields);
  if (records.length > 0) return records.map((record) => ({ notice, record }));
  const [name] = notice.count === undefined ? [] : of([notice.count]);
  const value = name === undefined ? undefined : fields[name];
  const count = Number(textOf(value) ?? Number.NaN);
  const isWhole = items.length === 0 && Number.isInteger(count) && count > 0;
  return name === undefined || !isWhole ? [] : [{ notice, record: { [name]: value }, count }];
}

/** What the notice is about, as people call it. */
function whatOf(said: Lookup, { notice, count }: Found): string {
  const where = [said.text('method'), `${said.text('host') ?? ''}${said.text('path', 'url') ?? ''}`];
  const place = where.filter((part) => part !== undefined && part !== '').join(' ');
  const name = said.text('testName', 'name', 'param', 'parameter', 'message');
  const kinds = said.text('subTypes', 'subType', 'sensitiveTypes');
  if (count !== undefined) return `${notice.name}: ${count} found`;
  const parts = [name, place, kinds].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? notice.name : `${notice.name}: ${parts.join(', ')}`;
}

const placesOf = (said: Lookup): Pick<Detection, 'target'> => ({
  target: defined({
    kind: said.value('path', 'url') === undefined ? 'host' : 'api',
    method: said.take('method'),
    url: said.take('path', 'url'),
    domain: said.take('host'),
  }),
});

/** Names the thing of a notice: not when it was found. */
const thingOf = (said: Lookup): string[] =>
  ['method', 'host', 'path', 'url', 'param', 'parameter', 'testName', 'name', 'apiCollectionId', 'message'].map(
    (name) => said.text(name) ?? '',
  );

function toAlert(found: Found, rest: Fields, received: Received): Detection {
  const { notice, record } = found;
  const said = lookup(['', record]);
  const occurredAt = toTime(said.value('timestamp', 'discovered', 'detectedAt'));
  const problem = ['notice', notice.type, exactly(...thingOf(said))];
  const severity =
    notice.type === 'test-result'
      ? severityIn({ ...said, list: () => [] }, ['severity'], notice.severity)
      : { severity: notice.severity };
  return detected(
    {
      identity: ['notice', notice.type, ...occurrence(record, { occurredAt, receivedAt: received.receivedAt })],
      problem,
      record,
      class: notice.class,
      type: notice.type,
      rule: { name: notice.name },
      title: whatOf(said, found),
      ...severity,
      occurredAt,
      ...placesOf(said),
      labels: { collection: said.take('apiCollectionId'), collectionName: said.take('collectionName') },
      facts: mergeFacts(factsBut(record, said), factsOf(rest)),
    },
    received,
  );
}

const named = new Set(notices.flatMap(({ lists, count }) => (count === undefined ? lists : [...lists, count])));
const isNamed = (key: string): boolean => named.has(spelling(key));

/** A template may send the bare list of endpoints: those of which the kinds of data are known are the sensitive ones. */
function withKeys(list: readonly unknown[]): Fields | undefined {
  const records = list.filter(isFields).map((record) => ({ record, said: lookup(['', record]) }));
  const isInventory = ({ said }: (typeof records)[number]): boolean =>
    said.value('collectionName') !== undefined && said.value('path', 'url') !== undefined;
  if (records.length === 0 || records.length < list.length || !records.every(isInventory)) return undefined;
  const isSensitive = ({ said }: (typeof records)[number]): boolean => said.value('subTypes', 'subType') !== undefined;
  const of = (each: readonly (typeof records)[number][]) => each.map(({ record }) => record);
  return {
    'New Sensitive Endpoint': of(records.filter(isSensitive)),
    'New Endpoint': of(records.filter((each) => !isSensitive(each))),
  };
}

const listNames = new Set(notices.flatMap(({ lists }) => lists));

/** What a list of records has in it that is no record; nothing for another field. */
const strayIn = (key: string, value: unknown): readonly unknown[] | undefined =>
  listNames.has(spelling(key)) && isList(value) ? listOf(value).filter((item) => !isFields(item)) : undefined;

/** What stands beside the records: all other fields, and of the lists of records what is none. */
function besideIn(payload: Fields): Fields {
  return Object.fromEntries(
    Object.entries(payload).flatMap(([key, value]): (readonly [string, unknown])[] => {
      const stray = strayIn(key, value);
      if (stray === undefined) return [[key, value]];
      return stray.length === 0 ? [] : [[key, stray]];
    }),
  );
}

/** An alert for each record of the other notices of Akto's custom webhook. */
export function noticesIn(body: unknown, received: Received): Detection[] {
  const payload = Array.isArray(body) ? withKeys(body) : body;
  if (!isFields(payload) || !Object.keys(payload).some(isNamed)) return [];
  const keys = Object.keys(payload).map((key) => [key, spelling(key)] as const);
  const found = notices.flatMap((notice) => foundIn(payload, keys, notice));
  const rest = besideIn(payload);
  return found.map((each, i) => toAlert(each, i === 0 ? rest : {}, received));
}

const isList = (value: unknown): boolean => typeof value === 'object' && value !== null;
