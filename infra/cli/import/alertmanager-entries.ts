import { defined, type Fields } from '../../../lambdas/domain/values/json-fields.ts';
import { withoutSlash } from '../../../lambdas/domain/values/text.ts';
import { addressSettings } from './addresses.ts';
import { type Draft, fieldsIn, noteAll, textIn } from './draft.ts';
import { mailSettings } from './mail.ts';
import { secretFor } from './names.ts';

/** One `…_configs` entry of a receiver. */
export interface Entry {
  readonly path: string;
  /** The name of the receiver. */
  readonly name: string;
  readonly fields: Fields;
  readonly global: Fields;
  readonly draft: Draft;
}

type Make = (entry: Entry) => Fields | undefined;

const wording = 'was a template: word messages with message: (docs/wording.md)';
const words: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'title',
    'text',
    'fallback',
    'pretext',
    'summary',
    'description',
    'message',
    'html',
    'headers',
    'details',
    'fields',
    'actions',
    'color',
  ].map((name) => [name, wording]),
);
const tls = {
  tls_config: 'use authority: and clientCertificate: (docs/reach.md)',
  proxy_url: 'use proxy: (docs/reach.md)',
  oauth2: 'is not supported for webhooks: use a header with a token',
};

const secret = ({ draft, name }: Entry, what: string, value: string): string =>
  secretFor(`${name}_${what}`, value, draft.secrets);

/** A credential of the entry itself, of the whole file, or of a file beside it, by its names in this order. */
function credential({ fields, global }: Entry, own: string, general?: string): string | undefined {
  const ofFile = textIn(fields, `${own}_file`) === undefined ? undefined : '';
  const ofAll =
    general === undefined ? undefined : (textIn(global, general) ?? (textIn(global, `${general}_file`) && ''));
  return textIn(fields, own) ?? ofFile ?? ofAll;
}

const byWebhook =
  (type: string, own: string, general?: string): Make =>
  (entry) => {
    const url = credential(entry, own, general);
    if (url === undefined) return undefined;
    noteAll(entry.draft, entry.path, entry.fields, words);
    noteAll(entry.draft, entry.path, fieldsIn(entry.fields, 'http_config'), tls);
    return { type, webhookUrl: secret(entry, 'WEBHOOK_URL', url) };
  };

const slack: Make = (entry) => {
  const made = byWebhook('slack', 'api_url', 'slack_api_url')(entry);
  noteAll(entry.draft, entry.path, entry.fields, {
    channel: 'a webhook has one channel: make one for this channel, or use a bot token with token: and channel:',
    username: 'is set with the app in Slack',
    icon_url: 'is set with the app in Slack',
    icon_emoji: 'is set with the app in Slack',
  });
  return made;
};

const teams: Make = (entry) => {
  entry.draft.notes.push({
    path: `${entry.path}.webhook_url`,
    message: 'has to be the address of a workflow "Post to a channel when a webhook request is received"',
  });
  return byWebhook('teams', 'webhook_url')(entry);
};

/** The header that `http_config` makes. */
function authorization(entry: Entry): Fields {
  const config = fieldsIn(entry.fields, 'http_config');
  noteAll(entry.draft, `${entry.path}.http_config`, config, tls);
  const { type = 'Bearer', ...given } = fieldsIn(config, 'authorization');
  const isBasic = Object.keys(fieldsIn(config, 'basic_auth')).length > 0;
  const isToken =
    textIn(config, 'bearer_token') ?? textIn(config, 'bearer_token_file') ?? Object.keys(given).length > 0;
  if (!isBasic && !isToken) return {};
  const form = isBasic ? 'Basic and the Base64 text of user:password' : `${String(type)} and the token`;
  entry.draft.notes.push({
    path: `${entry.path}.http_config`,
    message: `the header Authorization is a secret of its own: set it to ${form}`,
  });
  return { headers: { authorization: secret(entry, 'AUTHORIZATION', '') } };
}

const webhook: Make = (entry) => {
  const { fields, path, draft, name } = entry;
  const url = textIn(fields, 'url');
  if (url === undefined && textIn(fields, 'url_file') === undefined) return undefined;
  draft.notes.push({
    path,
    message:
      'gets an alert a request, as Tocsin writes it (format: alert): a program that reads groups of Alertmanager has to be changed, or use body:',
  });
  const where = { path: `${path}.url`, secret: `${name}_URL` };
  const address = url === undefined ? { url: secret(entry, 'URL', '') } : addressSettings(url, where, draft);
  return address && { type: 'webhook', ...address, ...authorization(entry) };
};

