import { writeFileSync } from 'node:fs';
import type { Config } from '../../lambdas/config/schema.ts';
import type { Attempt, Limit } from '../../lambdas/destinations/_kit/define-destination.ts';
import { isAnswered } from '../../lambdas/destinations/_kit/with-answers.ts';
import { withMessage } from '../../lambdas/destinations/_kit/wording/with-message.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { evaluateOne } from '../../lambdas/domain/expression/expression.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { createRouter } from '../../lambdas/domain/routing.ts';
import { routingLines } from '../../lambdas/domain/routing-text.ts';
import { oneLine } from '../../lambdas/domain/values/text.ts';
import { routeMessageOver } from '../../lambdas/engine/route-options.ts';
import { answersFor } from '../../lambdas/engine/signed-links/links.ts';
import { type Drawing, drawingOf } from '../preview/drawing.ts';
import { redactor, withoutQueryValues } from '../preview/redact.ts';
import { type Configured, isReady, type Target, targetsOf } from '../preview/targets.ts';
import { bytesOf, configured } from './configured.ts';
import { type Chapter, type Measured, previewPage, type Shown } from './preview-page.ts';
import { type Given, readSample } from './preview-sample.ts';

export interface PreviewOptions {
  /** `-` is standard input. */
  readonly file: string;
  readonly to?: string | undefined;
  readonly source?: string | undefined;
  readonly type?: string | undefined;
  readonly config?: string | undefined;
  readonly html: string;
}

/** A page of more is read by nobody. */
const ALERTS_MAX = 25;

function measured({ what, max, unit, measure }: Limit, request: OutboundRequest): Measured[] {
  if (measure === undefined) return [];
  const size = measure(request);
  return [{ text: `${what} ${size} of ${max} ${unit}`, isOver: size > max }];
}

/** A first attempt, as the engine would make it at this moment. */
const attemptFor = ({ alert, raw }: Given, at: string, { timeZone }: Target): Attempt => ({
  deliveryId: `preview:${alert.id}`,
  at,
  possibleDuplicate: false,
  ...(raw === undefined ? {} : { raw }),
  ...(timeZone === undefined ? {} : { timeZone }),
});

/** What messages depend on beside their destination: how the routes word them, and where they are answered. */
interface Surroundings extends ReturnType<typeof routeMessageOver> {
  readonly publicUrl?: string | undefined;
}

/** With a key of nobody's: buttons and links are as long as they will be, and lead nowhere. */
function answerable(alert: Alert, attempt: Attempt, { destination }: Target, { publicUrl }: Surroundings): Attempt {
  const answers = isAnswered(destination.about.group)
    ? answersFor({ TOCSIN_ANSWERS_KEY: 'preview' }, publicUrl)(alert, attempt)
    : undefined;
  return answers === undefined ? attempt : { ...attempt, answers };
}

async function prepared(
  target: Target,
  given: Given,
  at: string,
  surroundings: Surroundings,
): Promise<readonly [OutboundRequest, Attempt]> {
  const { alert } = given;
  const connected = withMessage(target.destination.connect(target.settings), target.message, evaluateOne);
  const first = answerable(alert, attemptFor(given, at, target), target, surroundings);
  const own = (await connected.word?.(alert, first, await surroundings.routeMessage?.(alert, target.id))) ?? first;
  const found = await connected.prepare?.(alert);
  const attempt = found === undefined ? own : { ...own, prepared: found };
  return [connected.render(alert, attempt), attempt];
}

const hiding = ({ html, problem }: Drawing, redact: (text: string) => string): Drawing => ({
  html: redact(html),
  ...(problem === undefined ? {} : { problem: redact(problem) }),
});

async function shownOf(configured: Configured, given: Given, at: string, surroundings: Surroundings): Promise<Shown> {
  const target = await configured.at(given.alert);
  if (!isReady(target)) return { id: target.id, limits: [], problem: target.problem };
  const { id, type, destination, hidden, chosen: chosenTarget } = target;
  const redact = redactor(hidden);
  const [request, attempt] = await prepared(target, given, at, surroundings);
  const drawing = await drawingOf(target, request, given.alert, attempt);
  return {
    id,
    type,
    ...(chosenTarget === undefined ? {} : { target: redact(chosenTarget) }),
    address: `${request.method} ${withoutQueryValues(redact(request.url))}`,
    limits: destination.about.limits.flatMap((limit) => measured(limit, request)),
    drawing: hiding(drawing, redact),
    body: redact(request.body ?? ''),
  };
}

