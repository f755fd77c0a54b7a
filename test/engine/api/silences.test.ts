import { describe, expect, it } from 'vitest';
import type { Silence } from '../../../lambdas/domain/silence.ts';
import { door } from './door.ts';

type Door = ReturnType<typeof door>;

const asked = { matchers: ['severity=~"low|info"'], duration: '2h', author: 'Anna', reason: 'maintenance' };
const create = (here: Door, body: object) => here.ask('/v1/silences', { method: 'POST', body: JSON.stringify(body) });

async function list(here: Door): Promise<(Silence & { active: boolean })[]> {
  const { body } = await here.ask('/v1/silences');
  return (body as { silences: (Silence & { active: boolean })[] }).silences;
}

describe('the API about silences', () => {
  it('makes one by matchers and duration, and lists it', async () => {
    const here = door();
    expect(await create(here, asked)).toMatchObject({
      status: 201,
      body: { id: 'sil_1', matchers: asked.matchers, until: '2026-11-21T22:00:00.000Z' },
    });
    expect(await list(here)).toMatchObject([{ id: 'sil_1', active: true }]);
  });

  it('changes one by another that takes its place', async () => {
    const here = door();
    await create(here, asked);
    const longer = await create(here, { ...asked, duration: '8h', replaces: 'sil_1' });
    expect(longer).toMatchObject({ status: 201, body: { id: 'sil_2', until: '2026-11-22T04:00:00.000Z' } });
    const all = await list(here);
    expect(all.map(({ id, active }) => [id, active]).sort()).toEqual([
      ['sil_1', false],
      ['sil_2', true],
    ]);
    expect(await create(here, { ...asked, replaces: 'sil_1' })).toMatchObject({ status: 404 });
    expect(await list(here)).toHaveLength(2);
  });

  it('takes intervals of the configuration by name', async () => {
    const timeIntervals = { nights: [{ times: [{ from: 0, to: 360 }], location: 'UTC' }] };
    const here = door(undefined, () => ({ installed: { sources: {}, destinations: {}, routes: [], timeIntervals } }));
    const made = await create(here, { ...asked, duration: '30d', repeats: { times: ['nights'] } });
    expect(made).toMatchObject({ status: 201, body: { repeats: { times: ['nights'] }, within: timeIntervals.nights } });
    expect(await list(here)).toMatchObject([{ active: false, ended: false }]);
  });

  it.each<[object, RegExp]>([
    [{ ...asked, matchers: ['severity="hgh"'] }, /"hgh" is no severity; allowed/],
    [{ ...asked, duration: 'soon' }, /duration: found "soon"/],
    [{ ...asked, mathcers: [] }, /unknown field "mathcers": did you mean "matchers"\?/],
    [{ ...asked, author: '' }, /author: is empty/],
    [{ ...asked, repeats: { every: 'month' } }, /repeats.every: found "month"; expected day, week/],
  ])('says what is wrong: %j', async (body, expected) => {
    const here = door();
    const answer = await create(here, body);
    expect(answer.status).toBe(400);
    expect(String((answer.body as Record<string, unknown>)['detail'])).toMatch(expected);
    expect(await list(here)).toEqual([]);
  });
});
