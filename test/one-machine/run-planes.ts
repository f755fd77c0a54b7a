import pMap from 'p-map';
import { until } from '../until.ts';
import { allAlerts, atRest, inFlight, type Listed, ledgerLine } from './account.ts';
import { sample, webhookTo } from './alerts.ts';
import { asciiJson, type Payload, payloads, textCount, texts, withTexts } from './planes.ts';
import { type Product, startProduct } from './product.ts';
import { startReceiver } from './receiver.ts';
import type { FaultRun, Report } from './report.ts';

interface Post {
  readonly type: string;
  readonly about: string;
  readonly value: unknown;
}

/** All texts of a payload at once, by one text each, and all of them. */
function wholePosts({ type, name: from, value }: Payload, each: boolean): Post[] {
  const everything = Object.values(texts).join(' ');
  const chosen = each
    ? [...Object.entries(texts), ['all of them', everything] as const]
    : [['all of them', everything] as const];
  return chosen.flatMap(([name, text], n) => [
    { type, about: `${type}/${from} + ${name}`, value: withTexts(value, (old) => `${old}${text}${n}`) },
    { type, about: `${type}/${from} = ${name}`, value: withTexts(value, (_, at) => `${text}${n} ${at}`) },
  ]);
}

/** One text of a payload after the other. */
function singlePosts({ type, name, value }: Payload, most: number): Post[] {
  const everything = Object.values(texts).join(' ');
  return Array.from({ length: Math.min(most, textCount(value)) }, (_, place) => ({
    type,
    about: `${type}/${name} text ${place}`,
    value: withTexts(value, (old, at) => (at === place ? `${old}${everything}` : old)),
  }));
}

const yamlFor = (types: readonly string[], url: string): string =>
  [
    'version: 1',
    'sources:',
    ...types.map((type) => `  ${type}: { type: ${type}, auth: none }`),
    'destinations:',
    `  archive: ${webhookTo(url)}`,
    'routes:',
    '  - to: [archive]',
    '',
  ].join('\n');

async function postAll(product: Product, posts: readonly Post[]): Promise<string[]> {
  const refused: string[] = [];
  await pMap(
    posts,
    async ({ type, about, value }, n) => {
      const body = n % 2 === 0 ? JSON.stringify(value) : asciiJson(value);
      const { status } = await product.hook(type, body);
      if (status < 200 || status > 299) refused.push(`${about}: ${status}`);
    },
    { concurrency: 8 },
  );
  return refused;
}

const isOpen = ({ deliveries }: Listed): boolean =>
  ['queued', 'sending', 'retrying', 'unknown'].some((status) => (deliveries[status] ?? 0) > 0);

/** What arrived: ids of alerts, and their sources. */
interface Arrived {
  readonly ids: Set<string>;
  readonly sources: Set<string>;
}

async function judge(
  product: Product,
  posts: readonly Post[],
  types: readonly string[],
  arrived: Arrived,
  withinMs: number,
  report: Report,
) {
  const refused = await postAll(product, posts);
  const accepted = posts.length - refused.length;
  report.check('every body is accepted', refused.length === 0, `refused ${sample(refused)}`);
  const ledger = await atRest(product, accepted, withinMs);
  report.check('nothing stays in flight', ledger !== undefined && inFlight(ledger) === 0, ledgerLine(ledger));
  report.check('the ledger is balanced', ledger?.balanced === true);
  const listed = await allAlerts(product);
  const open = listed.filter(isOpen).map(({ id, title }) => `${id} ${JSON.stringify(title.slice(0, 30))}`);
  report.check('no alert is open', open.length === 0, sample(open));
  // Tocsin's own alerts (a sample with fields that its type does not list) go to nobody here: no route names them.
  const ofSenders = listed.filter(({ id }) => !id.startsWith('tocsin:'));
  const notThere = () => ofSenders.filter(({ id }) => !arrived.ids.has(id)).map(({ id }) => id);
  await until('all listed alerts arrive', () => (notThere().length === 0 ? true : undefined), 10_000).catch(
    () => undefined,
  );
  report.check('every alert arrived', notThere().length === 0, `of ${ofSenders.length}, missing ${sample(notThere())}`);
  const mute = types.filter((type) => !arrived.sources.has(type));
  report.check(
    `alerts of every one of ${types.length} source types arrived`,
    mute.length === 0,
    `not of ${sample(mute)}`,
  );
  const dead = ledger?.deliveries['dead'] ?? 0;
  report.say(`sent: ${posts.length} webhooks, ${accepted} accepted; arrived: ${arrived.ids.size} alerts; dead ${dead}`);
}

/** Characters of every plane, in every field, through every source type. */
export const planes: FaultRun = {
  about:
    'characters of every plane, in every field, through every source type, are delivered (--fixtures=2 --each=1 --fields=60)',
  async run({ fixtures = 2, each = 1, fields = 60, 'within-seconds': withinSeconds = 60 }, report) {
    const arrived: Arrived = { ids: new Set(), sources: new Set() };
    const receiver = await startReceiver('well', (body) => {
      const { id, source } = JSON.parse(body) as { readonly id: string; readonly source: string };
      arrived.ids.add(id);
      arrived.sources.add(source);
    });
    const chosen = payloads(fixtures);
    const types = [...new Set(chosen.map(({ type }) => type))];
    const posts = chosen.flatMap((payload) => [...wholePosts(payload, each !== 0), ...singlePosts(payload, fields)]);
    const product = await startProduct({ yaml: yamlFor(types, receiver.url) });
    try {
      await judge(product, posts, types, arrived, withinSeconds * 1000, report);
    } finally {
      await product.remove();
      await receiver.close();
    }
  },
};
