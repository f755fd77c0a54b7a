/** Destinations that are away for hours or days: how long alerts wait, and what that costs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aktoWebhook } from '../pipeline/pipeline.ts';
import { type Receiver, type Situation, shortly, startReceiver, startSituation, until, yamlOf } from './situation.ts';

/** 24.5 hours, in seconds. */
const ASKED = 88_200;
const ALERTS = 5;

/** The time that was asked for is over. */
let isOpen = false;
let isMended = false;
let receiver: Receiver;
let situation: Situation;

const names = ['asked', 'patient', 'usual'];

beforeAll(async () => {
  receiver = await startReceiver((path) => {
    if (path === '/asked') return isOpen ? undefined : { status: 429, headers: { 'retry-after': String(ASKED) } };
    return isMended ? undefined : { status: 503 };
  });
  const webhook = (name: string, more = '') => `{ type: webhook, url: "${receiver.url}/${name}"${more} }`;
  const destinations = {
    asked: webhook('asked'),
    patient: webhook('patient', ', giveUpAfter: 72h'),
    usual: webhook('usual'),
  };
  const routes = [`{ match: { source: akto }, to: [${names.join()}] }`];
  situation = await startSituation(yamlOf({ akto: 'akto' }, destinations, routes));
  for (let n = 0; n < ALERTS; n += 1) await situation.hook('akto', aktoWebhook(n, 'HIGH'));
  const isTried = async (name: string) => {
    const states = await situation.states('akto', name);
    const waits = states.filter(({ status }) => status === 'retrying');
    return waits.length >= (name === 'asked' ? ALERTS : 1) ? true : undefined;
  };
  // What was answered is written down before the clock is set ahead.
  for (const name of names) await until(`${name} was tried`, () => isTried(name), shortly(600));
});
afterAll(async () => {
  await situation.close();
  await receiver.close();
});

const statuses = async (destination: string) =>
  (await situation.states('akto', destination)).map(({ status }) => status);

const delivered = (destination: string) =>
  until(
    `${destination} has all`,
    async () => ((await statuses(destination)).every((status) => status === 'delivered') ? true : undefined),
    shortly(600),
  );

/** So many hours pass, and what is due then happens. */
async function pass(hours: number): Promise<void> {
  const before = receiver.at('/patient').length;
  await situation.skip(hours);
  const isProbed = () => (receiver.at('/patient').length > before ? true : undefined);
  await until('the destination is probed', isProbed, shortly(600));
}

describe('a weekend of 60 hours', () => {
  beforeAll(async () => {
    for (let hours = 0; hours < 24; hours += 3) await pass(3);
  });

  // Row 15
  it('a destination that asked for 24.5 hours is left alone for all of them, and then gets every alert', async () => {
    const asked = receiver.at('/asked').length;
    expect(asked).toBeLessThanOrEqual(ALERTS);
    expect(await statuses('asked')).toEqual(Array.from({ length: ALERTS }, () => 'retrying'));
    isOpen = true;
    await pass(3);
    await delivered('asked');
    expect(receiver.at('/asked')).toHaveLength(asked + ALERTS);
  });

  // Row 15
  it('alerts wait as long as `giveUpAfter` says, by default a day', async () => {
    for (let hours = 27; hours < 60; hours += 6) await pass(6);
    const given = async () => ((await statuses('usual')).every((status) => status === 'dead') ? true : undefined);
    await until('the usual time is over', given, shortly(600));
    const [dead] = await situation.states('akto', 'usual');
    expect(dead?.reason).toBe('gave_up_after_24h: http_503');
    expect(await statuses('patient')).toEqual(Array.from({ length: ALERTS }, () => 'retrying'));
  });

  // B9
  it('waiting costs few requests: a probe for all, not one for each', () => {
    expect(receiver.at('/patient').length).toBeLessThan(100);
  });

  // Row 15
  it('all are delivered when the destination is back, none twice', async () => {
    isMended = true;
    await situation.skip(1);
    await delivered('patient');
    const ids = receiver
      .at('/patient')
      .slice(-ALERTS)
      .map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(ALERTS);
  });
});
