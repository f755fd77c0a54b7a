import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fill, templateMistake } from '../../../lambdas/destinations/webhook/template.ts';
import { alertNamed, arbitraryAlert } from '../../conformance/alerts.ts';

const full = alertNamed('full');

it.each([
  ['an object', '{ "name": title, "rawJson": { "id": id } }', { name: full.title, rawJson: { id: full.id } }, false],
  ['a list', 'attack.technique', ['T1036', 'T1565.001'], false],
  ['a number', '$count(evidence)', 2, false],
  ['a text', '"[" & $uppercase(severity) & "] " & title', `[HIGH] ${full.title}`, true],
])('makes %s', async (_, template, body, isText) => {
  const filled = await fill(template, full);
  expect(filled).toMatchObject({ isText });
  expect('body' in filled && (isText ? filled.body : JSON.parse(filled.body))).toEqual(body);
});

it.each([
  ['an error on this alert', '$number(title)', 'D3030'],
  ['a wrong type', 'title + 1', 'T2001'],
  ['an endless loop', '($f := function($x) { $f($x + 1) }; $f(1))', 'D1012'],
  ['endless depth', '($f := function($x) { 1 + $f($x + 1) }; $f(1))', 'D1011'],
  ['too long a list', '$map([1..9999999], function($x) { $x })', /^D20\d\d$/],
  ['too large a result', '$pad("", 1000001, "x")', 'too_large'],
  ['an error that the template raises', '$error("no")', 'D3137'],
  ['a field that is not there', 'nothing.here', 'empty'],
  ['null', 'null', 'empty'],
  ['a blank text', '"  "', 'empty'],
  ['a function that nobody called', '$uppercase', 'function'],
  ['one of the template’s own', 'function($x) { $x }', 'function'],
])('gives a reason for %s', async (_, template, failed) => {
  const filled = await fill(template, full);
  expect('failed' in filled ? filled.failed : filled).toMatch(failed);
});

it('is well-formed for any alert, and leaves the alert alone', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryAlert, async (alert) => {
      const before = JSON.stringify(alert);
      const filled = await fill('{ "t": title, "all": $, "keys": $keys(facts) }', alert);
      expect('body' in filled && filled.body.isWellFormed()).toBe(true);
      expect('body' in filled && JSON.parse(filled.body).all).toEqual(JSON.parse(before));
      expect(JSON.stringify(alert)).toBe(before);
      const text = await fill('title & description', alert);
      expect('failed' in text || text.body.isWellFormed()).toBe(true);
    }),
    { numRuns: 100 },
  );
});

it('says what is wrong with a template, and where', () => {
  expect(templateMistake('{ "name": title')).toMatch(/at character \d+/);
  expect(templateMistake('{ "name": title }')).toBeUndefined();
});
