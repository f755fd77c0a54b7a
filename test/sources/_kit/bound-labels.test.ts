import { describe, expect, it } from 'vitest';
import { splitLabels } from '../../../lambdas/sources/_kit/bound-labels.ts';

describe('labels', () => {
  it('have the same name whatever else is there', () => {
    expect(splitLabels({ team: 'red', 'app.kubernetes.io/name': 'web' }).labels).toEqual({
      team: 'red',
      'app.kubernetes.io/name': 'web',
    });
  });

  it('have names that a route can write', () => {
    expect(splitLabels({ ' cost\u0000 center ': 'a', 'x\u202Ey': 'b' }).labels).toEqual({
      'cost center': 'a',
      'x y': 'b',
    });
  });

  it('that would take the place of another, or have no name, become facts', () => {
    expect(splitLabels({ 'a b': '1', 'a\tb': '2', ' ': '3' })).toEqual({
      labels: { 'a b': '1' },
      facts: { 'labels.a\tb': '2', 'labels. ': '3' },
    });
  });

  it('are 64 at most, and the others facts', () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`l${i}`, String(i)]));
    const { labels, facts } = splitLabels(many);
    expect(Object.keys(labels).length).toBe(64);
    expect(facts).toEqual({
      'labels.l64': '64',
      'labels.l65': '65',
      'labels.l66': '66',
      'labels.l67': '67',
      'labels.l68': '68',
      'labels.l69': '69',
    });
  });
});
