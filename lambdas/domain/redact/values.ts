import type { NameKind } from './names.ts';

/** What stands around a value: quoted, behind `=` or as a flag's, or behind a colon as prose has it too. */
export type Standing = 'quoted' | 'assigned' | 'said';

// What is said of a credential instead of it.
const statuses: ReadonlySet<string> = new Set(
  (
    'absent accepted added and any are bad been blank by changed compromised correct created deleted denied detected disabled ' +
    'disclosed does empty enabled encrypted enforced expired expires exposed fail failed failure false for found from given ' +
    'granted has hidden if in incorrect invalid is it leaked locked login masked mismatch missing must n/a needed never new ' +
    'no none not null ok old on optional or policy prompt protected read redacted refused rejected removed renewed request ' +
    'required requested reset revealed revoked rotated rotation secret set should spray spraying stolen string success ' +
    'successful the timeout to true type unauthorized undefined unknown unset unused updated used user valid validated ' +
    'verified was weak with wrong yes'
  ).split(' '),
);

// Placeholders: ****, xxxx, <password>, ${VAR}, $VAR, {{ .Values.x }}, %s, %VAR%, …, [REDACTED], (hidden).
const placeholder =
  /^(?:[*•xX.…#-]+|[-*]{2,}.{0,4}|.{0,4}[*•]{3,}.{0,4}|<[^<>]{1,60}>|\$\{[^{}]{1,80}\}?.{0,3}|\$[A-Za-z_]\w{0,60}|\$\([^()]{1,60}\)|\{\{.{0,80}\}?\}?|%[A-Za-z_]{1,40}%?|\[[A-Za-z_ :]{1,40}\]?|\([A-Za-z_ ]{1,40}\)?|@[\w.-]{1,60}\(.{0,60}|REDACTED|FILTERED|MASKED|HIDDEN)$/;

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const address = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/;
const time = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]{2,18}Z?)?$/;
const number = /^-?\d{1,20}(?:\.\d{1,10})?(?:ms|s|m|h|d|%|kb|mb|gb)?$/i;
const filePath = /^(?:~|\.{1,2})?\/[\w.@-]*(?:\/[\w.@ -]*)*$|^[A-Za-z]:\\[\w. \\-]*$/;

/** Words, numbers and versions joined by breaks: the name of a thing. */
const isNameLike = (value: string): boolean =>
  value
    .split(/[-_./:]/)
    .every((part) => /^(?:[A-Z]?[a-z]{1,24}|[A-Z]{2,16}|[a-z]{1,16}\d{1,3}|v?\d{1,4})?$/.test(part));

const SHORT = 128;

/** Letters mixed with digits, cases or signs, as people and programs make secrets. */
export function looksRandom(value: string): boolean {
  if (value.length < 5 || address.test(value) || time.test(value)) return false;
  if (/\d/.test(value) && /[A-Za-z]/.test(value)) return !isNameLike(value);
  if (/[A-Z]/.test(value) && /[a-z]/.test(value)) return !/^(?:[A-Z][a-z]+)+$/.test(value) && !isNameLike(value);
  return value.length > 5 && /[!@#$%^&*+=~?]/.test(value);
}

/** A word as people write it, without its end of a sentence. */
const wordOf = (value: string): string => value.toLowerCase().replace(/[.,;:!?)\]]+$/, '');

const isStatus = (value: string): boolean => statuses.has(wordOf(value.split(' ', 1)[0] ?? ''));

/** What is no credential under any name. */
const isNothing = (value: string): boolean => value.trim().length < 2 || placeholder.test(value);

function isSecretCode(value: string, standing: Standing): boolean {
  return standing !== 'said' && /^\d{3,10}$/.test(value);
}

/** Whether a password stands there; in quotes and behind a flag it may be any words. */
function isPassword(value: string, standing: Standing, follows: string): boolean {
  if (standing === 'quoted') return !statuses.has(wordOf(value));
  if (isStatus(value)) return false;
  if (standing === 'assigned') return !/^[a-z]+$/.test(value) || !/^ [a-z]+(?:[ .,;]|$)/.test(follows);
  return (
    looksRandom(value) ||
    (/^[\w!@#$%^&*-]{4,}$/.test(value) && /^\s*(?:[\r\n]|$)/.test(follows) && !address.test(value))
  );
}

function isSecret(value: string, standing: Standing): boolean {
  if (isStatus(value) || number.test(value) || filePath.test(value)) return false;
  if (standing === 'said') return looksRandom(value) || value.length > 40;
  return (
    looksRandom(value) ||
    value.length >= 16 ||
    (standing === 'quoted' ? !isNameLike(value) || value.length > 3 : value.length > 3)
  );
}

const isWeak = (value: string): boolean =>
  !isStatus(value) &&
  !number.test(value) &&
  !filePath.test(value) &&
  !uuid.test(value) &&
  !isNameLike(value) &&
  !/^arn:/.test(value) &&
  (looksRandom(value) || value.length > 40) &&
  !/^[a-z]+(?: [\w'-]+)+[.!]?$/i.test(value);

/**
 * Whether a value is the credential of which its name tells, and not a word about it, a placeholder or the name of one.
 * `follows` is what stands behind it.
 */
export function isCredential(kind: NameKind, value: string, standing: Standing, follows = ''): boolean {
  if (value.length > SHORT) return true;
  if (isNothing(value)) return false;
  if (kind === 'code') return isSecretCode(value, standing);
  if (kind === 'password') return isPassword(value, standing, follows);
  return kind === 'secret' ? isSecret(value, standing) : isWeak(value);
}
