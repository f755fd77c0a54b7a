#!/usr/bin/env node
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { visible } from '../../lambdas/domain/values/text.ts';
import { adminToken, readEnvironment } from '../local/settings.ts';
import { askAt, type Call, printed } from './call.ts';
import { followReplay } from './follow-replay.ts';

const help = `tocsin <command> [options]

  check [FILE] [--secrets]        the mistakes in a configuration (tocsin.yaml), and what is doubtful; with --secrets a
                                  secret that is set neither in the environment nor in .env is a mistake
  preview FILE [--to ID] [--source ID | --type TYPE] [--config FILE] [--html OUT]
                                  what destinations would be sent for a sample payload, or a stored alert; - is
                                  standard input. Nothing is sent. Writes preview.html
  map FILE [--source ID] [--config FILE]
                                  tries the mapping of a source of type custom on a payload: the alerts, what no
                                  expression used, what failed, what ends a problem; without a mapping it prints one
                                  that holds for the file, as YAML for tocsin.yaml
  alerts [--source S] [--severity S] [--status S] [--since T]
  alert ID [--explain]            an alert, its deliveries and their attempts; why it was merged
  ledger [--audit]                what was accepted and what became of it; --audit counts the rows
  replay [--source S] [--status S] [--destination D] [--since T] [--until T] [--to ID | --reparse] [--yes]
                                  which deliveries would be sent again, to another destination or read anew from
                                  the kept webhook; --yes sends them and follows the job until it has ended
  replay status JOB               how far a replay is
  confirm DELIVERY [--author NAME] [--reason TEXT]
                                  an uncertain delivery (state unknown) arrived after all: it is delivered
  test DESTINATION                sends a marked test message; what came of it
  backup FILE                     a copy of the running one-machine system: data, large bodies, admin token; one new file
  restore FILE [--data DIR]       makes an empty or new data folder from a backup, while nothing runs on it
  ack ALERT --author NAME [--reason TEXT]      acknowledges its problem; resolve ALERT … ends it
  silence list | end ID
  silence add --matchers TEXT | --match JSON   --until T | --duration 2h   --author NAME --reason TEXT
              [--repeats JSON] [--replaces ID]

  --url URL   TOCSIN_URL, else http://127.0.0.1:8787
  --data DIR  where npm start keeps the admin token (.tocsin); TOCSIN_ADMIN_TOKEN goes before it`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string' },
    data: { type: 'string', default: '.tocsin' },
    audit: { type: 'boolean', default: false },
    explain: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    reparse: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    source: { type: 'string' },
    severity: { type: 'string' },
    status: { type: 'string' },
    since: { type: 'string' },
    until: { type: 'string' },
    destination: { type: 'string' },
    to: { type: 'string' },
    secrets: { type: 'boolean', default: false },
    type: { type: 'string' },
    config: { type: 'string' },
    html: { type: 'string', default: 'preview.html' },
    match: { type: 'string' },
    matchers: { type: 'string', multiple: true },
    duration: { type: 'string' },
    repeats: { type: 'string' },
    replaces: { type: 'string' },
    author: { type: 'string' },
    reason: { type: 'string' },
  },
});

const { source, severity, status, since, until, destination, to, reparse, match, author, reason } = values;
const [command = '', first = '', second = ''] = positionals;

const path = (base: string, query: Readonly<Record<string, string | undefined>>): string => {
  const search = new URLSearchParams();
  for (const [name, text] of Object.entries(query)) if (text !== undefined) search.set(name, text);
  return `${base}?${search}`;
};

const jsonOf = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

function silenceBody(): object {
  const { matchers, duration, repeats, replaces } = values;
  return { match: jsonOf(match), matchers, until, duration, repeats: jsonOf(repeats), author, reason, replaces };
}

const silence: Readonly<Record<string, Call>> = {
  list: { method: 'GET', path: '/v1/silences' },
  end: { method: 'DELETE', path: `/v1/silences/${encodeURIComponent(second)}` },
  add: { method: 'POST', path: '/v1/silences', body: silenceBody() },
};

