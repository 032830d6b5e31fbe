import { describe, expect, it } from '@jest/globals';
import { idIn } from './id-in.js';

const ID = 'a179e348-a179-5f46-81ca-f0979c4aa165';

describe('the id in a text', () => {
  it.each([
    [ID],
    [` ${ID.toUpperCase()} `],
    [`https://record.example.org/negotiations/${ID}/timeline?asOf=2025-10-27`],
    [`/administration?negotiation=${ID}`],
  ])('is found in %s', (text) => expect(idIn(text)).toBe(ID));
  it.each([[''], ['the talks on magnets'], [ID.slice(1)], [`${ID}0`], [`0${ID}`]])('is not found in %j', (text) =>
    expect(idIn(text)).toBeUndefined(),
  );
});
