/** The example of docs/canary.md: its configuration is checked, and its texts are those that are sent. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../infra/load-config.ts';
import { canaryAlert, canaryProblemAlert } from '../../lambdas/domain/canary.ts';
import { canaryRecipients } from '../../lambdas/engine/route/canary.ts';
import { systemRecipientsOf } from '../../lambdas/engine/system-recipients.ts';

const page = readFileSync('docs/canary.md', 'utf8');
const [, yaml = ''] = /```yaml tocsin\.yaml\n([\s\S]*?)```/.exec(page) ?? [];
const loaded = checkConfig(yaml, false);
const NOW = '2026-11-21T20:00:00.000Z';

describe('docs/canary.md', () => {
  it('has a configuration without mistakes', () => {
    expect(loaded).toMatchObject({
      kind: 'config',
      config: { canary: { everySeconds: 86_400, deadlineSeconds: 300, routes: ['urgent'] } },
    });
  });

  it('says what is sent, and to whom', async () => {
    if (loaded.kind !== 'config') throw new Error('the page has mistakes');
    const { config } = loaded;
    const alert = canaryAlert({ route: 'urgent', sentAt: NOW, isOver: false }, NOW);
    expect(page).toContain(alert.title);
    expect(canaryRecipients('urgent', alert, config.routes).destinations).toEqual(['soc-slack', 'sec-jira']);
    const problem = { route: 'urgent', destination: 'sec-jira', fault: 'late', state: 'retrying', since: NOW } as const;
    const report = canaryProblemAlert(problem, 300, Date.parse(NOW));
    expect(page).toContain(report.title);
    const { destinations } = await systemRecipientsOf(config)(report, 'sec-jira');
    expect(destinations).toEqual(['soc-slack', 'soc-mail']);
  });

  it.each(['late', 'lost', 'doubled'] as const)('says what to do when a canary is %s', (fault) => {
    const problem = { route: 'urgent', fault, state: '', since: NOW } as const;
    expect(page).toContain(`| \`${canaryProblemAlert(problem, 300, Date.parse(NOW)).type}\` |`);
  });
});
