import { describe, expect, it } from 'vitest';
import { wordingNotes } from '../../infra/cli/check-wording.ts';
import { longestAlert } from '../../infra/cli/longest-alert.ts';
import { configOf } from '../../infra/load-config.ts';
import { Alert } from '../../lambdas/domain/alert.ts';

const yaml = (destination: string, route = ''): string =>
  [
    'version: 1',
    `sources: { falco: { type: falco, auth: { bearer: "\${HOOK}" } } }`,
    `destinations: { soc: { ${destination} } }`,
    `routes: [{ name: all, to: [soc]${route} }]`,
  ].join('\n');

const slack = `type: slack, webhookUrl: "\${SLACK}"`;
const notesOf = (destination: string, route?: string) =>
  wordingNotes(configOf(yaml(destination, route), 'tocsin.yaml', false));

describe('the longest values there can be', () => {
  it('make an alert that is one, with the labels that are asked for', () => {
    const alert = longestAlert(['team']);
    expect(Alert.safeParse(alert).success).toBe(true);
    expect(alert.labels['team']?.length).toBeGreaterThan(2_000);
    expect(alert.kubernetes?.namespace?.length).toBeGreaterThan(2_000);
  });

  it('shorten what holds them, and the note says which parts, how much fits, and the limits that are kept', async () => {
    expect(
      await notesOf(`${slack}, message: { title: "Alert {{ title }}", footer: short, fields: [labels.team] }`),
    ).toEqual([
      expect.stringMatching(
        /^soc: with the longest values these are shortened or left out: title \(1\d\d characters fit\), field "labels.team" \(\d+ characters fit\) \(message \d+ of 50 blocks\)$/,
      ),
    ]);
  });

  it('shorten nothing that holds none of them', async () => {
    expect(
      await notesOf(`${slack}, message: { title: "An alert", text: "Look at it.", footer: "{{ severity }}" }`),
    ).toEqual([]);
  });

  it('say so of a text that is too long by itself', async () => {
    const [note, ...more] = await notesOf(`${slack}, message: { title: "${'long title '.repeat(20)}" }`);
    expect(more).toEqual([]);
    expect(note).toMatch(/^soc: .*: title \(1\d\d characters fit\)/);
  });

  it('are put into the messages of routes too, over the settings of the destination', async () => {
    const [own, ofRoute] = await notesOf(
      `${slack}, message: { text: "{{ title }}" }`,
      ', message: { title: "{{ title }}" }',
    );
    expect(own).toMatch(/^soc: .*: text \(\d+ characters fit\)/);
    expect(ofRoute).toMatch(/^soc by route "all": .*: title \(.*\), text \(/);
  });

  it.each(['email', 'ses'])('are found in a mail of %s', async (type) => {
    const settings =
      type === 'email'
        ? 'host: smtp.example.com, from: a@example.com, to: [b@example.com]'
        : `region: eu-west-1, from: a@example.com, to: [b@example.com], accessKeyId: "\${A}", secretAccessKey: "\${B}"`;
    const [note = ''] = await notesOf(
      `type: ${type}, ${settings}, message: { title: "{{ title }}", footer: "{{ title }}" }`,
    );
    expect(note).toMatch(/^soc: .*: title \(1\d\d characters fit\)/);
  });
});