/** What a person says of the problem of an alert. */
function answer(what: 'acknowledge' | 'resolve'): Call | undefined {
  if (first === '') return undefined;
  return { method: 'POST', path: `/v1/alerts/${encodeURIComponent(first)}/${what}`, body: { author, note: reason } };
}

const startReplay: Call = {
  method: 'POST',
  path: '/v1/replay',
  body: { source, severity, status, since, until, destination, to, reparse, dryRun: !values.yes },
};
const replay: Readonly<Record<string, Call | undefined>> = {
  '': startReplay,
  status: second === '' ? undefined : { method: 'GET', path: `/v1/replay/${encodeURIComponent(second)}` },
};

const calls: Readonly<Record<string, Call | undefined>> = {
  alerts: { method: 'GET', path: path('/v1/alerts', { source, severity, status, since }) },
  alert: { method: 'GET', path: `/v1/alerts/${encodeURIComponent(first)}${values.explain ? '/explain' : ''}` },
  ledger: { method: 'GET', path: `/v1/ledger${values.audit ? '?audit' : ''}` },
  replay: replay[first],
  confirm:
    first === ''
      ? undefined
      : {
          method: 'POST',
          path: `/v1/deliveries/${encodeURIComponent(first)}/confirm`,
          body: { by: author, note: reason },
        },
  test: first === '' ? undefined : { method: 'POST', path: `/v1/destinations/${encodeURIComponent(first)}/test` },
  backup: first === '' ? undefined : { method: 'POST', path: '/v1/backup', body: { file: resolve(first) } },
  ack: answer('acknowledge'),
  resolve: answer('resolve'),
  silence: silence[first],
};

async function showCheck(): Promise<number> {
  const { check } = await import('./check.ts');
  const file = first || 'tocsin.yaml';
  const options = { file, secrets: values.secrets, environment: readEnvironment(process.cwd(), process.env) };
  return check(options, { print: (line) => console.log(line), complain: (line) => console.error(line) });
}

/** Loaded when asked for: it brings every destination's stand-in along. */
async function showPreview(): Promise<number> {
  if (first === '') throw new Error('preview wants a file, or - for standard input');
  const { preview } = await import('./preview.ts');
  const { to, type, config, html } = values;
  return preview({ file: first, to, source, type, config, html }, (line) => console.log(line));
}

async function showMapping(): Promise<number> {
  if (first === '') throw new Error('map wants a file, or - for standard input');
  const { map } = await import('./map.ts');
  const prints = { print: (line: string) => console.log(line), complain: (line: string) => console.error(line) };
  return map({ file: first, source, config: values.config }, prints);
}

/** Loaded when asked for: it brings the database along. */
async function restoreBackup(): Promise<number> {
  if (first === '') throw new Error('restore wants a file that tocsin backup wrote');
  const { restore } = await import('../../lambdas/store/sqlite/restore.ts');
  restore(first, values.data);
  console.log(`${first} was restored into ${values.data}; start it with: npm start -- --data ${values.data}`);
  return 0;
}

async function main(): Promise<number> {
  if (command === 'check') return showCheck();
  if (command === 'preview') return showPreview();
  if (command === 'map') return showMapping();
  if (command === 'restore') return restoreBackup();
  const wanted = calls[command];
  if (wanted === undefined) {
    console.log(help);
    return values.help || command === '' ? 0 : 1;
  }
  return callApi(wanted);
}

async function callApi(wanted: Call): Promise<number> {
  const environment = readEnvironment(process.cwd(), process.env);
  const url = values.url ?? environment['TOCSIN_URL'] ?? 'http://127.0.0.1:8787';
  const ask = askAt(url, adminToken(environment, values.data).token);
  const answer = await ask(wanted);
  const print = (line: string): void => console.log(line);
  return wanted === startReplay && values.yes ? followReplay(answer, { ask, print }) : printed(answer, print);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`tocsin: ${visible(error instanceof Error ? error.message : String(error))}`);
  process.exitCode = 1;
}
