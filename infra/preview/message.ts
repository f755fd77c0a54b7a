import type { Config } from '../../lambdas/config/schema.ts';
import { hasPlaceholder } from '../../lambdas/config/secrets.ts';
import { splitCommon } from '../../lambdas/config/split-common.ts';
import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import type { Attempt } from '../../lambdas/destinations/_kit/define-destination.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { createRouter } from '../../lambdas/domain/routing.ts';
import { defined } from '../../lambdas/domain/values/json-fields.ts';
import { truncate } from '../../lambdas/domain/values/text.ts';
import type { MessageAsked, MessageShown, Messages } from '../../lambdas/engine/api/message-view.ts';
import { createDestinations } from '../../lambdas/engine/deliver/destinations.ts';
import { createMockDestinations } from '../mock-destinations/mock-destinations.ts';
import { redactor, withoutQueryValues } from './redact.ts';
import { isReady, type Target, targetsOf } from './targets.ts';

type Installed = Pick<Config, 'destinations' | 'routes' | 'publicUrl'>;
type Setting = Config['destinations'][string];

const BODY_MAX = 64_000;
/** With a key of nobody's: buttons are as long as they are, and lead nowhere. */
const secrets = async () => ({ TOCSIN_ANSWERS_KEY: 'preview' });

/** Headers that carry a credential, whatever its spelling. */
const isCredential = (name: string): boolean => /auth|key|token|secret|signature/i.test(name);

function shownRequest({ method, url, headers, body = '' }: OutboundRequest, { hidden }: Target) {
  const redact = redactor(hidden);
  const shown = redact(body);
  return {
    method,
    url: withoutQueryValues(redact(url)),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, isCredential(name) ? '[credential]' : redact(value)]),
    ),
    body: truncate(shown, BODY_MAX),
    bytes: Buffer.byteLength(shown),
  };
}

type Wording = Parameters<NonNullable<Connected['word']>>[2];

async function rendered(connected: Connected, { alert, deliveryId, at, raw }: MessageAsked, wording: Wording) {
  const attempt: Attempt = defined({ deliveryId, at, possibleDuplicate: false, raw });
  const worded = (await connected.word?.(alert, attempt, wording)) ?? attempt;
  const prepared = await connected.prepare?.(alert);
  return connected.render(alert, prepared === undefined ? worded : { ...worded, prepared });
}

const connectedOf = (id: string, setting: Setting, { publicUrl }: Installed) =>
  createDestinations(defined({ destinations: { [id]: setting }, publicUrl }), secrets)(id);

/** The message at the mock receiver of its vendor, which says how its reader sees it. */
async function drawn(asked: MessageAsked, setting: Setting, installed: Installed, wording: Wording) {
  const { destination: id } = asked;
  const mocks = createMockDestinations();
  const { destinations } = await mocks.inPlaceOf({ ...installed, destinations: { [id]: setting } } as Config);
  const connected = await connectedOf(id, destinations[id] ?? setting, installed);
  if (typeof connected === 'string') return { drawings: [] };
  await mocks.send(await rendered(connected, asked, wording));
  const received = mocks.view.received(id, BODY_MAX) ?? [];
  const drawings = received.map(({ drawing }) => drawing).filter((drawing) => drawing !== '');
  return defined({ drawings, refused: received.find(({ problem }) => problem !== undefined)?.problem });
}

/** Common settings that have a use without a network and hold no secret. */
const commonOf = (setting: Setting) => {
  const { evidence, timeZone, message } = splitCommon(setting).common;
  return defined({
    evidence: evidence === 'none' ? evidence : undefined,
    timeZone,
    message: hasPlaceholder(JSON.stringify(message) ?? '') ? undefined : message,
  });
};

async function messageOf(asked: MessageAsked, installed: Installed): Promise<MessageShown> {
  const { destination: id, alert } = asked;
  const written = installed.destinations[id];
  if (written === undefined) return { drawings: [], problem: `the destination "${id}" is not configured any more` };
  const [configured] = targetsOf({ destinations: { [id]: written } });
  const target = await configured?.at(alert);
  if (target === undefined || !isReady(target))
    return { drawings: [], problem: target?.problem ?? `there is nothing to show of "${id}"` };
  const { message, overrides = {} } = (await createRouter(installed.routes)(alert)).options[id] ?? {};
  const setting: Setting = { ...commonOf(written), ...target.settings, ...overrides, type: target.type };
  const connected = await connectedOf(id, setting, installed);
  if (typeof connected === 'string') return { drawings: [], problem: `it cannot be made: ${connected}` };
  const request = shownRequest(await rendered(connected, asked, message), target);
  return { type: target.type, request, ...(await drawn(asked, setting, installed, message)) };
}

/** Makes messages again by a configuration whose secrets stay `${NAME}`: where one is needed, an invented one stands. */
export const messagesOf =
  (installed: Installed): Messages =>
  (asked) =>
    messageOf(asked, installed);
