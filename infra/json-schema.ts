import * as z from 'zod/mini';
import { InhibitSetting } from '../lambdas/config/inhibit-schema.ts';
import { ConfigFile, RouteSetting, SourceSetting } from '../lambdas/config/schema.ts';
import { evidencePolicies } from '../lambdas/destinations/_kit/alert-view/evidence-policy.ts';
import type { Destination } from '../lambdas/destinations/_kit/define-destination.ts';
import { ChoiceSetting } from '../lambdas/destinations/_kit/targets/choice.ts';
import { destinations } from '../lambdas/destinations/index.ts';
import { limitSettings } from '../lambdas/domain/delivery-limits.ts';
import { MessageSetting } from '../lambdas/domain/message-setting.ts';
import { isFields } from '../lambdas/domain/values/json-fields.ts';
import { sources } from '../lambdas/sources/index.ts';
import { reachSchema } from './json-schema-reach.ts';
import { described, settingDescriptions } from './setting-descriptions.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

// A value may still be `${NAME}`, which is neither a URL nor of any other form.
const loosened = new Set(['$schema', 'format', 'pattern', 'minLength', 'maxLength', 'default']);

function loosen(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(loosen);
  if (!isFields(value)) return value;
  const isSchema = 'type' in value || 'anyOf' in value || '$schema' in value;
  const kept = Object.entries(value).filter(([key, inner]) => !isSchema || !loosened.has(key) || isFields(inner));
  return Object.fromEntries(kept.map(([key, inner]) => [key, loosen(inner)]));
}

const schemaOf = (schema: z.ZodMiniType): Record<string, unknown> => {
  const loose = loosen(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return isFields(loose) ? { ...loose } : {};
};

const withType = (schema: JsonSchema, type: JsonSchema): JsonSchema => {
  const { properties, required } = schema;
  return {
    ...schema,
    properties: { type, ...(isFields(properties) ? properties : {}) },
    required: ['type', ...(Array.isArray(required) ? required.filter((name) => name !== 'type') : [])],
  };
};

const evidence = {
  type: 'string',
  enum: evidencePolicies,
  description: 'What it gets of the evidence: nothing, what is left without credentials (the default), or all of it.',
};

const timeZone = {
  type: 'string',
  description: 'The time zone in which messages show times, beside UTC: a name such as Europe/Berlin.',
};

const limits = Object.fromEntries(
  Object.entries(limitSettings).map(([name, { description }]) => [name, { type: 'string', description }]),
);

const common = { evidence, timeZone, ...limits, ...reachSchema };
const message = { $ref: '#/definitions/message' };

/** A schema whose properties say what they mean. */
function describedBy(schema: JsonSchema, texts: Readonly<Record<string, string>>): JsonSchema {
  const { properties } = schema;
  return isFields(properties) ? { ...schema, properties: described(properties, texts) } : schema;
}

const withMessage = (schema: JsonSchema): JsonSchema => ({
  ...schema,
  properties: { ...(isFields(schema['properties']) ? schema['properties'] : {}), message },
});

/** Settings that every destination has. */
const withCommon = (schema: JsonSchema, audience: Destination['audience']): JsonSchema => {
  const worded = audience === 'people' ? withMessage(schema) : schema;
  const own = isFields(worded['properties']) ? worded['properties'] : {};
  return { ...worded, properties: { ...own, ...common } };
};

const choice = schemaOf(ChoiceSetting);

/** A setting that the alert may choose is its value, or a choice among several. */
const withTargets = (schema: JsonSchema, targets: Readonly<Record<string, unknown>>): JsonSchema => {
  const properties = isFields(schema['properties']) ? schema['properties'] : {};
  const chosen = Object.entries(properties).map(([name, value]) => {
    if (!Object.hasOwn(targets, name) || !isFields(value)) return [name, value];
    const { description, ...plain } = value;
    return [name, { description, anyOf: [plain, choice] }];
  });
  return { ...schema, properties: Object.fromEntries(chosen) };
};

function sourceSchema(): JsonSchema {
  const schema = schemaOf(SourceSetting);
  const { type: _, ...properties } = isFields(schema['properties']) ? schema['properties'] : {};
  const typed = withType({ ...schema, properties }, { type: 'string', enum: Object.keys(sources).sort() });
  return describedBy(typed, settingDescriptions.source);
}

const routeReference = { $ref: '#/definitions/route' };

/** A route's children are routes. */
function routeSchema(): JsonSchema {
  const schema = schemaOf(RouteSetting);
  const properties = isFields(schema['properties']) ? schema['properties'] : {};
  return { ...schema, properties: { ...properties, routes: { type: 'array', items: routeReference } } };
}

/** The JSON Schema of `tocsin.yaml`, for editors: made from the schemas that check it, so that it cannot drift. */
export function jsonSchema(): JsonSchema {
  const kinds = Object.entries<Destination>(destinations).map(([type, { docs, settings, targets, audience }]) => ({
    ...withCommon(withType(withTargets(schemaOf(settings), targets), { const: type }), audience),
    title: type,
    description: docs,
  }));
  const file = schemaOf(ConfigFile);
  const inhibit = { type: 'array', items: describedBy(schemaOf(InhibitSetting), settingDescriptions.inhibit) };
  const whole = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'tocsin.yaml',
    ...file,
    properties: {
      ...(isFields(file['properties']) ? file['properties'] : {}),
      version: { const: 1 },
      defaults: {
        type: 'object',
        properties: common,
        additionalProperties: false,
        description: 'Settings of every destination that does not set them itself.',
      },
      sources: { type: 'object', additionalProperties: sourceSchema() },
      destinations: { type: 'object', additionalProperties: { oneOf: kinds } },
      routes: { type: 'array', items: routeReference },
      inhibit,
      inhibitRules: inhibit,
    },
    definitions: {
      message: schemaOf(MessageSetting),
      route: describedBy(withMessage(routeSchema()), settingDescriptions.route),
    },
  };
  return describedBy(whole, settingDescriptions.file);
}

export const SCHEMA_FILE = 'docs/tocsin.schema.json';
export const schemaText = (): string => `${JSON.stringify(jsonSchema(), null, 2)}\n`;
