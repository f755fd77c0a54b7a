import { defined, type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { addressSettings, headerSettings } from './addresses.ts';
import { addSource, type Draft, fieldsIn, listIn, newDraft, textIn } from './draft.ts';
import { freeName, secretFor } from './names.ts';

/** One destination of the old file. */
interface Old {
  readonly path: string;
  /** The name that it gets. */
  readonly name: string;
  readonly config: Fields;
  readonly credentials: Fields;
  readonly draft: Draft;
}

type Make = (old: Old) => Fields | undefined;

const secretName = ({ name }: Old, what: string): string => `${name}_${what}`;

function customHeaders({ config, path, draft }: Old): Fields {
  const text = textIn(config, 'custom_headers');
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isFields(value)) return value;
  } catch {
    // Said below.
  }
  draft.notes.push({ path: `${path}.config.custom_headers`, message: 'is no JSON object: write the headers by hand' });
  return {};
}

const webhook: Make = (old) => {
  const { config, credentials, path, draft } = old;
  const address = addressSettings(
    textIn(config, 'url') ?? '',
    { path: `${path}.config.url`, secret: secretName(old, 'URL') },
    draft,
  );
  if (address === undefined) return undefined;
  const key = textIn(credentials, 'secret');
  const isStandard = key?.startsWith('whsec_') === true;
  if (key !== undefined && !isStandard)
    draft.notes.push({
      path: `${path}.credentials.secret`,
      message:
        'signed in a form of its own: Tocsin signs as Standard Webhooks has it; agree on a secret whsec_… with the receiver and set signingSecret',
    });
  const signing = isStandard ? { signingSecret: secretFor(secretName(old, 'SIGNING_SECRET'), '', draft.secrets) } : {};
  return { type: 'webhook', ...address, ...headerSettings(customHeaders(old), old.name, draft), ...signing };
};

function awsKeys(old: Old): Fields {
  const { credentials, draft, path } = old;
  if (textIn(credentials, 'session') !== undefined)
    draft.notes.push({
      path: `${path}.credentials.session`,
      message: 'a session ends by itself: use a lasting key, or the role of the function',
    });
  if (textIn(credentials, 'key') === undefined) return {};
  return {
    accessKeyId: secretFor(secretName(old, 'ACCESS_KEY_ID'), '', draft.secrets),
    secretAccessKey: secretFor(secretName(old, 'SECRET_ACCESS_KEY'), '', draft.secrets),
  };
}

const s3: Make = (old) => {
  const { config, path, draft } = old;
  const [bucket, region] = [textIn(config, 'bucket'), textIn(config, 'region')];
  if (textIn(config, 'key_template') !== undefined)
    draft.notes.push({ path: `${path}.config.key_template`, message: 'keys have a form of their own: set prefix:' });
  if (textIn(config, 'storage_class') !== undefined)
    draft.notes.push({ path: `${path}.config.storage_class`, message: 'set it with a lifecycle rule of the bucket' });
  return bucket === undefined || region === undefined ? undefined : { type: 's3', bucket, region, ...awsKeys(old) };
};

const eventbridge: Make = (old) => {
  const region = textIn(old.config, 'region');
  const bus = textIn(old.config, 'event_bus_name');
  return region === undefined ? undefined : defined({ type: 'eventbridge', region, bus, ...awsKeys(old) });
};

const types: Readonly<Record<string, Make>> = { webhook, aws_s3: s3, aws_eventbridge: eventbridge };

const queue = 'has no destination here: send to Amazon SNS, EventBridge or a webhook that fills the queue';
const instead: Readonly<Record<string, string>> = {
  hookdeck: 'use type: webhook with the address of its source',
  aws_kinesis: queue,
  aws_sqs: queue,
  azure_servicebus: queue,
  cloudflare_queues: queue,
  gcp_pubsub: queue,
  kafka: queue,
  rabbitmq: queue,
};

