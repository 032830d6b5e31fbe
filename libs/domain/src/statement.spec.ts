import { describe, expect, it } from '@jest/globals';
import type { EventId, PartyId, RepresentativeId } from './ids.js';
import { ATTRIBUTIONS, statement, type StatementEvents } from './statement.js';
import { scenario } from './testing.js';

const { given } = scenario(statement);

const made = {
  type: 'StatementMade',
  data: {
    speakerId: 'gill' as RepresentativeId,
    speakingForId: 'sefcovic' as RepresentativeId,
    partyId: 'eu' as PartyId,
    kind: 'spokesperson-remark',
    text: 'A "high-level technical" delegation will arrive in Brussels on Thursday.',
    verbatim: false,
  },
} as const;
const withdrawn = { type: 'StatementWithdrawn', data: { reason: 'He had misspoken.' } } as const;
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('statement', () => {
  it('can be made by a spokesperson for a commissioner', () => {
    expect(given().when({ type: 'MakeStatement', data: made.data })).toEqual([made]);
  });
  it('can have a translation', () => {
    const data: StatementEvents['StatementMade'] = {
      speakerId: 'mofcom' as RepresentativeId,
      kind: 'press-statement',
      text: '已批准部分通用许可申请。',
      verbatim: true,
      language: 'zh-Hans',
      translation: { language: 'en', text: 'Some applications for general licences have been granted.' },
    };
    expect(given().when({ type: 'MakeStatement', data })).toEqual([{ type: 'StatementMade', data }]);
  });
  it('in private is not on the record: it says how it may be attributed', () => {
    const data = { ...made.data, kind: 'private-remark' } as const;
    expect(given().when({ type: 'MakeStatement', data })).toEqual(refusal('private-on-the-record'));
    expect(given().when({ type: 'MakeStatement', data: { ...data, attribution: 'on-the-record' } })).toEqual(
      refusal('private-on-the-record'),
    );
    for (const attribution of ATTRIBUTIONS.filter((one) => one !== 'on-the-record')) {
      const spoken = { ...data, attribution };
      expect(given().when({ type: 'MakeStatement', data: spoken })).toEqual([{ type: 'StatementMade', data: spoken }]);
    }
  });
  it('cannot be made twice', () => {
    expect(given(made).when({ type: 'MakeStatement', data: made.data })).toEqual(refusal('statement-already-recorded'));
  });
  it('must exist before it is withdrawn', () => {
    expect(given().when({ type: 'WithdrawStatement', data: {} })).toEqual(refusal('statement-unknown'));
  });

  it.each(ATTRIBUTIONS.filter((attribution) => attribution !== 'on-the-record'))(
    'may omit its speaker if it is %s',
    (attribution) => {
      const data = { kind: 'interview', text: 'They will not move.', verbatim: true, attribution } as const;
      expect(given().when({ type: 'MakeStatement', data })).toEqual([{ type: 'StatementMade', data }]);
    },
  );
  it('needs a speaker if it is on the record, which is the default', () => {
    const data = { kind: 'interview', text: 'They will not move.', verbatim: true } as const;
    const attributed = { ...data, attribution: 'on-the-record' } as const;
    expect(given().when({ type: 'MakeStatement', data })).toEqual(refusal('speaker-missing'));
    expect(given().when({ type: 'MakeStatement', data: attributed })).toEqual(refusal('speaker-missing'));
  });

  it('can be withdrawn by its speaker', () => {
    expect(given(made).when({ type: 'WithdrawStatement', data: withdrawn.data })).toEqual([withdrawn]);
  });
  it('cannot be withdrawn twice', () => {
    expect(given(made, withdrawn).when({ type: 'WithdrawStatement', data: {} })).toEqual(
      refusal('statement-withdrawn-already-recorded'),
    );
  });
  it('can be reported as withdrawn twice if the second is another account of the first', () => {
    const again = { type: 'WithdrawStatement', data: {} } as const;
    expect(given(made, withdrawn).when(again, { reportOf: 'event-1' as EventId })).toHaveLength(1);
  });
});