const titleOf = ({ severity, title, id }: Alert): string => `[${severity}] ${oneLine(title)} (${oneLine(id)})`;

function printed({ id, type = '', target, address, limits, drawing, problem }: Shown): string {
  if (problem !== undefined) return `  ${id}: ${problem}`;
  const sizes = limits.map(({ text, isOver }) => `      ${text}${isOver ? '  TOO LARGE' : ''}`);
  const refusal =
    drawing?.problem === undefined ? [] : [`      refused by the vendor's mock receiver: ${drawing.problem}`];
  const where = target === undefined ? '' : `  to ${target}`;
  return [`  ${id} (${type})  ${address}${where}`, ...sizes, ...refusal].join('\n');
}

/** The type of a source that the configuration names. */
function typeOf({ source, type }: PreviewOptions, config: Config | undefined): string | undefined {
  if (type !== undefined || source === undefined) return type;
  const known = config?.sources[source]?.type;
  if (known === undefined) throw new Error(`no source "${source}" is configured: name its type with --type`);
  return known;
}

function chosen(targets: readonly Configured[], to: string | undefined): readonly Configured[] {
  const found = to === undefined ? targets : targets.filter(({ id }) => id === to);
  if (found.length > 0) return found;
  throw new Error(`no destination "${to}"; there are: ${targets.map(({ id }) => id).join(', ')}`);
}

async function chapterOf(
  given: Given,
  targets: readonly Configured[],
  at: string,
  surroundings: Surroundings,
): Promise<Chapter> {
  const shown: Shown[] = [];
  for (const target of targets) shown.push(await shownOf(target, given, at, surroundings));
  return { title: titleOf(given.alert), shown };
}

const isFaulty = ({ problem, limits }: Shown): boolean => problem !== undefined || limits.some(({ isOver }) => isOver);

/** Which routes of the configuration apply to an alert, in lines. */
function routingOf(config: Config | undefined): (alert: Alert) => Promise<string[]> {
  if (config === undefined) return async () => [];
  const route = createRouter(config.routes);
  return async (alert) => routingLines(await route(alert)).map((line) => `  ${oneLine(line)}`);
}

/** Shows what every destination would be sent for a sample payload, and sends nothing. The exit code says if all fits. */
export async function preview(options: PreviewOptions, print: (line: string) => void): Promise<number> {
  const config = configured(options.config);
  const at = new Date().toISOString();
  const setting = options.type === undefined ? config?.sources[options.source ?? ''] : undefined;
  const sender = { source: options.source, type: typeOf(options, config), setting };
  const sample = await readSample(await bytesOf(options.file), sender, at);
  if ('problem' in sample) throw new Error(`${options.file}: ${sample.problem}`);
  const targets = chosen(targetsOf(config), options.to);
  const shown = sample.given.slice(0, ALERTS_MAX);
  print(
    `${options.file}: ${sample.given.length} ${sample.given.length === 1 ? 'alert' : 'alerts'}, read as ${sample.readAs}`,
  );
  const surroundings = config === undefined ? {} : { ...routeMessageOver(config), publicUrl: config.publicUrl };
  const routing = routingOf(config);
  const chapters: Chapter[] = [];
  for (const given of shown) {
    const chapter = await chapterOf(given, targets, at, surroundings);
    chapters.push(chapter);
    print(`\n${[chapter.title, ...(await routing(given.alert)), ...chapter.shown.map(printed)].join('\n')}`);
  }
  writeFileSync(options.html, previewPage(sample.readAs, chapters));
  const rest = sample.given.length - shown.length;
  print(`\n${options.html}: as readers would see it${rest > 0 ? `, without the last ${rest}` : ''}; nothing was sent`);
  return chapters.some((chapter) => chapter.shown.some(isFaulty)) ? 1 : 0;
}
