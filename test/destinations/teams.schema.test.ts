import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Attempt } from '../../lambdas/destinations/_kit/define-destination.ts';
import { teams } from '../../lambdas/destinations/teams/index.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { alerts, arbitraryAlert, arbitraryAttempt, attemptFor } from '../conformance/alerts.ts';
import { cardOf } from '../validators/teams.ts';

// The official schema of version 1.5, from microsoft/AdaptiveCards: too large to be kept here.
const path = new URL('../../../shared/schemas/adaptive-card-1.5.0.schema.json', import.meta.url);
const connected = teams.connect({ webhookUrl: 'https://flow.example.test/invoke?sig=invented' });

const isHere = existsSync(path);

/** Whether the schema accepts a card; `msteams` is the one extension that Teams adds and the schema does not know. */
function validator(): (alert: Alert, attempt: Attempt) => unknown {
  const require = createRequire(import.meta.url);
  const { id, ...schema } = JSON.parse(readFileSync(path, 'utf8'));
  const ajv = new Ajv({ strict: false, logger: false });
  require('ajv-formats')(ajv);
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
  const validate = ajv.compile({ ...schema, $id: id });
  expect(validate({ type: 'AdaptiveCard', version: '1.5', body: [{ type: 'Nonsense' }] })).toBe(false);
  return (alert, attempt) => {
    const { msteams, ...card } = cardOf(connected.render(alert, attempt));
    expect(msteams).toEqual({ width: 'Full' });
    return validate(card) ? 'valid' : validate.errors;
  };
}

it.skipIf(!isHere)('sends cards that the official schema accepts', () => {
  const verdict = validator();
  for (const alert of alerts.values()) expect(verdict(alert, attemptFor(alert))).toBe('valid');
});

it.skipIf(!isHere)('sends no alert in a card that the official schema refuses', () => {
  const verdict = validator();
  fc.assert(
    fc.property(arbitraryAlert, arbitraryAttempt, (alert, attempt) => {
      expect(verdict(alert, attempt)).toBe('valid');
    }),
  );
});
