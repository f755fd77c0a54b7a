import { isFields } from '../values/json-fields.ts';
import { BoundPassed } from './meter.ts';
import type { Implementation } from './native.ts';
import { stopped } from './regex-within.ts';

/** Functions that a picture directs (https://docs.jsonata.org/date-time, https://docs.jsonata.org/numeric-functions). */

type Wrap = (original: Implementation) => Implementation;

const PICTURE_MAX = 256;
const TEXT_MAX = 1_000;
/** Roman numbers have an M for each thousand. */
const ROMAN_MAX = 100_000;

/** A picture of this length, without widths that would fill the memory; none is allowed too. */
function checkPicture(picture: unknown): void {
  if (typeof picture !== 'string') return;
  const isWide = /\d{5}/.test(picture);
  if (picture.length > PICTURE_MAX || isWide) throw new BoundPassed('too_large');
}

const bothShort: Wrap = (original) =>
  function (...given) {
    checkPicture(given[1]);
    if (typeof given[0] === 'string' && given[0].length > TEXT_MAX) throw new BoundPassed('too_large');
    return original.apply(this, given);
  };

const formatInteger: Wrap = (original) =>
  function (...given) {
    const [value, picture] = given;
    checkPicture(picture);
    const isRoman = typeof picture === 'string' && /^I/i.test(picture);
    if (isRoman && Math.abs(Number(value)) > ROMAN_MAX) throw new BoundPassed('too_large');
    return original.apply(this, given);
  };

/** An empty mark is found everywhere, so that the search for the next one never ends. */
const formatNumber: Wrap = (original) =>
  function (...given) {
    const [, picture, options] = given;
    checkPicture(picture);
    const marks = isFields(options) ? Object.values(options) : [];
    if (marks.some((mark) => typeof mark !== 'string' || mark === '' || mark.length > PICTURE_MAX))
      throw new BoundPassed('too_large');
    return original.apply(this, given);
  };

/** Fields that each end at a mark between, so that a text is taken apart in one way only. */
const isApart = (picture: string): boolean => !/\]\w*\[|\[[^\][]*w/i.test(picture);

/** JSONata makes a regular expression of the picture, which can backtrack. */
const toMillis: Wrap = (original) => {
  const short = bothShort(original);
  return function (...given) {
    const [, picture] = given;
    checkPicture(picture);
    if (typeof picture !== 'string' || isApart(picture)) return short.apply(this, given);
    let result: unknown;
    stopped(() => {
      result = short.apply(this, given);
    });
    return result;
  };
};

export const pictureFunctions: Readonly<Record<string, Wrap>> = {
  formatInteger,
  formatNumber,
  fromMillis: bothShort,
  parseInteger: bothShort,
  toMillis,
};
