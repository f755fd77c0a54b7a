import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { metrics } from '../../lambdas/domain/metrics.ts';
import { runbookLink, runbookOf } from '../../lambdas/domain/runbook.ts';
import { template } from '../aws/template.ts';

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

const runbook = readFileSync('docs/runbook.md', 'utf8');

/** A section, with the names on its first line: `Alarms: ... Rules: ...`. */
const sections = runbook
  .split(/^## /m)
  .slice(1)
  .map((text) => {
    const [heading = '', ...lines] = text.split('\n');
    const named = lines.slice(0, 3).join(' ');
    const namesOf = (kind: string): string[] => {
      const [, list = ''] = new RegExp(`${kind}s?: ([^.]*)\\.`).exec(named) ?? [];
      return [...list.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name);
    };
    return {
      anchor: anchorOf(heading),
      alarms: namesOf('Alarm'),
      rules: namesOf('Rule'),
      types: namesOf('System alert'),
      text: lines.join('\n'),
    };
  });

/** The id of an alarm in the stack, without the path of its construct and its hash. */
const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([id, { Properties }]) => ({
  name: id.replace(/^Alarms/, '').replace(/[0-9A-F]{8}$/, ''),
  description: String(Properties.AlarmDescription),
}));

/** The types that are written in the code which makes system alerts, or the alert of a silent source. */
const types = globSync('lambdas/{domain,engine,sources/_kit}/**/*.ts')
  .map((name) => readFileSync(name, 'utf8'))
  .filter((code) => /systemAlert\(|silentSource\(/.test(code))
  .flatMap((code) => [...code.matchAll(/^ +type: ((?:'[\w-]+'(?: \| )?)+),$/gm)])
  .flatMap(([, list = '']) => list.replaceAll("'", '').split(' | '));

describe('the runbook', () => {
  it('has what to do in every section', () => {
    expect(sections.length).toBeGreaterThan(15);
    for (const { anchor, text } of sections)
      for (const part of ['**Means**', '**By itself**', '**First**']) expect(text, anchor).toContain(part);
  });

  it('names every alarm in one section, which the alarm links to, and no other', () => {
    expect(sections.flatMap((each) => each.alarms).sort()).toEqual(alarms.map(({ name }) => name).sort());
    for (const { anchor, alarms: named } of sections)
      for (const name of named) {
        const alarm = alarms.find((each) => each.name === name);
        expect(alarm?.description, name).toMatch(new RegExp(`Runbook: ${runbookLink(anchor)}$`));
      }
  });

  it('names every type of system alert in one section, and no other', () => {
    expect(sections.flatMap((each) => each.types).sort()).toEqual([...new Set(types)].sort());
  });

  it('is what a system alert links to, unless it only carries alerts', () => {
    // What carries alerts, or asks for nothing; the alert of a silent source is one of the source.
    const carriers = ['canary', 'digest', 'group', 'repeats', 'test', 'silent-source'];
    for (const { anchor, types: named } of sections)
      for (const type of named)
        expect(runbookOf(type), type).toBe(carriers.includes(type) ? undefined : runbookLink(anchor));
  });

  it('is what every metric links to', () => {
    const anchors = sections.map(({ anchor }) => anchor);
    const named = metrics.flatMap((each) => ('runbook' in each ? [each.runbook] : []));
    expect(named.filter((each) => !anchors.includes(each))).toEqual([]);
  });

  it('links to sections that are there', () => {
    const links = [...runbook.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(sections.map(({ anchor }) => anchor)).toContain(link);
  });
});
