import type { Evidence } from '../../domain/alert.ts';
import type { Actor, Code, Target } from '../../domain/places.ts';
import { defined, listOf, textOf } from '../../domain/values/json-fields.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { shown } from '../_kit/identified.ts';
import { addressIn, isEmail, type Placed, placed } from '../_kit/typed-places.ts';

/** What Sentry tells of: an issue, one of its events, or an error. */
const things = ['data.event', 'data.error', 'data.issue'];
export const under = (...names: readonly string[]): string[] =>
  things.flatMap((thing) => names.map((name) => `${thing}.${name}`));

const PAIRS_MAX = 64;

/** `[["browser", "Chrome"], …]`, as events write tags and headers. */
export const couplesIn = (value: unknown): [name: string, text: string][] =>
  listOf(value)
    .slice(0, PAIRS_MAX)
    .flatMap((couple) => {
      const [name, text] = listOf(couple).map(textOf);
      return name === undefined || text === undefined ? [] : [[name, text]];
    });

function actorOf(said: Dig): Actor {
  const mail = said.text(...under('user.email')) ?? '';
  const headers = couplesIn(said.value(...under('request.headers')));
  return defined({
    ip: addressIn(said, ...under('user.ip_address')),
    country: said.take(...under('user.geo.country_code')),
    user: said.take(...under('user.username', 'user.id')),
    email: isEmail(mail) ? said.take(...under('user.email')) : undefined,
    userAgent: headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1],
  });
}

const tagOf = (said: Dig, name: string): string | undefined =>
  couplesIn(said.value(...under('tags'))).find(([each]) => each === name)?.[1];

const targetOf = (said: Dig): Target =>
  defined({
    kind: 'application',
    host: said.take(...under('server_name')) ?? tagOf(said, 'server_name'),
    url: said.take(...under('request.url')),
    method: said.take(...under('request.method')),
  });

/** The file in which it happened; `<anonymous>` is none. */
function codeOf(said: Dig): Code | undefined {
  const names = under('metadata.filename', 'location');
  const path = said.text(...names);
  return path === undefined || path.startsWith('<') ? undefined : placed({ path: said.take(...names) });
}

export const placesOf = (said: Dig): Placed =>
  defined({ actor: actorOf(said), target: targetOf(said), code: codeOf(said) });

const FRAMES_MAX = 12;

function frameText(frame: unknown): string[] {
  const said = dig(frame);
  const [file, line] = [said.text('filename', 'abs_path', 'module'), said.text('lineno')];
  if (file === undefined) return [];
  return [`at ${said.text('function') ?? '?'} (${line === undefined ? file : `${file}:${line}`})`];
}

/** The last calls of the exception, the most recent first; Sentry lists them the other way round. */
export function stackOf(said: Dig, at: string | undefined): Evidence[] {
  const frames = said.list(...under('exception.values.0.stacktrace.frames', 'stacktrace.frames'));
  const lines = frames.slice(-FRAMES_MAX).reverse().flatMap(frameText);
  return shown('stack', lines.length === 0 ? undefined : lines.join('\n'), at);
}
