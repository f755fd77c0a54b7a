import type { Fields } from '../../../lambdas/domain/values/json-fields.ts';
import { defined } from '../../../lambdas/domain/values/json-fields.ts';
import { addressSettings, headerSettings, reachOf } from './addresses.ts';
import { type Draft, fieldsIn, noteAll, textIn } from './draft.ts';
import { mailSettings } from './mail.ts';
import { secretFor } from './names.ts';

/** An output of a sidekick, with its names in lower case, as the program reads them. */
export interface Output {
  readonly path: string;
  readonly fields: Fields;
  readonly draft: Draft;
  /** The settings beside it: of `aws`. */
  readonly around: Fields;
}

type Make = (output: Output) => Fields | undefined;

const wording = 'was a template of that program: word messages with message: (docs/wording.md)';
const look = 'is not set by the message: set it with the webhook or the app at the vendor';

const looks: Readonly<Record<string, string>> = {
  icon: look,
  username: look,
  footer: look,
  activityimage: look,
  messageformat: wording,
  channel: 'a webhook has one channel: make one for this channel, or use a bot token with channel:',
};
const tls: Readonly<Record<string, string>> = {
  mutualtls: 'use clientCertificate: { cert, key } and authority: (docs/reach.md)',
  checkcert: 'certificates are always checked: name a private authority with authority: (docs/reach.md)',
};

const secret = ({ draft }: Output, name: string, value: string): string => secretFor(name, value, draft.secrets);

/** An output that is enabled by the address of a webhook, which is its credential. */
const byWebhook =
  (type: string, name: string): Make =>
  (output) => {
    const url = textIn(output.fields, 'webhookurl');
    if (url === undefined) return undefined;
    noteAll(output.draft, output.path, output.fields, looks);
    return { type, webhookUrl: secret(output, name, url) };
  };

const teams: Make = (output) => {
  const made = byWebhook('teams', 'TEAMS_WORKFLOW_URL')(output);
  if (made !== undefined)
    output.draft.notes.push({
      path: `${output.path}.webhookurl`,
      message:
        'connectors have ended: make a workflow "Post to a channel when a webhook request is received" and set its address',
    });
  return made;
};

const telegram: Make = (output) => {
  const [token, chatId] = [textIn(output.fields, 'token'), textIn(output.fields, 'chatid')];
  return token === undefined || chatId === undefined
    ? undefined
    : { type: 'telegram', token: secret(output, 'TELEGRAM_BOT_TOKEN', token), chatId };
};

const datadog: Make = (output) => {
  const { fields } = output;
  const apiKey = textIn(fields, 'apikey');
  if (apiKey === undefined) return undefined;
  const { hostname } = URL.parse(textIn(fields, 'host') ?? '') ?? { hostname: '' };
  const site = hostname.startsWith('api.') ? hostname.slice('api.'.length) : undefined;
  return defined({ type: 'datadog-events', apiKey: secret(output, 'DATADOG_API_KEY', apiKey), site });
};

const elasticsearch: Make = (output) => {
  const { fields, path, draft } = output;
  const hostport = textIn(fields, 'hostport');
  if (hostport === undefined) return undefined;
  const address = addressSettings(hostport, { path: `${path}.hostport`, secret: 'ELASTICSEARCH_URL' }, draft);
  noteAll(draft, path, fields, {
    ...tls,
    suffix: 'a data stream rotates by itself: set index:',
    type: 'types have ended',
  });
  const [user, password, index] = [textIn(fields, 'username'), textIn(fields, 'password'), textIn(fields, 'index')];
  if (address === undefined) return undefined;
  if (user === undefined || password === undefined)
    draft.notes.push({
      path,
      message: 'has no credential: Elasticsearch wants apiKey, or user and password; ELASTICSEARCH_API_KEY was named',
    });
  const login =
    user === undefined || password === undefined
      ? { apiKey: secret(output, 'ELASTICSEARCH_API_KEY', '') }
      : { user, password: secret(output, 'ELASTICSEARCH_PASSWORD', password) };
  return defined({ type: 'elasticsearch', ...address, index, ...login });
};

const opsgenie: Make = (output) => {
  const apiKey = textIn(output.fields, 'apikey');
  if (apiKey === undefined) return undefined;
  const isEu = textIn(output.fields, 'region') === 'eu';
  output.draft.notes.push({
    path: output.path,
    message:
      'Opsgenie ends in 2027: after the move to Jira Service Management remove apiUrl and set the key of an API integration there',
  });
  const apiUrl = isEu ? 'https://api.eu.opsgenie.com' : 'https://api.opsgenie.com';
  return { type: 'jsm-operations', apiKey: secret(output, 'OPSGENIE_API_KEY', apiKey), apiUrl };
};

const pagerduty: Make = (output) => {
  const key = textIn(output.fields, 'routingkey');
  if (key === undefined) return undefined;
  const isEu = textIn(output.fields, 'region') === 'eu';
  return defined({
    type: 'pagerduty',
    routingKey: secret(output, 'PAGERDUTY_ROUTING_KEY', key),
    apiUrl: isEu ? 'https://events.eu.pagerduty.com' : undefined,
  });
};

