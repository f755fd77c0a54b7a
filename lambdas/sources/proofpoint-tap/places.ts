import type { Actor, Connection, File } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { ipIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { fileOf, isEmail, type Placed, placed, takeIf } from '../_kit/typed-places.ts';
import { hashesIn } from '../_kit/typed-values.ts';
import { type Kind, recipientsOf, threatsOf } from './event.ts';

/** The address in a text, or in a list with one. */
function emailIn(said: Dig, ...paths: readonly string[]): string | undefined {
  return takeIf(said, isEmail, ...paths);
}

/** Who sent the message. The user part of the envelope's `sender` is hashed by the vendor: the header names a person. */
const actorOf = (said: Dig): Actor =>
  defined({ ip: ipIn(said, 'senderIP'), email: emailIn(said, 'fromAddress', 'fromAddress.0', 'sender', 'headerFrom') });

/** Who got the message or clicked, and for a click from where. */
function targetOf(said: Dig, { what }: Kind): Placed['target'] {
  const [first] = recipientsOf(said);
  const user = emailIn(said, 'recipient', 'recipient.0', 'toAddresses', 'toAddresses.0') ?? first;
  return defined({ kind: 'mailbox', user, ip: what === 'click' ? ipIn(said, 'clickIP') : undefined });
}

/** The host of the link that was clicked. */
function connectionOf(said: Dig): Connection | undefined {
  const url = said.text('url');
  const domain = url !== undefined && URL.canParse(url) ? new URL(url).hostname : '';
  return domain === '' ? undefined : { direction: 'outbound', remote: { domain } };
}

/** The attachment that is a threat, by its digest; else the first that was attached. */
function fileIn(said: Dig): File | undefined {
  const threats = new Set(threatsOf(said).map((threat) => threat.text('threat')));
  const parts = said.list('messageParts').map((part, i) => ({ part: dig(part), at: `messageParts.${i}` }));
  const attached = parts.filter(({ part }) => part.text('disposition')?.toLowerCase() === 'attached');
  const chosen = attached.find(({ part }) => threats.has(part.text('sha256') ?? part.text('md5'))) ?? attached[0];
  if (chosen === undefined) return undefined;
  const { at } = chosen;
  return fileOf(undefined, hashesIn(said, `${at}.sha256`, `${at}.md5`), said.take(`${at}.filename`));
}

/** The places of an event. */
export const placesOf = (said: Dig, kind: Kind): Placed =>
  defined({
    actor: placed(actorOf(said)),
    target: targetOf(said, kind),
    connection: kind.what === 'click' ? connectionOf(said) : undefined,
    file: kind.what === 'message' ? fileIn(said) : undefined,
  });
