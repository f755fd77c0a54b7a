import { describe, expect, it } from 'vitest';
import { alertView } from '../../lambdas/destinations/_kit/alert-view/alert-view.ts';
import { teamsCard } from '../../lambdas/destinations/teams/card.ts';
import { teams } from '../../lambdas/destinations/teams/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';

const cardOf = (name: string) => teamsCard(alertView(alertNamed(name), attemptFor(alertNamed(name))));

describe('the address of the flow', () => {
  const problem = (webhookUrl: string): string | undefined =>
    teams.settings.safeParse({ webhookUrl }).error?.issues[0]?.message;

  it.each([
    'https://default0.ab.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/1/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=a%2Bb',
    'https://prod-1.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=x',
    'https://webhook.office.com.example.test/x',
    'https://notwebhook.office.com.test/x',
    'http://127.0.0.1:8080/teams',
  ])('may be %s, and is sent byte for byte', (webhookUrl) => {
    expect(problem(webhookUrl)).toBeUndefined();
    const alert = alertNamed('minimal');
    expect(teams.connect({ webhookUrl }).render(alert, attemptFor(alert)).url).toBe(webhookUrl);
  });

  it.each([
    'https://contoso.webhook.office.com/webhookb2/x@y/IncomingWebhook/z',
    'https://CONTOSO.WEBHOOK.OFFICE.COM/webhookb2/x',
    'https://webhook.office.com/x',
    'https://outlook.office.com/webhook/x',
    'https://outlook.office365.com:443/webhook/x',
    'https://user@contoso.webhook.office.com./x',
  ])('may not be the connector %s, with what to do instead', (url) =>
    expect(problem(url)).toMatch(/retired: in Teams, open Workflows/),
  );

  it.each(['', 'flow', 'ftp://x.example/', 'https://', 'https://a b/', 'javascript:alert(1)'])('may not be %o', (url) =>
    expect(problem(url)).toBe('must be an http(s) URL'),
  );
});

describe('layout', () => {
  it('colours the head by what it is, and says it in words too', () => {
    const heads = ['full', 'unicode', 'resolved', 'minimal'].map((name) => cardOf(name).body[0]);
    expect(heads.map((head) => head !== undefined && 'style' in head && head.style)).toEqual([
      'attention',
      'warning',
      'good',
      'default',
    ]);
    expect(JSON.stringify(heads[0])).toContain('🟠 HIGH');
    expect(JSON.stringify(cardOf('full').body[1])).toContain('AccuKnox KubeArmor blocked it.');
  });

  it('keeps the lines and the margin of code', () => {
    const alert = { ...alertNamed('minimal'), remediation: { steps: [{ text: '```\nif x:\n    y()\n\nz()\n```' }] } };
    const texts = JSON.stringify(teamsCard(alertView(alert, attemptFor(alert)))).match(
      /"(if x:|\u00a0{4}y\(\)|\u00a0|z\(\))"/g,
    );
    expect(texts).toEqual(['"if x:"', '"\u00a0\u00a0\u00a0\u00a0y()"', '"\u00a0"', '"z()"']);
  });

  it('breaks what clients would fill in or mark as a name', () => {
    const alert = {
      ...alertNamed('minimal'),
      title: '{{DATE(2020-01-01T00:00:00Z)}} <at>all</at> https://evil.example',
    };
    const text = JSON.stringify(cardOf('minimal')) + JSON.stringify(teamsCard(alertView(alert, attemptFor(alert))));
    expect(text).toContain('{ {DATE(2020-01-01T00:00:00Z)}} < at>all< /at> hxxps://evil[.]example');
  });

  it('uses the room that there is, and leaves the head and the foot in', () => {
    const alert = alertNamed('oversized');
    const { body = '' } = teams.connect({ webhookUrl: 'https://x.example/' }).render(alert, attemptFor(alert));
    expect(Buffer.byteLength(body)).toBeGreaterThan(12_000);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000);
    expect(body).toContain('CRITICAL');
    expect(body).toContain('What the sender advises');
    expect(body).toContain('2026-11-21 02:41:09 UTC');
  });
});
