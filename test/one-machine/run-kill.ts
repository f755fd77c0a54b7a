import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../../infra/sandbox/server/server.ts';
import { watch } from '../soak/witness.ts';
import { until } from '../until.ts';
import { atRest, ledgerLine } from './account.ts';
import { genericAlert, markOf, missing, repeated, sample, type Times } from './alerts.ts';
import { type Product, type ProductProps, startProduct } from './product.ts';
import type { FaultRun, Options, Report } from './report.ts';
import { countMarks } from './sandbox-marks.ts';
import { tear } from './torn.ts';

const yaml = ({ endpoints }: Sandbox): string => `version: 1
sources:
  generic: { type: generic, auth: none }
destinations:
  archive: { type: webhook, url: "${endpoints.webhookUrl}", format: alert }
  splunk: { type: splunk, url: "${endpoints.splunkUrl}", token: "\${SPLUNK_HEC_TOKEN}", format: alert }
  jira: { type: jira, baseUrl: "${endpoints.jiraUrl}", email: bot@example.com, apiToken: "\${JIRA_API_TOKEN}", project: SEC, issueType: Bug }
routes:
  - to: [archive, splunk]
  - { match: { severity: critical }, to: [jira] }
`;

const SENDERS = 4;
/** One in so many becomes a ticket as well. */
const TICKET_EVERY = 8;

/** What was posted. An alert without an answer may have been kept or not. */
interface Sent {
  readonly accepted: string[];
  readonly unanswered: string[];
}

interface Stage {
  product: Product;
  isOver: boolean;
}

const isUrgent = (mark: string): boolean => Number(mark.split('-')[2]) % TICKET_EVERY === 0;

async function sender(stage: Stage, next: () => number, sent: Sent): Promise<void> {
  while (!stage.isOver) {
    const mark = markOf('kill', next());
    const { status } = await stage.product.hook('generic', genericAlert(mark, isUrgent(mark) ? 'critical' : 'high'));
    if (status === 202) sent.accepted.push(mark);
    else {
      sent.unanswered.push(mark);
      // A dead process refuses at once; without a pause this loop would only make numbers.
      await sleep(50);
    }
  }
}

/** How many alerts are accepted before the next kill: more or fewer, so that it hits different moments. */
const stretch = (kill: number): number => 10 + ((kill * 17) % 40);

async function killAgain(stage: Stage, props: ProductProps, sent: Sent, options: Options, report: Report) {
  const { kills = 20, torn = 0 } = options;
  const tornFiles: string[] = [];
  for (let kill = 1; kill <= kills; kill += 1) {
    const goal = sent.accepted.length + stretch(kill);
    await until(`${goal} alerts are accepted`, () => (sent.accepted.length >= goal ? true : undefined), 60_000);
    await stage.product.kill();
    if (torn !== 0) tornFiles.push(...tear(stage.product.dataDir, kill));
    stage.product = await startProduct(props);
    report.say(
      `kill ${kill}: ${sent.accepted.length} accepted so far, answers again after ${Math.round(stage.product.startedInMs)} ms`,
    );
  }
  return tornFiles;
}

async function judge(
  stage: Stage,
  sent: Sent,
  sandbox: Sandbox,
  counts: ReturnType<typeof countMarks>,
  report: Report,
  withinMs: number,
  duplicateTickets: () => string[],
) {
  const urgent = sent.accepted.filter(isUrgent);
  const left = () => {
    counts.look();
    return [
      ...missing(sent.accepted, counts.times.webhook),
      ...missing(sent.accepted, counts.times.splunk),
      ...missing(urgent, counts.tickets()),
    ];
  };
  const began = performance.now();
  await until('all that was accepted arrived', () => (left().length === 0 ? true : undefined), withinMs).catch(
    () => undefined,
  );
  report.say(`waited ${((performance.now() - began) / 1000).toFixed(1)} s for the rest`);
  const ledger = await atRest(
    stage.product,
    sent.accepted.length,
    Math.max(5_000, withinMs - (performance.now() - began)),
  );
  counts.look();
  const places: readonly [string, readonly string[], Times][] = [
    ['webhook', sent.accepted, counts.times.webhook],
    ['splunk', sent.accepted, counts.times.splunk],
    ['jira', urgent, counts.tickets()],
  ];
  report.say(
    `sent: ${sent.accepted.length} accepted (${urgent.length} urgent), ${sent.unanswered.length} without a 202`,
  );
  for (const [name, marks, times] of places) {
    const lost = missing(marks, times);
    report.say(`arrived at ${name}: ${times.size} alerts, ${sample(repeated(times))} of them more than once`);
    report.check(`nothing accepted is lost at ${name}`, lost.length === 0, sample(lost));
  }
  const twice = duplicateTickets();
  const opened = sandbox.counters().jira.arrived;
  report.check(`no ticket is there twice, of ${opened} opened`, twice.length === 0, sample(twice));
  report.check('the ledger is balanced and at rest', ledger?.balanced === true, ledgerLine(ledger));
}

async function run(options: Options, report: Report): Promise<void> {
  const { 'within-seconds': withinSeconds = 600, torn = 0 } = options;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-kill-'));
  const sandbox = await startSandbox();
  const counts = countMarks(sandbox);
  const witness = watch(sandbox);
  const { secrets } = sandbox;
  const base = {
    yaml: yaml(sandbox),
    folder,
    secrets: { SPLUNK_HEC_TOKEN: secrets.splunkToken, JIRA_API_TOKEN: secrets.jiraApiToken },
  };
  const first = await startProduct(base);
  const stage: Stage = { product: first, isOver: false };
  const sent: Sent = { accepted: [], unanswered: [] };
  let number = 0;
  const next = () => {
    number += 1;
    return number;
  };
  try {
    const senders = Array.from({ length: SENDERS }, () => sender(stage, next, sent));
    const tornFiles = await killAgain(stage, { ...base, port: first.port }, sent, options, report).finally(() => {
      stage.isOver = true;
    });
    await Promise.all(senders);
    if (torn !== 0 && tornFiles.length === 0)
      report.skip('torn pages', 'no write-ahead log (*-wal) is in the data folder');
    if (tornFiles.length > 0) report.say(`torn ${tornFiles.length} times: ${[...new Set(tornFiles)].join(', ')}`);
    const duplicateTickets = () => [...witness.arrivals('jira')].filter(([, times]) => times > 1).map(([id]) => id);
    await judge(stage, sent, sandbox, counts, report, withinSeconds * 1000, duplicateTickets);
  } finally {
    stage.isOver = true;
    counts.stop();
    witness.close();
    await stage.product.kill();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `kill -9` again and again under load, with three destinations. */
export const kill: FaultRun = {
  about: 'kill -9 under load with three destinations: nothing accepted is lost, no ticket twice (--kills=20)',
  run,
};

/** The same, and after each kill the write-ahead logs end in half a write. */
export const torn: FaultRun = {
  about: 'the same, with a torn last page after each kill (--kills=20)',
  run: (options, report) => run({ ...options, torn: 1 }, report),
};