const pagerduty: Make = (entry) => {
  const { fields, path, draft } = entry;
  const key = credential(entry, 'routing_key');
  const old = credential(entry, 'service_key');
  if (key === undefined && old === undefined) return undefined;
  if (key === undefined)
    draft.notes.push({
      path: `${path}.service_key`,
      message: 'is of Events API v1: make an Events API v2 integration and set its key',
    });
  noteAll(draft, path, fields, words);
  return { type: 'pagerduty', routingKey: secret(entry, 'ROUTING_KEY', key ?? '') };
};

const email: Make = (entry) => {
  const { fields, global, path, draft } = entry;
  const to = textIn(fields, 'to');
  const from = textIn(fields, 'from') ?? textIn(global, 'smtp_from');
  const hostport = textIn(fields, 'smarthost') ?? textIn(global, 'smtp_smarthost');
  if (to === undefined || from === undefined || hostport === undefined) return undefined;
  noteAll(draft, path, fields, words);
  const user = textIn(fields, 'auth_username') ?? textIn(global, 'smtp_auth_username');
  const known = user === undefined ? undefined : credential(entry, 'auth_password', 'smtp_auth_password');
  const password = known === undefined ? undefined : secret(entry, 'SMTP_PASSWORD', known);
  return mailSettings({ hostport, from, to, user, password });
};

const opsgenie: Make = (entry) => {
  const key = credential(entry, 'api_key', 'opsgenie_api_key');
  if (key === undefined) return undefined;
  noteAll(entry.draft, entry.path, entry.fields, {
    ...words,
    responders: 'set them in the integration',
    priority: 'follows the severity',
  });
  const apiUrl = withoutSlash(
    textIn(entry.fields, 'api_url') ?? textIn(entry.global, 'opsgenie_api_url') ?? 'https://api.opsgenie.com',
  );
  return { type: 'jsm-operations', apiKey: secret(entry, 'API_KEY', key), apiUrl };
};

const telegram: Make = (entry) => {
  const [token, chatId] = [credential(entry, 'bot_token', 'telegram_bot_token'), textIn(entry.fields, 'chat_id')];
  if (token === undefined || chatId === undefined) return undefined;
  noteAll(entry.draft, entry.path, entry.fields, words);
  const topic = textIn(entry.fields, 'message_thread_id');
  const topicId = topic === undefined ? undefined : Number(topic);
  return defined({ type: 'telegram', token: secret(entry, 'BOT_TOKEN', token), chatId, topicId });
};

const sns: Make = (entry) => {
  const topicArn = textIn(entry.fields, 'topic_arn');
  if (topicArn === undefined) return undefined;
  noteAll(entry.draft, entry.path, entry.fields, { ...words, subject: wording });
  const keys = fieldsIn(entry.fields, 'sigv4');
  const hasKeys = textIn(keys, 'access_key') !== undefined && textIn(keys, 'secret_key') !== undefined;
  const own = {
    accessKeyId: () => secret(entry, 'ACCESS_KEY_ID', ''),
    secretAccessKey: () => secret(entry, 'SECRET_ACCESS_KEY', ''),
  };
  return {
    type: 'sns',
    topicArn,
    ...(hasKeys ? { accessKeyId: own.accessKeyId(), secretAccessKey: own.secretAccessKey() } : {}),
  };
};

const jira: Make = (entry) => {
  const { fields, global, path, draft } = entry;
  const [apiUrl, project, issueType] = [
    textIn(fields, 'api_url') ?? textIn(global, 'jira_api_url'),
    textIn(fields, 'project'),
    textIn(fields, 'issue_type'),
  ];
  if (apiUrl === undefined || project === undefined) return undefined;
  noteAll(draft, path, fields, {
    ...words,
    reopen_transition: 'set whenClosed: reopen and reopenTransition',
    priority: 'set priorities:',
  });
  const basic = fieldsIn(fieldsIn(fields, 'http_config'), 'basic_auth');
  const resolveTransition = textIn(fields, 'resolve_transition');
  return defined({
    type: 'jira',
    baseUrl: URL.parse(apiUrl)?.origin ?? apiUrl,
    email: textIn(basic, 'username') ?? secret(entry, 'JIRA_EMAIL', ''),
    apiToken: secret(entry, 'JIRA_API_TOKEN', ''),
    project,
    issueType,
    resolveTransition,
  });
};

/** The kinds of receivers that have a destination here. */
export const entries: Readonly<Record<string, Make>> = {
  slack_configs: slack,
  webhook_configs: webhook,
  pagerduty_configs: pagerduty,
  email_configs: email,
  opsgenie_configs: opsgenie,
  msteams_configs: teams,
  msteamsv2_configs: teams,
  discord_configs: byWebhook('discord', 'webhook_url'),
  mattermost_configs: byWebhook('mattermost', 'webhook_url'),
  telegram_configs: telegram,
  sns_configs: sns,
  jira_configs: jira,
};
