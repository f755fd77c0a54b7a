import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ocsf } from '../../lambdas/destinations/_kit/formats/ocsf.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import { alertNamed, alerts, arbitraryAlert, attemptFor } from '../conformance/alerts.ts';

const file = new URL('../../../shared/schemas/ocsf-1.8.0-detection-finding.schema.json', import.meta.url);
const present = existsSync(file);

const compile = () => {
  const Ajv = createRequire(import.meta.url)('ajv/dist/2020').default;
  return new Ajv({ strict: false, logger: false }).compile(JSON.parse(readFileSync(file, 'utf8')));
};

const eventOf = (alert: Alert) => JSON.parse(ocsf(alert, attemptFor(alert)).body);

/** Every text in a value; keys count, since senders choose those of labels and facts. */
function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const inner of value) yield* textsOf(inner);
  else if (isFields(value))
    for (const [key, inner] of Object.entries(value)) {
      yield key;
      yield* textsOf(inner);
    }
}

describe('the OCSF Detection Finding', () => {
  it.skipIf(!present).each([...alerts.keys()])('is valid for %s', (name) => {
    const validate = compile();
    expect(validate(eventOf(alertNamed(name))), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });

  it.skipIf(!present)('is valid for any alert', () => {
    const validate = compile();
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        expect(validate(eventOf(alert)), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('loses nothing that the sender said', () => {
    for (const alert of alerts.values()) {
      const said = new Set(textsOf(eventOf(alert)));
      const joined = [...said].join('\n');
      const { state: _, severity: __, url: ___, remediation, ...rest } = alert;
      const ours = new Set(Object.keys(alert).concat(Object.keys(alert.actor), 'technique'));
      const wanted = [...textsOf(rest), ...textsOf(remediation?.steps.map(({ text }) => text))];
      for (const text of wanted) if (!ours.has(text) && text !== '') expect(joined.includes(text), text).toBe(true);
    }
  });

  it('closes what is resolved, under the id that both reports share', () => {
    const opened = { ...alertNamed('resolved'), state: 'open' as const };
    const closed = alertNamed('resolved');
    expect(eventOf(closed)).toMatchObject({ activity_id: 3, type_uid: 200403, status_id: 4 });
    expect(eventOf(opened)).toMatchObject({ activity_id: 1, type_uid: 200401, status_id: 1 });
    expect(eventOf(closed).metadata.correlation_uid).toBe(eventOf(opened).metadata.correlation_uid);
  });

  it('links to MITRE only for ids that are theirs', () => {
    const alert = { ...alertNamed('full'), attack: [{ technique: '../../evil' }, { technique: 'T1565.001' }] };
    expect(eventOf(alert).finding_info.attacks).toEqual([
      { technique: { uid: '../../evil' } },
      {
        technique: { uid: 'T1565' },
        sub_technique: { uid: 'T1565.001', src_url: 'https://attack.mitre.org/techniques/T1565/001/' },
      },
    ]);
  });
});
