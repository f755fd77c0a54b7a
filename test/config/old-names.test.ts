import { expect, it } from 'vitest';
import { checkConfig } from '../../infra/load-config.ts';
import { formatMistake } from '../../lambdas/config/mistakes.ts';

const yaml = [
  'version: 1',
  'sources: { akto: { type: akto, auth: none } }',
  'destinations:',
  `  it: { type: webhook, url: "\${URL}", body: '{ "pod": target.pod, "title": title }' }`,
  'routes:',
  '  - match: { target.namespace: prod, not: { target.resource: /tmp/* } }',
  '    where: \'target.image != "x"\'',
  '    to: [it]',
  '  - { match: { source: tocsin }, to: [it] }',
].join('\n');

it('names of the version 1 alert are taken, each with a warning that says where and what to write', () => {
  const loaded = checkConfig(yaml, true);
  if (loaded.kind === 'mistakes') throw new Error(JSON.stringify(loaded.mistakes));
  expect(loaded.config.routes[0]).toMatchObject({
    match: { 'target.namespace': ['prod'] },
    where: 'container.image != "x"',
  });
  const old = loaded.warnings.map((warning) => formatMistake('tocsin.yaml', warning));
  const refused = "is a name of the alert's version 1, which the next release refuses: write";
  expect(old.filter((text) => text.includes(refused))).toEqual([
    `tocsin.yaml:4:45: destinations.it.body: warning: "target.pod" ${refused} "kubernetes.pod"`,
    `tocsin.yaml:6:14: routes[0].match.target.namespace: warning: "target.namespace" ${refused} "kubernetes.namespace"`,
    expect.stringContaining(
      `6:45: routes[0].match.not.target.resource: warning: "target.resource" ${refused} "file.path" or`,
    ),
    `tocsin.yaml:7:12: routes[0].where: warning: "target.image" ${refused} "container.image"`,
  ]);
});

it('an old name in an expression that has no single new one is a mistake', () => {
  const loaded = checkConfig(yaml.replace('target.image', 'target.resource'), true);
  expect(loaded.kind === 'mistakes' && loaded.mistakes.map(({ message }) => message).join()).toContain(
    'write "file.path" or',
  );
});
