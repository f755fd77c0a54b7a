import { exact, podFamily, stable } from '../../../../domain/fingerprint.ts';
import { sortOnce, sortTexts } from '../../../../domain/values/sorted-texts.ts';
import { pathFamily } from '../../detected.ts';
import { type NamedFields, namesOf } from '../../named-fields.ts';
import { contentOf, othersIn, writtenIn } from './content.ts';
import { named, namedByType } from './course-words.ts';
import { alertIds, dedupKeys, trackedIds } from './names.ts';
import { placesIn, type Subject } from './places.ts';
import { isBare, namesInside } from './stable-content.ts';
import { checks, things } from './thing-names.ts';
import { thingsByWords } from './things-by-words.ts';
import { labels } from './title-names.ts';
import type { Title } from './titles.ts';
import { isWordy } from './wordy.ts';

const partOf = ([name, value]: readonly [name: string, value: string]): string =>
  name === 'url' ? `url ${pathFamily(value)}` : `${name} ${exact(value)}`;

const ids = namesOf('^id', '^uuid', 'id');

const monitors = namesOf(
  'monitorId',
  'checkId',
  'sensorId',
  'monitorName',
  'checkName',
  'monitorFriendlyName',
  'monitor.id',
  'monitor.name',
  'check.id',
  'check.name',
);

const THINGS_MAX = 64;

/** An id of eight digits and more; the instances of clouds have a name before theirs. */
const isHex = (text: string): boolean => /^(?=[a-f-]*\d)[\da-f-]{8,}$/i.test(text);

/** An index or a file of each day: `logs-2026.11.30`. */
const undated = (text: string): string => text.replace(/(?<!\d)\d{4}([-._])\d{2}\1\d{2}(?!\d)/g, '<day>');

/** What was checked, found or reached. Of lists only those that are pairs: other items come and go. */
function thingsIn({ said, subject: { url }, title }: Said): string[] {
  const found = said
    .all(things)
    .filter(
      ({ lists, name, text }) =>
        lists === 0 &&
        !(name === 'path' && url !== undefined) &&
        !(name === 'metric' && isBare(text)) &&
        !(name === 'instanceid' && isHex(text)),
    );
  const name = said.all(labels).find(({ text }) => text !== title?.named && !isBare(text));
  if (name !== undefined && title !== undefined) found.push(name);
  return sortOnce(found.slice(0, THINGS_MAX).map(({ name, text }) => `${name}=${exact(undated(text))}`));
}

/** What stands for a thing that has neither a title nor anything else that names it. */
const idOf = (said: NamedFields, title: Title | undefined): string[] =>
  title?.isTelling === true ? [] : [`id ${exact(said.text(ids) ?? '')}`];

const placeParts = (subject: Subject): string[] => {
  const parts = placesIn(subject).map(([name, value]) => partOf([name, name === 'pod' ? podFamily(value) : value]));
  return sortTexts(parts);
};

/** What a stranger's record says of which problem it is. */
interface Said {
  readonly said: NamedFields;
  readonly type: string;
  readonly title: Title | undefined;
  readonly subject: Subject;
  readonly record: unknown;
}

const typeOf = (type: string): string => (/\s/.test(type) ? named(type) : exact(namedByType(type)));

/** What a plugin of Nagios prints begins with the check and its state, and what it measured: `PING CRITICAL - loss = 100%`. */
const printed = /^(.{0,60}?)\b(?:OK|WARNING|CRITICAL|UNKNOWN|UP|DOWN)\b ?(?:[-:|] |- )/;
const beforeState = (text: string): string => printed.exec(text)?.[1]?.trim() || text;

/** What a check printed changes with each of its runs; the check is among the things that it names. */
function nameIn(title: Title, said: NamedFields): string {
  if (title.isOutput && said.all(things).length > 0) return '';
  return named(title.isOutput || title.isPassing ? beforeState(title.named) : title.named);
}

/** A decimal under the name of a metric is what was measured. */
const checkIn = (said: NamedFields) => said.all(checks).find(({ text }) => !/^\d+\.\d+$/.test(text));

/** What is wrong, by its title; where that tells how it stands at the moment, by the check that found it. */
function nameOf({ said, type, title }: Said, isTracked: boolean): string {
  // A type counts without its words of the course: `server_failed`, `server_available`.
  const isTelling = title?.isTelling === true && title.named !== type;
  const mayPass = !isTelling || title.isPassing || (isTracked && title.isSummary);
  const check = mayPass ? checkIn(said) : undefined;
  if (check !== undefined) return `by ${exact(check.text)}`;
  if (!isTelling || (isTracked && title.isPassing)) return '';
  return nameIn(title, said);
}

/** The names in what was written of it. */
function mentioned(record: unknown, title: Title | undefined): string[] {
  const isShown = (text: string): boolean => text === title?.named && !title.isPassing;
  const names = writtenIn(record).flatMap((text) => (isWordy(text) && !isShown(text) ? [namesInside(text)] : []));
  const [first] = names.filter((each) => each !== '');
  return first === undefined ? [] : [`mentioned ${exact(first)}`];
}

/** What tells it from other problems of its name: where, what, and by whom. */
function knownOf(all: Said): string[] {
  const { said, subject, record, title } = all;
  const [places, found] = [placeParts(subject), [...thingsIn(all), ...thingsByWords(record)]];
  const alert = places.length === 0 && found.length === 0 ? said.text(alertIds) : undefined;
  const who = [subject.user, subject.ip].filter((each) => each !== undefined);
  // Nothing says where it is: names in what was written of it do. A monitor watches one thing.
  if (places.length + who.length === 0 && said.text(monitors) === undefined)
    found.push(...mentioned(record, title), ...(found.length === 0 ? [] : othersIn(record)));
  return [...places, ...found, ...(alert === undefined ? [] : [`alert ${exact(alert)}`]), ...who];
}

/**
 * What is wrong, of a record without a known format: by the key that its sender gives; else by its name and the id that its
 * sender tracks it by, or its place, who did it, and the things that it names. Where it names nothing that is known, by all of
 * its content that does not change.
 */
export function problemOf(all: Said): string[] {
  const { said, type, title, record } = all;
  const key = said.text(dedupKeys);
  if (key !== undefined) return ['generic', 'key', exact(key)];
  const tracked = said.text(trackedIds);
  const name = [typeOf(type), nameOf(all, tracked !== undefined)];
  if (tracked !== undefined) return ['generic', ...name, 'tracked', exact(tracked)];
  const known = knownOf(all);
  if (known.length > 0) return ['generic', ...name, ...known];
  const whole =
    title === undefined || title.named === type || name[1] !== '' ? [] : [stable(title.named).toLowerCase()];
  return ['generic', ...name, ...whole, ...idOf(said, title), ...contentOf(record, title !== undefined)];
}
