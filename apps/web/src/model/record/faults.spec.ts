import { describe, expect, it } from '@jest/globals';
import { datedOf } from './dated.js';
import { emptyEntry, type Entry } from './entry.js';
import { faultsIn, faultsOf } from './faults.js';

const WANG = { id: 'wang', kind: 'person', name: 'Wang Wentao' } as const;
const TODAY = '2025-10-28';
const past = { edtf: '2025-10', earliest: '2025-10-01', latest: '2025-10-31' };
const later = { edtf: '2025-10-30', earliest: '2025-10-30', latest: '2025-10-30' };
const said: Entry = { ...emptyEntry('statement'), who: [WANG], text: 'No.' };
const found = (entry: Entry, date?: typeof past) =>
  faultsOf(entry, date, TODAY).map((fault) => [fault.field, 'code' in fault ? fault.code : '']);

describe('what is to be put right before anything is sent', () => {
  it('is nothing, of what has a name and words', () => {
    expect(found(said)).toEqual([]);
    expect(found({ ...said, when: 'October', source: 'Reuters', grade: 'C2' }, past)).toEqual([]);
  });
  it.each<[string, Partial<Entry>, typeof past | undefined]>([
    ['who who', { who: [] }, undefined],
    ['who typed', { typed: 'Wan' }, undefined],
    ['text text', { text: ' ' }, undefined],
    ['when when', { when: '30 February' }, undefined],
    ['when future', { when: 'Thursday' }, later],
    ['grade grade', { grade: 'C9' }, undefined],
    ['kind private', { kind: 'private-remark' }, undefined],
    ['issue issue', { form: 'position' }, undefined],
    ['meeting meeting,answer answer', { form: 'answer' }, undefined],
  ])('is named at its field: %s', (faults, changes, date) => {
    expect(
      found({ ...said, ...changes }, date)
        .map((one) => one.join(' '))
        .join(','),
    ).toBe(faults);
  });
  it('is not that somebody is not named, if they may not be', () => {
    expect(found({ ...said, who: [], attribution: 'unattributed' })).toEqual([]);
  });
  it('is not the day of a meeting that is planned', () => {
    const meeting: Entry = { ...emptyEntry('meeting'), who: [WANG], when: 'Thursday' };
    expect(found(meeting, later)).toEqual([]);
    expect(found({ ...meeting, isHeld: true }, later)).toEqual([['when', 'future']]);
    expect(found({ ...meeting, form: 'call' }, later)).toEqual([['when', 'future']]);
  });
});

describe('what the service refuses', () => {
  const command = { role: 'main', path: '', body: {} } as const;
  const refused = (pointer: string, role: 'main' | 'name' = 'main') =>
    faultsIn(
      [{ status: 400, body: { code: 'fields-invalid', errors: [{ pointer, code: '', detail: 'No.' }] } }],
      [{ ...command, role }],
    ).map(({ field }) => field);
  it('stands at the field that its pointer names', () => {
    expect(refused('/speakerId')).toEqual(['who']);
    expect(refused('/attendance/1/representativeId')).toEqual(['who']);
    expect(refused('/occurredOn')).toEqual(['when']);
    expect(refused('/sources/0/reliability')).toEqual(['grade']);
    expect(refused('/sources/0/publishedOn')).toEqual(['source']);
    expect(refused('/post', 'name')).toEqual(['who']);
    expect(refused('/marking/level', 'name')).toEqual(['level']);
    expect(refused('/somethingNew')).toEqual(['form']);
  });
  it('stands above the form, if it points to nothing; what was not tried says nothing', () => {
    const problem = { code: 'meeting-held-already-recorded', detail: 'This is already recorded.' };
    const results = [
      { status: 200, body: {} },
      { status: 409, body: problem },
      { status: 424, body: { code: 'not-tried', detail: 'Nothing was recorded.' } },
    ];
    expect(faultsIn(results, [command, command, command])).toEqual([{ field: 'form', detail: problem.detail }]);
  });
});

describe('a text that is too long', () => {
  it('for a date is not understood, and not cut', () => {
    const when = `${'after the talks, '.repeat(8)}early October`;
    const said = { ...emptyEntry('statement'), when, text: 'No.', who: [WANG] };
    const { date } = datedOf(said, '2025-10-28', 'en');
    expect(faultsOf(said, date, '2025-10-28')).toEqual([{ field: 'when', code: 'when' }]);
  });
  it('is told before it is sent, with how much is too much: nothing of it is cut', () => {
    const said = { ...emptyEntry('statement'), who: [WANG] };
    const at = (length: number) => faultsOf({ ...said, text: 'x'.repeat(length) }, undefined, '2025-10-28');
    expect(at(20_000)).toEqual([]);
    expect(at(25_307)).toEqual([{ field: 'text', code: 'tooLong', over: 5_307 }]);
  });
});