const smtp: Make = (output) => {
  const { fields, path, draft } = output;
  const [hostport, from, to] = [textIn(fields, 'hostport'), textIn(fields, 'from'), textIn(fields, 'to')];
  if (hostport === undefined || from === undefined || to === undefined) return undefined;
  noteAll(draft, path, fields, {
    token: 'OAuth is not supported for mail: use an app password',
    outputformat: 'mails have text and HTML',
  });
  if (fields['tls'] === false)
    draft.notes.push({
      path: `${path}.tls`,
      message: 'mail is sent over STARTTLS at least, save to a relay on this machine',
    });
  const [user, known] = [textIn(fields, 'user'), textIn(fields, 'password')];
  const password = known === undefined ? undefined : secret(output, 'SMTP_PASSWORD', known);
  return mailSettings({ hostport, from, to, user, password });
};

/** An output that posts to an address. */
const byAddress =
  (settings: Fields, name: string): Make =>
  (output) => {
    const { fields, path, draft } = output;
    const text = textIn(fields, 'address');
    if (text === undefined) return undefined;
    noteAll(draft, path, fields, { ...tls, extensions: 'extensions are not added: route on labels instead' });
    const address = addressSettings(text, { path: `${path}.address`, secret: `${name}_URL` }, draft);
    const method = textIn(fields, 'method')?.toUpperCase();
    if (address === undefined) return undefined;
    const headers = headerSettings(fieldsIn(fields, 'customheaders'), name, draft);
    return defined({
      type: 'webhook',
      ...address,
      ...settings,
      method: method === 'PUT' ? method : undefined,
      ...headers,
    });
  };

/** The credential of the old file, where it has one; else the role of the machine or function signs. */
function awsKeys(output: Output): Fields {
  const [id, key] = [textIn(output.around, 'accesskeyid'), textIn(output.around, 'secretaccesskey')];
  if (id === undefined || key === undefined) return {};
  return {
    accessKeyId: secret(output, 'AWS_OUTPUT_ACCESS_KEY_ID', id),
    secretAccessKey: secret(output, 'AWS_OUTPUT_SECRET_ACCESS_KEY', key),
  };
}

const sns: Make = (output) => {
  const topicArn = textIn(output.fields, 'topicarn');
  return topicArn === undefined ? undefined : { type: 'sns', topicArn, ...awsKeys(output) };
};

/** Folders end with a slash here. */
const prefixOf = (text: string | undefined): string | undefined =>
  text === undefined || text.endsWith('/') ? text : `${text}/`;

const s3: Make = (output) => {
  const { fields, around, path, draft } = output;
  const [bucket, region] = [textIn(fields, 'bucket'), textIn(around, 'region')];
  if (bucket === undefined) return undefined;
  if (region === undefined) draft.notes.push({ path, message: 'has no region: eu-central-1 was set, correct it' });
  return defined({
    type: 's3',
    bucket,
    region: region ?? 'eu-central-1',
    prefix: prefixOf(textIn(fields, 'prefix')),
    ...awsKeys(output),
  });
};

const syslog: Make = (output) => {
  const { fields, path, draft } = output;
  const [host, port] = [textIn(fields, 'host'), textIn(fields, 'port')];
  if (host === undefined) return undefined;
  draft.notes.push({
    path,
    message: `syslog is sent over TLS alone: let the receiver listen for TLS, on port 6514 as a rule (it was ${port ?? '514'}), and correct url`,
  });
  const format = textIn(fields, 'format') === 'cef' ? 'cef' : 'ocsf';
  return { type: 'syslog', url: `syslog+tls://${host}:6514`, format, ...reachOf(host) };
};

const splunk: Make = (output) => {
  const { fields, path, draft } = output;
  const [host, token] = [textIn(fields, 'host'), textIn(fields, 'token')];
  if (host === undefined || token === undefined) return undefined;
  noteAll(draft, path, fields, tls);
  const address = addressSettings(host, { path: `${path}.host`, secret: 'SPLUNK_URL' }, draft);
  return address && { type: 'splunk', ...address, token: secret(output, 'SPLUNK_HEC_TOKEN', token) };
};

/** The outputs that have a destination here, by their place in the file. */
export const outputs: Readonly<Record<string, Make>> = {
  slack: byWebhook('slack', 'SLACK_WEBHOOK_URL'),
  mattermost: byWebhook('mattermost', 'MATTERMOST_WEBHOOK_URL'),
  teams,
  discord: byWebhook('discord', 'DISCORD_WEBHOOK_URL'),
  googlechat: byWebhook('google-chat', 'GOOGLE_CHAT_WEBHOOK_URL'),
  telegram,
  datadog,
  elasticsearch,
  opsgenie,
  pagerduty,
  smtp,
  webhook: byAddress({ format: 'raw' }, 'WEBHOOK'),
  cloudevents: byAddress({ format: 'cloudevents' }, 'CLOUDEVENTS'),
  'aws.sns': sns,
  'aws.s3': s3,
  syslog,
  splunk,
};
