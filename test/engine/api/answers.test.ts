import { describe, expect, it } from 'vitest';
import { door, known } from './door.ts';

type Door = ReturnType<typeof door>;

const post = (here: Door, path: string, body: unknown) =>
  here.ask(`/v1/alerts/${path}`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

const detailOf = (body: unknown): string => String((body as Record<string, unknown>)['detail']);

describe('the API about an answer of a person', () => {
  it('acknowledges by whom, with a note; the second sees who was first', async () => {
    const here = door();
    const first = await post(here, `${known}/acknowledge`, { author: 'Anna', note: 'looking\nat it' });
    const stands = { alertId: known, state: 'acknowledged', author: 'Anna', note: 'looking at it', via: 'api' };
    expect(first).toMatchObject({ status: 200, body: { ...stands, isFirst: true, at: '2026-11-21T20:00:00.000Z' } });
    const second = await post(here, `${known}/acknowledge`, { author: 'Ben' });
    expect(second).toMatchObject({ status: 200, body: { ...stands, isFirst: false } });
  });

  it('shows it with the alert and in its explanation', async () => {
    const here = door();
    await post(here, `${known}/acknowledge`, { author: 'Anna' });
    const problem = {
      state: 'acknowledged',
      handled: 'acknowledged: by Anna at 2026-11-21T20:00:00.000Z',
      answers: [{ state: 'acknowledged', author: 'Anna', via: 'api' }],
    };
    expect((await here.ask(`/v1/alerts/${known}`)).body).toMatchObject({ alert: { id: known }, problem });
    const routing = { routes: ['all'], destinations: ['soc'], groups: [] };
    expect((await here.ask(`/v1/alerts/${known}/explain`)).body).toMatchObject({ routing, merged: [], problem });
  });

  it('resolves, also as a false positive, and refuses to acknowledge what is over', async () => {
    const here = door();
    const resolved = await post(here, `${known}/resolve`, { author: 'Anna', falsePositive: true });
    expect(resolved).toMatchObject({ status: 200, body: { state: 'false_positive', isFirst: true } });
    const late = await post(here, `${known}/acknowledge`, { author: 'Ben' });
    expect(late).toMatchObject({ status: 409, body: { title: 'The problem is over' } });
    expect(detailOf(late.body)).toMatch(/ended at 2026-11-21T20:00:00.000Z, says Anna; .*acknowledge its latest alert/);
  });

  it('is of the name of the token when no author is given', async () => {
    const { body } = await door().ask(`/v1/alerts/${known}/acknowledge`, { method: 'POST', body: '{}' });
    expect(body).toMatchObject({ author: 'admin', isFirst: true });
  });

  it.each<[unknown, RegExp]>([
    ['{', /the body is no JSON/],
    ['[]', /found an empty|is empty; expected a map/],
    [{ author: '' }, /author: is empty; expected a text/],
    [{ author: 7 }, /author: found 7; expected a text/],
    [{ author: 'x'.repeat(101) }, /author: found "x+…?; expected at most 100/],
    [{ author: 'Anna', nota: 'x' }, /unknown field "nota": did you mean "note"\?/],
    [{ author: 'Anna', note: 'x'.repeat(301) }, /note: .*at most 300/],
  ])('takes no wrong body: %j', async (body, expected) => {
    const here = door();
    for (const path of [`${known}/acknowledge`, `${known}/resolve`]) {
      const answer = await post(here, path, body);
      expect(answer).toMatchObject({ status: 400, body: { title: 'Invalid request body' } });
      expect(detailOf(answer.body)).toMatch(expected);
      expect(detailOf(answer.body)).toContain('{"author":"your name"');
    }
    expect((await here.ask(`/v1/alerts/${known}`)).body).not.toHaveProperty('problem');
  });

  it('finds no alert of another id, and needs the credential', async () => {
    const here = door();
    expect((await post(here, 'edge:none/acknowledge', { author: 'Anna' })).status).toBe(404);
    const init = { method: 'POST', body: '{"author": "Anna"}' };
    expect((await here.ask(`/v1/alerts/${known}/acknowledge`, init, 'Bearer wrong')).status).toBe(401);
  });
});
