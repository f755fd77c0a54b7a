import type { AlertView, Line, Link } from '../alert-view/alert-view.ts';
import { clip } from './clip.ts';
import { bold, plain, type Room, type Run, urlCost } from './room.ts';

const LABEL_MAX = 50;
const NOTE_MAX = 300;
const TECHNIQUES_SHOWN = 4;
const TECHNIQUE_MAX = 80;

const pair = ({ label, value }: Line, room: Room): Run[] => [
  bold(`${clip(label, LABEL_MAX, room.cost)}:`),
  plain(' '),
  { style: 'code', text: clip(value, room.value, room.cost) },
];

function techniques({ techniques: found }: AlertView, { cost }: Room): Run[][] {
  if (found.length === 0) return [];
  const shown = found.slice(0, TECHNIQUES_SHOWN).flatMap(({ text: words, url }, i): Run[] => {
    const text = clip(words, TECHNIQUE_MAX, cost);
    return [plain(i === 0 ? ' ' : ', '), url === undefined ? plain(text) : { style: 'plain', text, url }];
  });
  const more = found.length > TECHNIQUES_SHOWN ? [plain(` and ${found.length - TECHNIQUES_SHOWN} more`)] : [];
  return [[bold('ATT&CK:'), ...shown.filter(({ text }) => text !== ''), ...more]];
}

const GROUPS_SHOWN = 8;

/** The rules of a digest, each with its newest alerts. */
function groupLines({ groups }: AlertView, { cost, value }: Room): Run[][] {
  const shown = groups.slice(0, GROUPS_SHOWN).flatMap(({ label, items }): Run[][] => [
    [bold(clip(label, value, cost))],
    ...items.map(({ text, link }): Run[] => {
      const words = plain(`• ${clip(text, value, cost)} `);
      return link === undefined ? [words] : [words, { style: 'plain', text: link.label, url: link.url }];
    }),
  ]);
  const more = groups.length - GROUPS_SHOWN;
  return more > 0 ? [...shown, [plain(`and ${more} more ${more === 1 ? 'rule' : 'rules'}`)]] : shown;
}

/** What stands before the sections; `pairs` are those that there is room for. */
function glance(view: AlertView, pairs: readonly Line[], room: Room): Run[][] {
  const from =
    view.kind === 'detection'
      ? []
      : view.from.map(({ label, value }) => ({ label: 'From', value: `${label} ${value}` }));
  return [
    ...(view.standing === undefined ? [] : [[plain(clip(view.standing, NOTE_MAX, room.cost))]]),
    ...[...from, ...pairs].map((each) => pair(each, room)),
    ...techniques(view, room),
    ...groupLines(view, room),
    ...(view.delay === undefined ? [] : [[bold('When:'), plain(` ${view.delay}`)]]),
    ...view.notes.map((note): Run[] => [plain('⚠️ '), { style: 'italic', text: clip(note, NOTE_MAX, room.cost) }]),
  ];
}

const linksOf = ({ links }: AlertView, { cost, url, value }: Room): Link[] =>
  links.flatMap((each) => (urlCost(each.url) > url ? [] : [{ ...each, label: clip(each.label, value, cost) }]));

export const lineCost = (runs: readonly Run[], { cost, around }: Room): number =>
  runs.reduce((sum, { text, url = '' }) => sum + cost(text) + urlCost(url) + around, around);

/** What stands before the sections, in the unit of the room. */
export const glanceCost = (lines: readonly (readonly Run[])[], links: readonly Link[], room: Room): number =>
  lines.reduce((sum, runs) => sum + lineCost(runs, room), 0) +
  links.reduce((sum, { label, url }) => sum + room.cost(label) + urlCost(url) + room.around, 0);

interface Glance {
  readonly lines: readonly (readonly Run[])[];
  readonly links: readonly Link[];
}

/** The lines and the links that fit: the last links are left out, save one, and then the last facts. */
export function glanceWithin(view: AlertView, room: Room, left: number): Glance {
  const all = linksOf(view, room);
  let [links, pairs] = [all, view.pairs];
  let lines = glance(view, pairs, room);
  while (glanceCost(lines, links, room) > left && links.length + pairs.length > 1) {
    if (links.length > 1) links = links.slice(0, -1);
    else pairs = pairs.slice(0, -1);
    lines = glance(view, pairs, room);
  }
  return { lines, links };
}
