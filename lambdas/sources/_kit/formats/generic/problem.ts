import { exact, podFamily } from '../../../../domain/fingerprint.ts';
import { pathFamily } from '../../detected.ts';
import { type NamedFields, namesOf } from '../../named-fields.ts';
import { withoutCourse } from './course.ts';
import { dedupKeys, titles } from './names.ts';
import { placesIn, type Subject } from './places.ts';

/** `[FIRING:1] `, `RESOLVED: `: where the problem stands, and not what it is. */
const withoutStanding = (title: string): string =>
  title.replace(
    /^[^\p{L}]*(?:firing|resolved|recovered|triggered|closed|cleared|ok|problem|open)\b(?::\d+)?[\]):\s-]*/iu,
    '',
  );

const partOf = ([name, value = '']: readonly [string, string | number | undefined]): string =>
  name === 'url' ? `url ${pathFamily(String(value))}` : `${name} ${exact(String(value))}`;

const ids = namesOf('^id', '^uuid', 'id');

/** What is wrong: the title, or what stands for a thing that has only an id. */
const nameOf = (said: NamedFields): string => {
  const title = said.text(titles);
  return title === undefined ? `id ${exact(said.text(ids) ?? '')}` : withoutStanding(title);
};

/** What is wrong, of a record without a known format: by the key that its sender gives, else by its name and its place. */
export function problemOf(said: NamedFields, type: string, subject: Subject): string[] {
  const key = said.text(dedupKeys);
  if (key !== undefined) return ['generic', 'key', exact(key)];
  const { pod, ...rest } = placesIn(subject);
  const place = pod === undefined ? rest : { ...rest, pod: podFamily(pod) };
  const who = [subject.user ?? '', subject.ip ?? ''];
  return ['generic', withoutCourse(type), nameOf(said), ...Object.entries(place).map(partOf).sort(), ...who];
}