/** Topics, `["*"]`, or none. */
const topicsIn = (written: Fields): readonly string[] => {
  const all = typeof written['topics'] === 'string' ? [written['topics']] : listIn(written, 'topics').map(String);
  return all.includes('*') ? [] : all;
};

interface Condition {
  readonly path: string;
  readonly values: readonly string[];
}

const plain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** The conditions of a filter that matches exact values; nothing when it says more. */
function conditionsOf(value: Fields, prefix: string): readonly Condition[] | undefined {
  const found: Condition[] = [];
  for (const [name, inner] of Object.entries(value)) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const conditions = conditionAt(inner, path);
    if (name.startsWith('$') || conditions === undefined) return undefined;
    found.push(...conditions);
  }
  return found;
}

function conditionAt(inner: unknown, path: string): readonly Condition[] | undefined {
  if (plain(inner)) return [{ path, values: [String(inner)] }];
  if (!isFields(inner)) return undefined;
  const among = inner['$in'];
  if (Array.isArray(among) && among.every(plain) && Object.keys(inner).length === 1)
    return [{ path, values: among.map(String) }];
  return conditionsOf(inner, path);
}

/** What a glob takes for itself. */
const globbed = /[*?]/;

/** A filter as conditions of a route; noted when a route cannot say it with `match`. */
function filterOf(written: Fields, path: string, { notes }: Draft): Fields {
  const filter = fieldsIn(written, 'filter');
  const conditions = conditionsOf(filter, '');
  if (conditions?.some(({ values }) => values.some((value) => globbed.test(value))) === false)
    return Object.fromEntries(conditions.map(({ path: at, values }) => [`facts.${at}`, values]));
  notes.push({
    path: `${path}.filter`,
    message:
      'says more than match can: write it as where: (JSONata over the alert, docs/routing.md); until then this route takes more events',
  });
  return {};
}

const isOff = (written: Fields): boolean => textIn(written, 'disabled_at') !== undefined;

function carry(written: Fields, i: number, draft: Draft): void {
  const [type = '', id = `destination-${i + 1}`] = [textIn(written, 'type'), textIn(written, 'id')];
  const path = `[${i}]`;
  const name = freeName(id, (each) => Object.hasOwn(draft.destinations, each));
  if (isOff(written)) {
    draft.notes.push({ path: `${path}.disabled_at`, message: `${id} is turned off: it was left out` });
    return;
  }
  const make = types[type];
  const made = make?.({
    path,
    name,
    config: fieldsIn(written, 'config'),
    credentials: fieldsIn(written, 'credentials'),
    draft,
  });
  if (made === undefined) {
    draft.notes.push({
      path: `${path}.type`,
      message: `"${type}": ${instead[type] ?? 'has no destination here, or lacks a setting'}`,
    });
    return;
  }
  draft.destinations[name] = made;
  const topics = topicsIn(written);
  const match = {
    source: 'events',
    ...(topics.length === 0 ? {} : { 'facts.topic': topics }),
    ...filterOf(written, path, draft),
  };
  draft.routes.push({ name, match, to: [name] });
}

/** The list of destinations, as `GET /tenants/{id}/destinations` answers it, or within `data`, `models` or `destinations`. */
function destinationsIn(file: unknown): readonly unknown[] {
  if (Array.isArray(file)) return file;
  if (!isFields(file)) return [];
  const name = ['data', 'models', 'destinations'].find((each) => Array.isArray(file[each]));
  return name === undefined ? [file] : listIn(file, name);
}

/**
 * Destinations of a tenant of Outpost (https://outpost.hookdeck.com/docs/features/topics): each gets the events of its topics, by the
 * exact values of its filter. Events come to the source `events` as they were published: `{ topic, data, metadata }`.
 */
export function fromOutpost(file: unknown): Draft {
  const draft = newDraft();
  addSource(draft, 'events', 'generic', 'bearer', 'EVENTS_HOOK_TOKEN');
  for (const [i, each] of destinationsIn(file).entries()) if (isFields(each)) carry(each, i, draft);
  return draft;
}
